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

/// y (m, or n with `T`) ← α·op(A)·x + β·y with A m × n, column-major.
void dgemv_(const char *transpose, const int *m, const int *n, const double *alpha, const double *a, const int *lda,
            const double *x, const int *incx, const double *beta, double *y, const int *incy);

/// All eigenvalues, in ascending order, of a symmetric matrix, and with `V` its eigenvectors in the place of the matrix.
void dsyevd_(const char *job, const char *triangle, const int *n, double *a, const int *lda, double *values,
             double *work, const int *work_count, int *integers, const int *integer_count, int *info);
/// Those of a symmetric tridiagonal matrix; the diagonal becomes the eigenvalues.
void dstevd_(const char *job, const int *n, double *diagonal, double *off_diagonal, double *_Nullable vectors,
             const int *ldz, double *work, const int *work_count, int *integers, const int *integer_count, int *info);
/// The singular values, in descending order, of a matrix m × n, which is overwritten; with the job `N` no vectors.
void dgesdd_(const char *job, const int *m, const int *n, double *a, const int *lda, double *values,
             double *_Nullable left, const int *ldu, double *_Nullable right, const int *ldvt, double *work,
             const int *work_count, int *integers, int *info);

void openblas_set_num_threads(int threads);
char *openblas_get_corename(void);

#pragma clang assume_nonnull end
