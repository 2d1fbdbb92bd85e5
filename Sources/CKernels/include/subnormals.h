// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdint.h>

/// From now on this thread takes numbers below the normal range for 0, read and written, in single and double precision,
/// until `ravine_restore_subnormals` is called with the result: bits 6 and 15 of MXCSR (x86-64), bit 24 of FPCR (arm64).
/// On other processors nothing happens.
uint64_t ravine_flush_subnormals(void);

/// Makes this thread treat numbers below the normal range as it did before `ravine_flush_subnormals`.
void ravine_restore_subnormals(uint64_t mode);
