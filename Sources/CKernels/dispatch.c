// SPDX-License-Identifier: GPL-3.0-or-later
#include "CKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

extern const ravine_kernels ravine_kernels_baseline;
#if defined(__x86_64__)
extern const ravine_kernels ravine_kernels_avx2, ravine_kernels_avx512;
#endif

const ravine_kernels *ravine_kernels_at(int level) {
  if (level == 0) return &ravine_kernels_baseline;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (level == 1 && __builtin_cpu_supports("avx2")) return &ravine_kernels_avx2;
  if (level == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    return &ravine_kernels_avx512;
#endif
  return NULL;
}

static int choose(void) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  const char *wanted = getenv("RAVINE_KERNELS");
  for (int level = 0; wanted && level < 3; level++)
    if (!strcmp(wanted, names[level]) && ravine_kernels_at(level)) return level;
  for (int level = 2; level > 0; level--)
    if (ravine_kernels_at(level)) return level;
  return 0;
}

/// Chosen once; two threads that come first both choose the same.
static _Atomic(const ravine_kernels *) best = NULL;

const ravine_kernels *ravine_best_kernels(void) {
  const ravine_kernels *kernels = atomic_load_explicit(&best, memory_order_acquire);
  if (__builtin_expect(!kernels, 0)) {
    kernels = ravine_kernels_at(choose());
    atomic_store_explicit(&best, kernels, memory_order_release);
  }
  return kernels;
}

int ravine_kernel_level(void) {
  for (int level = 2; level > 0; level--)
    if (ravine_kernels_at(level) == ravine_best_kernels()) return level;
  return 0;
}

void ravine_exp(const double *in, double *out, size_t n) { ravine_best_kernels()->exp(in, out, n); }
void ravine_log(const double *in, double *out, size_t n) { ravine_best_kernels()->log(in, out, n); }
void ravine_sin(const double *in, double *out, size_t n) { ravine_best_kernels()->sin(in, out, n); }
void ravine_cos(const double *in, double *out, size_t n) { ravine_best_kernels()->cos(in, out, n); }
void ravine_tanh(const double *in, double *out, size_t n) { ravine_best_kernels()->tanh(in, out, n); }

void ravine_normal(ravine_stream stream, const uint32_t *walkers, size_t count, uint64_t first_block, size_t blocks,
                   double *out) {
  ravine_best_kernels()->normal(stream, walkers, count, first_block, blocks, out);
}

void ravine_drift_and_kick(double *x, const double *gradient, const double *noise, double step, double amplitude,
                           size_t n) {
  ravine_best_kernels()->drift_and_kick(x, gradient, noise, step, amplitude, n);
}
