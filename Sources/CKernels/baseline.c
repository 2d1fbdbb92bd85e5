// SPDX-License-Identifier: GPL-3.0-or-later
// For every machine: SSE2 on x86-64, NEON on arm64.
#include <stddef.h>
#include <stdint.h>
#define WIDE 16
#define VERY_WIDE 16
#define LEVEL ravine_kernels_baseline
#define LEVEL_NAME "baseline"
#include "template/level.h"
