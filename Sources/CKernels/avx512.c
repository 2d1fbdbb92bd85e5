// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2"))), apply_to = function)
#define WIDE 32
#define VERY_WIDE 64
#define HAS_SPLIT_INSTRUCTIONS
#define LEVEL ravine_kernels_avx512
#define LEVEL_NAME "avx512"
#include "template/level.h"
#pragma clang attribute pop
#endif
