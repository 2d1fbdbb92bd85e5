// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define WIDE 16
#define VERY_WIDE 32
#define LEVEL ravine_kernels_avx2
#define LEVEL_NAME "avx2"
#include "template/level.h"
#pragma clang attribute pop
#endif
