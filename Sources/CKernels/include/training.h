// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// The passes over arrays that training consists of, compiled for one instruction set and one precision: `void *` points
/// to floats or to doubles, and scalar arguments are rounded to that precision. What each pass does is
/// documented at the protocol `Real` in Swift. Multiplications and additions may be fused, so levels differ in last
/// bits; the bits do not depend on how rows, or columns of sums, are split among threads.
typedef struct {
  /// `baseline`, `avx2` or `avx512`.
  const char *name;

  void (*activate)(int activation, void *z, const void *_Nullable bias, size_t rows, size_t width, void *y);
  void (*activate_backward)(int activation, const void *kept, void *gradient, void *_Nullable bias_gradient,
                            size_t rows, size_t width);
  void (*gather_sum)(const void *_Nonnull const *_Nonnull tables, const int32_t *_Nonnull const *_Nonnull indices,
                     size_t table_count, int activation, const void *_Nullable bias, size_t rows, size_t width,
                     void *_Nullable z, void *y);
  void (*scatter_add)(const void *gradient, const int32_t *index, size_t rows, size_t width, size_t first_column,
                      size_t columns, void *table);

  void (*softmax)(const void *x, size_t rows, size_t width, void *y);
  double (*cross_entropy)(const void *logits, const int32_t *labels, size_t rows, size_t classes, double scale,
                          void *_Nullable gradient, size_t *correct);
  double (*squared_error)(const void *outputs, const void *codes, const int32_t *_Nullable index, size_t rows,
                          size_t width, double scale, void *_Nullable gradient);
  size_t (*count_largest)(const void *scores, const void *_Nullable bias, const int32_t *labels, size_t rows,
                          size_t classes);

  void (*normalize)(const void *x, const void *gain, const void *shift, size_t rows, size_t width, double epsilon,
                    void *y, void *means, void *inverse_deviations);
  void (*normalize_backward)(const void *x, const void *gain, const void *means, const void *inverse_deviations,
                             const void *gradient, size_t rows, size_t width, void *input_gradient,
                             void *gain_gradient, void *shift_gradient);

  void (*attend)(const void *queries, const int32_t *_Nullable query_index, const void *keys, const void *values,
                 size_t stride, const int32_t *index, size_t rows, size_t keys_per_row, size_t heads,
                 size_t head_width, void *y, void *probabilities);
  void (*attend_backward)(const void *queries, const int32_t *_Nullable query_index, const void *keys,
                          const void *values, size_t stride, const int32_t *index, size_t rows, size_t keys_per_row,
                          size_t heads, size_t head_width, size_t first_head, size_t end_head,
                          const void *probabilities, const void *gradient, void *query_gradient, void *key_gradient,
                          void *value_gradient);

  void (*dropout)(const void *x, size_t count, double rate, uint64_t seed, uint32_t task, uint16_t purpose,
                  uint32_t walker, uint64_t first, void *y);

  void (*adam)(void *weights, const void *gradient, void *first, void *second, size_t count, double rate, double beta1,
               double beta2, double epsilon, double first_correction, double second_correction, double shrink,
               double penalty);
  void (*momentum)(void *weights, const void *gradient, void *velocity, size_t count, double rate, double momentum,
                   int nesterov, double shrink, double penalty);
  double (*sum_of_squares)(const void *x, size_t count);
  void (*combine)(double a, const void *x, double b, void *y, size_t count);
  void (*convert)(const double *from, void *to, size_t count);
  void (*confine)(const void *from, double stiffness, const double *x, double *to, size_t count);

  // Small products; NULL in double precision.
  void (*_Nullable multiply_small)(size_t m, size_t n, size_t k, const void *a, int transposed, size_t lda,
                                   const void *b, size_t ldb, int adding, void *c, size_t ldc);
  size_t (*_Nullable packed_count)(size_t n, size_t k);
  void (*_Nullable pack)(const void *w, size_t ldw, size_t n, size_t k, void *packed);
  void (*_Nullable multiply_packed)(size_t m, size_t n, size_t k, const void *x, size_t ldx, const void *packed,
                                    void *y, size_t ldy);
} ravine_training_kernels;

/// The passes for numbers of 4 or 8 bytes at a level (0 baseline, 1 AVX2 and FMA, 2 AVX-512), or NULL when this machine
/// cannot run them.
const ravine_training_kernels *_Nullable ravine_training_kernels_at(int level, size_t bytes);

/// The passes for numbers of 4 or 8 bytes at the level of `ravine_kernel_level()`.
const ravine_training_kernels *ravine_best_training_kernels(size_t bytes);

#pragma clang assume_nonnull end
