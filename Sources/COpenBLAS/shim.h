// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is used, declared here: GSL brings enumerations and functions of the names in <cblas.h> that differ from these, and
// a program that links both might get GSL's slow products under the names cblas_*. No other library has the names of Fortran.

#pragma clang assume_nonnull begin

/// C (m × n) ← α·op(A)·op(B) + β·C, column-major; the letters are `N` or `T`.
void sgemm_(const char *transpose_a, const char *transpose_b, const int *m, const int *n, const int *k,
            const float *alpha, const float *a, const int *lda, const float *b, const int *ldb, const float *beta,
            float *c, const int *ldc);
void dgemm_(const char *transpose_a, const char *transpose_b, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb, const double *beta,
            double *c, const int *ldc);

void openblas_set_num_threads(int threads);
char *openblas_get_corename(void);

#pragma clang assume_nonnull end
