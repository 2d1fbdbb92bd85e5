// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions from the polynomials of one precision.

/// e^(x + low) for x ≤ 88 and |low| ≪ 1; 0 where the result would be below the normal range.
INLINE numbers exponential(numbers x, numbers low) {
  numbers power, r = reduce(x, &power) + low;
  return x < SMALLEST_EXPONENT ? (numbers)0 : (exponential_minus_one_near_zero(r) + 1) * power;
}

/// tanh |x| = −t/(2 + t) with t = e^{−2|x|} − 1, which is accurate everywhere; with the sign of x.
INLINE numbers hyperbolic_tangent(numbers x) {
  numbers a = ABSOLUTE(x);
  a = a > LARGEST_TANGENT ? (numbers)LARGEST_TANGENT : a;
  numbers power, m = exponential_minus_one_near_zero(reduce(-2 * a, &power));
  numbers t = power * m + (power - 1);
  numbers y = t / (-2 - t);
  return as_numbers(as_words(y) | (as_words(x) & ~as_words(ABSOLUTE(x))));
}

/// Φ(z), and if wanted φ(z) = e^{−z²/2}/√(2π): both need the exponential. z² is exact in two parts, since its error would be
/// multiplied by z²/2 in the tail.
INLINE numbers normal_distribution(numbers z, numbers *density) {
  numbers a = ABSOLUTE(z);
  a = a > LARGEST_DEVIATION ? (numbers)LARGEST_DEVIATION : a;
  numbers high = as_numbers(as_words(a) & UPPER_HALF);
  numbers low = (a - high) * (a + high);
  numbers e = exponential((real)-0.5 * (high * high), (real)-0.5 * low);
  if (density) *density = (real)0.39894228040143267794 * e;
  numbers tail = e * scaled_tail(a);
  return z > 0 ? 1 - tail : tail;
}
