// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>
#include <stdint.h>

/// How far beyond the noise a walk may read, in elements.
#define RAVINE_WALK_MARGIN 64

/// What the steps of walkers are made of, compiled for one instruction set. Arrays of n numbers; `out` may be any of the
/// others. Every level gives the same bits.
typedef struct {
  /// out ← x + a·u.
  void (*_Nonnull add_one)(double *_Nonnull out, const double *_Nonnull x, double a, const double *_Nonnull u, size_t n);
  /// out ← x + a·u + b·v.
  void (*_Nonnull add_two)(double *_Nonnull out, const double *_Nonnull x, double a, const double *_Nonnull u, double b,
                           const double *_Nonnull v, size_t n);
  /// out ← x + a·u + b·v + c·w.
  void (*_Nonnull add_three)(double *_Nonnull out, const double *_Nonnull x, double a, const double *_Nonnull u, double b,
                             const double *_Nonnull v, double c, const double *_Nonnull w, size_t n);
  /// out ← a·x + b·u.
  void (*_Nonnull mix_two)(double *_Nonnull out, double a, const double *_Nonnull x, double b, const double *_Nonnull u,
                           size_t n);
  /// out ← a·x + b·u + c·v.
  void (*_Nonnull mix_three)(double *_Nonnull out, double a, const double *_Nonnull x, double b,
                             const double *_Nonnull u, double c, const double *_Nonnull v, size_t n);
  /// Sets bit i of `bits` where lower ≤ x ≤ upper (or, with `beyond`, where not lower < x < upper) and where |x| is not
  /// at most `far_away`; with `adding`, bits that were set stay. Returns whether any is set.
  int (*_Nonnull mark)(const double *_Nonnull x, double lower, double upper, int beyond, double far_away, int adding,
                       uint8_t *_Nonnull bits, size_t n);
  /// out ← c[0] + c[1]·x + … + c[degree]·xᵈᵉᵍʳᵉᵉ by Horner's scheme.
  void (*_Nonnull polynomial)(double *_Nonnull out, const double *_Nonnull x, const double *_Nonnull c, int degree,
                              size_t n);
  /// Many steps at once, as long as nothing happens: step s makes x ← (x + a·p(x)) + b[s]·ξ with the polynomial p and rows
  /// of noise of `stride` elements, with RAVINE_WALK_MARGIN readable elements after the last. Returns whether
  /// lower < x < upper held after every step for every walker; only then `out` holds the positions. `out` is not `x`.
  int (*_Nonnull polynomial_walk)(double *_Nonnull out, const double *_Nonnull x, const double *_Nonnull c, int degree,
                                  double a, const double *_Nonnull b, const double *_Nonnull noise, size_t stride,
                                  size_t steps,
                                  double lower, double upper, size_t n);
  /// Many steps at once until each walker leaves its own range: step s makes x ← (x + a·p(x)) + b[s]·ξ with the polynomial p
  /// and rows of noise as in `polynomial_walk`; after the first step that ends where lower[i] < x < upper[i] does not
  /// hold, walker i stands still. `largest` is raised to the largest sign·x of each, `taken` are the steps that each took;
  /// bit i of `bits` says whether walker i has left. Returns whether any walker has. `out` is not `x`.
  int (*_Nonnull polynomial_excursion)(double *_Nonnull out, const double *_Nonnull x, const double *_Nonnull c,
                                       int degree, double a, const double *_Nonnull b,
                                       const double *_Nonnull noise, size_t stride,
                                       size_t steps, const double *_Nonnull lower, const double *_Nonnull upper,
                                       double sign, double *_Nonnull largest, double *_Nonnull taken,
                                       uint8_t *_Nonnull bits, size_t n);
  /// largest ← max(largest, sign·s); sets bit i of `bits` where sign·s ≥ level or sign·s ≤ floor, clears it elsewhere.
  /// Returns whether any is set. What is not a number raises and sets nothing.
  int (*_Nonnull raise_largest)(double *_Nonnull largest, const double *_Nonnull s, double sign,
                                const double *_Nonnull level, double floor, uint8_t *_Nonnull bits, size_t n);
} ravine_step_kernels;
