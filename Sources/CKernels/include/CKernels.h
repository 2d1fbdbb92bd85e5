// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "steps.h"
#include "subnormals.h"
#include "training.h"

#pragma clang assume_nonnull begin

/// Which stream of random numbers: the key, and the part of the counter that does not run.
typedef struct {
  /// The 64-bit seed, which is the key of Philox.
  uint64_t seed;
  /// Counter word 3.
  uint32_t task;
  /// The upper half of counter word 1; its lower half holds bits 32…47 of the block index.
  uint16_t purpose;
} ravine_stream;

/// The hot loops compiled for one instruction set. Every level gives the same bits: the same IEEE operations in the same
/// order, no contraction to fused multiply-adds, correctly rounded square roots and divisions, and no libm.
typedef struct {
  /// `baseline`, `avx2` or `avx512`.
  const char *name;

  /// Standard normal deviates: out[(4 b + i) * count + w] = deviate i of block first_block + b of walkers[w].
  void (*normal)(ravine_stream stream, const uint32_t *walkers, size_t count, uint64_t first_block, size_t blocks,
                 double *out);

  /// The function of n numbers; `out` may be `in`.
  void (*exp)(const double *in, double *out, size_t n);
  void (*log)(const double *in, double *out, size_t n);
  void (*sin)(const double *in, double *out, size_t n);
  void (*cos)(const double *in, double *out, size_t n);
  void (*tanh)(const double *in, double *out, size_t n);

  /// x ← (x − step·gradient) + amplitude·noise.
  void (*drift_and_kick)(double *x, const double *gradient, const double *noise, double step, double amplitude,
                         size_t n);

  /// What the steps of walkers are made of.
  const ravine_step_kernels *_Nonnull steps;
} ravine_kernels;

/// The kernels for a level (0 baseline, 1 AVX2, 2 AVX-512), or NULL when this machine cannot run them.
const ravine_kernels *_Nullable ravine_kernels_at(int level);

/// The level that is used: the best one that the machine runs, or the one that RAVINE_KERNELS (`baseline`, `avx2`,
/// `avx512`) names, if the machine runs it.
int ravine_kernel_level(void);

/// The kernels of `ravine_kernel_level()`.
const ravine_kernels *ravine_best_kernels(void);

/// eˣ of n numbers within 1 ulp; overflow gives ∞, underflow gradually 0, NaN stays NaN. `out` may be `in`.
void ravine_exp(const double *in, double *out, size_t n);
/// ln x of n numbers within 1 ulp; ln 0 = −∞, NaN below zero. `out` may be `in`.
void ravine_log(const double *in, double *out, size_t n);
/// sin x of n numbers within 2.5 ulp for |x| ≤ 10⁶; libm beyond. `out` may be `in`.
void ravine_sin(const double *in, double *out, size_t n);
/// cos x of n numbers, as `ravine_sin`.
void ravine_cos(const double *in, double *out, size_t n);
/// tanh x of n numbers within 4 ulp. `out` may be `in`.
void ravine_tanh(const double *in, double *out, size_t n);
/// Standard normal deviates, see `ravine_kernels.normal`.
void ravine_normal(ravine_stream stream, const uint32_t *walkers, size_t count, uint64_t first_block, size_t blocks,
                   double *out);
/// x ← (x − step·gradient) + amplitude·noise for n numbers: the update of Euler–Maruyama.
void ravine_drift_and_kick(double *x, const double *gradient, const double *noise, double step, double amplitude,
                           size_t n);

#pragma clang assume_nonnull end
