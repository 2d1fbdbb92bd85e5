// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The instruction set that the kernels run on: 0 baseline, 1 AVX2, 2 AVX-512.
int ravine_kernel_level(void);
