// SPDX-License-Identifier: GPL-3.0-or-later
#include "../include/CKernels.h"

#include <stdatomic.h>

extern const ravine_training_kernels ravine_training_baseline_float, ravine_training_baseline_double;
#if defined(__x86_64__)
extern const ravine_training_kernels ravine_training_avx2_float, ravine_training_avx2_double;
extern const ravine_training_kernels ravine_training_avx512_float, ravine_training_avx512_double;
#endif

const ravine_training_kernels *ravine_training_kernels_at(int level, size_t bytes) {
  int is_double = bytes == 8;
  if (level == 0) return is_double ? &ravine_training_baseline_double : &ravine_training_baseline_float;
#if defined(__x86_64__)
  if (!ravine_kernels_at(level) || !__builtin_cpu_supports("fma")) return NULL;
  if (level == 1) return is_double ? &ravine_training_avx2_double : &ravine_training_avx2_float;
  if (level == 2) return is_double ? &ravine_training_avx512_double : &ravine_training_avx512_float;
#endif
  return NULL;
}

/// Chosen once for each precision; two threads that come first both choose the same.
static _Atomic(const ravine_training_kernels *) best[2] = {NULL, NULL};

const ravine_training_kernels *ravine_best_training_kernels(size_t bytes) {
  const ravine_training_kernels *kernels = atomic_load_explicit(&best[bytes == 8], memory_order_acquire);
  if (__builtin_expect(!kernels, 0)) {
    kernels = ravine_training_kernels_at(ravine_kernel_level(), bytes);
    if (!kernels) kernels = ravine_training_kernels_at(0, bytes);
    atomic_store_explicit(&best[bytes == 8], kernels, memory_order_release);
  }
  return kernels;
}
