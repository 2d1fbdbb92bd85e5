// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "../include/subnormals.h"
#include "../include/training.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define REAL_BYTES 4
#define LANES 8
#define LEVEL ravine_training_avx2_float
#define LEVEL_NAME "avx2"
#include "../template/training/level.h"
#pragma clang attribute pop
#endif
