// SPDX-License-Identifier: GPL-3.0-or-later
// How many bytes of the heap are in use, where the C library tells; 0 elsewhere.
#pragma once
#include <stddef.h>
#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
static inline size_t heap_bytes_in_use(void) { return mallinfo2().uordblks; }
#else
static inline size_t heap_bytes_in_use(void) { return 0; }
#endif
