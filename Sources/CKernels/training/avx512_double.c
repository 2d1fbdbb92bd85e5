// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "../include/subnormals.h"
#include "../include/training.h"
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"))), apply_to = function)
#define REAL_BYTES 8
#define LANES 8
#define LEVEL ravine_training_avx512_double
#define LEVEL_NAME "avx512"
#include "../template/training/level.h"
#pragma clang attribute pop
#endif
