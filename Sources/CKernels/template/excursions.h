// SPDX-License-Identifier: GPL-3.0-or-later
// Walks of LANES walkers, each of which stops where it leaves its own range.

/// Takes the steps; a walker that is not within its range stays where it is. `taken` counts the steps of each.
INLINE void excursion(numbers *position, const double *c, int degree, double a, const double *b, const double *noise,
                      size_t stride, size_t steps, numbers lower, numbers upper, double sign, numbers *largest,
                      numbers *taken) {
  numbers x = *position, highest = *largest, count = 0;
  const numbers one = 1;
  for (size_t s = 0; s < steps; s++) {
    words inside = (words)(x > lower) & (words)(x < upper);
    numbers next = (x + a * horner(x, c, degree)) + b[s] * load(noise + s * stride);
    x = choose(inside, next, x);
    count += as_numbers(as_words(one) & inside);
    numbers score = sign * x;
    highest = score > highest ? score : highest;
  }
  *position = x;
  *largest = highest;
  *taken = count;
}

#define flags JOIN(flags, LANES)
typedef _Bool flags __attribute__((ext_vector_type(LANES)));

/// Excursions of whole vectors from walker i on; returns the first walker left and adds to `stopped` if a walker stopped.
INLINE size_t JOIN(map_excursion, LANES)(double *out, const double *x, const double *c, int degree, double a,
                                         const double *b,
                                         const double *noise, size_t stride, size_t steps, const double *lower,
                                         const double *upper, double sign, double *largest, double *taken,
                                         uint8_t *bits, int *stopped, size_t i, size_t n) {
  for (; i + LANES <= n; i += LANES) {
    numbers position = load(x + i), highest = load(largest + i), count;
    excursion(&position, c, degree, a, b, noise + i, stride, steps, load(lower + i), load(upper + i), sign, &highest,
              &count);
    words outside = ~((words)(position > load(lower + i)) & (words)(position < load(upper + i)));
    flags out_flags = __builtin_convertvector(outside, flags);
    memcpy(bits + i / 8, &out_flags, LANES / 8);
    *stopped |= __builtin_reduce_or(outside) != 0;
    store(out + i, position);
    store(largest + i, highest);
    store(taken + i, count);
  }
  return i;
}
