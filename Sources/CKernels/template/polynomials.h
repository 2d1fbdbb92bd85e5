// SPDX-License-Identifier: GPL-3.0-or-later
// Polynomials, and walks of LANES walkers whose drift is one.

/// out ← p(x) from element i on in whole vectors; returns the first element left.
INLINE size_t JOIN(map_polynomial, LANES)(double *out, const double *x, const double *c, int degree, size_t i,
                                          size_t n) {
  for (; i + LANES <= n; i += LANES) store(out + i, horner(load(x + i), c, degree));
  return i;
}

/// Takes the steps; returns where lower < x < upper held after each. What is not a number stays so until the last.
INLINE words walk(numbers *position, const double *c, int degree, double a, const double *b, const double *noise,
                  size_t stride, size_t steps, double lower, double upper) {
  numbers x = *position, lowest = INFINITY, highest = -INFINITY;
  for (size_t s = 0; s < steps; s++) {
    x = (x + a * horner(x, c, degree)) + b[s] * load(noise + s * stride);
    lowest = x < lowest ? x : lowest;
    highest = x > highest ? x : highest;
  }
  *position = x;
  return (words)(lowest > lower) & (words)(highest < upper) & (words)(x == x);
}

/// Walks of whole vectors from walker i on; returns the first walker left, or n + 1 when a walker left the range.
INLINE size_t JOIN(map_walk, LANES)(double *out, const double *x, const double *c, int degree, double a, const double *b,
                                    const double *noise, size_t stride, size_t steps, double lower, double upper,
                                    size_t i, size_t n) {
  for (; i + LANES <= n; i += LANES) {
    numbers position = load(x + i);
    words inside = walk(&position, c, degree, a, b, noise + i, stride, steps, lower, upper);
    if (!__builtin_reduce_and(inside)) return n + 1;
    store(out + i, position);
  }
  return i;
}

/// The walk of fewer walkers than there are lanes; the lanes beyond walk on other walkers' noise and do not count.
INLINE int JOIN(walk_rest, LANES)(double *out, const double *x, const double *c, int degree, double a, const double *b,
                                  const double *noise, size_t stride, size_t steps, double lower, double upper,
                                  size_t n) {
  double padded[LANES];
  uint64_t idle[LANES];
  for (size_t lane = 0; lane < LANES; lane++) {
    padded[lane] = x[lane < n ? lane : 0];
    idle[lane] = lane < n ? 0 : ~(uint64_t)0;
  }
  numbers position = load(padded);
  words inside = walk(&position, c, degree, a, b, noise, stride, steps, lower, upper);
  if (!__builtin_reduce_and(inside | as_words(load((const double *)idle)))) return 0;
  store(padded, position);
  memcpy(out, padded, n * sizeof(double));
  return 1;
}
