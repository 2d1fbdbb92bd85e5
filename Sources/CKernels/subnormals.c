// SPDX-License-Identifier: GPL-3.0-or-later
#include "include/subnormals.h"

#if defined(__x86_64__)

uint64_t ravine_flush_subnormals(void) {
  // Flush to zero, and denormals are zero.
  const unsigned mode = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(mode | 0x8040);
  return mode;
}

void ravine_restore_subnormals(uint64_t mode) {
  // Exceptions that were seen in between stay seen.
  __builtin_ia32_ldmxcsr((unsigned)mode | (__builtin_ia32_stmxcsr() & 0x3f));
}

#elif defined(__aarch64__)

uint64_t ravine_flush_subnormals(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (UINT64_C(1) << 24)));
  return mode;
}

void ravine_restore_subnormals(uint64_t mode) { __asm__ volatile("msr fpcr, %0" : : "r"(mode)); }

#else

uint64_t ravine_flush_subnormals(void) { return 0; }
void ravine_restore_subnormals(uint64_t mode) { (void)mode; }

#endif
