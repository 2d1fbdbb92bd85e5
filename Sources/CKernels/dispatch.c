// SPDX-License-Identifier: GPL-3.0-or-later
#include "CKernels.h"

int ravine_kernel_level(void) { return 0; }
