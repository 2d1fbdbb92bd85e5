// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions of a vector. The polynomials are minimax fits; no operation is contracted, so that every
// instruction set gives the same bits.

/// 2ᵏ for whole numbers −2046 ≤ 2k' ≤ 2046 given as words, in two factors so that it may leave the normal range.
INLINE numbers times_power_of_two(numbers x, words k) {
  words half = ((k + 4096) >> 1) - 2048;
  numbers first = as_numbers((half + 1023) << 52), second = as_numbers((k - half + 1023) << 52);
  return x * first * second;
}

/// eˣ = 2ᵏ eʳ with |r| ≤ ½ ln 2, ln 2 in two parts of which the first is exact in products with k.
INLINE numbers exponential(numbers x) {
  x = choose((words)(x > 710.0), (numbers)710.0, x);
  x = choose((words)(x < -746.0), (numbers)-746.0, x);
  numbers rounded = x * 0x1.71547652b82fep+0 + ROUNDER;
  numbers k = rounded - ROUNDER;
  numbers r = (x - k * 0x1.62e42fefa3000p-1) - k * 0x1.3de6af278ece6p-42;
  numbers p = 0x1.1f9e3f087323bp-29;
  p = p * r + 0x1.af6d474c67de6p-26;
  p = p * r + 0x1.27e4bef8d09e8p-22;
  p = p * r + 0x1.71ddef4e84ca9p-19;
  p = p * r + 0x1.a01a01b4725bap-16;
  p = p * r + 0x1.a01a01b3d6716p-13;
  p = p * r + 0x1.6c16c16c1351fp-10;
  p = p * r + 0x1.111111110eb6dp-7;
  p = p * r + 0x1.555555555555ep-5;
  p = p * r + 0x1.555555555555cp-3;
  p = p * r + 0.5;
  p = (p * (r * r) + r) + 1.0;
  return times_power_of_two(p, as_words(rounded) - as_words((numbers)ROUNDER));
}

/// ln x = e ln 2 + ln m with √½ ≤ m < √2 and ln m = 2 artanh((m − 1)/(m + 1)).
INLINE numbers logarithm(numbers x) {
  const uint64_t square_root_of_half = 0x3fe6a09e667f3bcdu;
  words tiny = (words)(x < 0x1p-1022);
  numbers scaled = choose(tiny, x * 0x1p54, x);
  words w = as_words(scaled) + (0x3ff0000000000000u - square_root_of_half);
  numbers e = as_numbers((w >> 52) | 0x4330000000000000u) - choose(tiny, (numbers)(0x1p52 + 1077.0), (numbers)(0x1p52 + 1023.0));
  numbers f = as_numbers((w & 0x000fffffffffffffu) + square_root_of_half) - 1.0;
  numbers s = f / (f + 2.0), z = s * s;
  numbers p = 0x1.2f0631e4bf5f7p-3;
  p = p * z + 0x1.39a1a72d1d327p-3;
  p = p * z + 0x1.74663fa0cb958p-3;
  p = p * z + 0x1.c71c520609553p-3;
  p = p * z + 0x1.24924941f5036p-2;
  p = p * z + 0x1.999999997fd75p-2;
  p = p * z + 0x1.5555555555592p-1;
  // ln m = f − (f²/2 − s(f²/2 + zp)): the leading term is exact.
  numbers half_square = 0.5 * f * f;
  numbers value = e * 0x1.62e42fefa3000p-1 + (f - (half_square - (s * (half_square + z * p) + e * 0x1.3de6af278ece6p-42)));
  value = choose((words)(x == INFINITY), x, value);
  value = choose((words)(x == 0.0), (numbers)-INFINITY, value);
  return choose((words)(x < 0.0) | (words)(x != x), (numbers)NAN, value);
}

/// sin(x + shift·π/2): x = kπ/2 + r with π/2 in three parts, of which two are exact in products with k < 2²⁰.
INLINE numbers sine_of_shifted(numbers x, uint64_t shift) {
  numbers rounded = x * 0x1.45f306dc9c883p-1 + ROUNDER;
  numbers k = rounded - ROUNDER;
  numbers r = ((x - k * 0x1.921fb54400000p+0) - k * 0x1.0b4611a600000p-34) - k * 0x1.3198a2e037073p-69;
  numbers z = r * r;
  numbers s = 0x1.5d9246c748f3dp-33;
  s = s * z - 0x1.ae5e63ce27e02p-26;
  s = s * z + 0x1.71de3574bc3d9p-19;
  s = s * z - 0x1.a01a019c0e4fap-13;
  s = s * z + 0x1.111111110f861p-7;
  s = s * z - 0x1.5555555555549p-3;
  s = r + r * (z * s);
  numbers c = -0x1.8fadd1baa5c38p-37;
  c = c * z + 0x1.1ee9ea6fb6ebap-29;
  c = c * z - 0x1.27e4f807db51ep-22;
  c = c * z + 0x1.a01a019caefc0p-16;
  c = c * z - 0x1.6c16c16c15163p-10;
  c = c * z + 0x1.555555555554cp-5;
  c = 1.0 - (0.5 * z - z * z * c);
  words quadrant = as_words(rounded) + shift;
  numbers value = choose(-(quadrant & 1), c, s);
  return as_numbers(as_words(value) ^ ((quadrant & 2) << 62));
}

/// tanh x: a polynomial below 0.625, 1 − 2/(e^{2|x|} + 1) above, with the sign of x.
INLINE numbers hyperbolic_tangent(numbers x) {
  numbers a = ABSOLUTE(x), z = x * x;
  numbers p = 0x1.676d82dd6a294p-15;
  p = p * z - 0x1.9d2404261c147p-13;
  p = p * z + 0x1.2acea76cce535p-11;
  p = p * z - 0x1.7c06f411b86fcp-10;
  p = p * z + 0x1.d6aabea519788p-9;
  p = p * z - 0x1.226ce39e75a85p-7;
  p = p * z + 0x1.664f3b044e8c2p-6;
  p = p * z - 0x1.ba1ba16a8c193p-5;
  p = p * z + 0x1.111111109cb4dp-3;
  p = p * z - 0x1.5555555554df6p-2;
  numbers small = x + x * (z * p);
  numbers large = 1.0 - 2.0 / (exponential(a + a) + 1.0);
  large = as_numbers(as_words(large) | (as_words(x) & SIGN_BIT));
  return choose((words)(a > 0.625), large, small);
}

/// Beyond 10⁶ the reduction loses digits; such arguments are rare and left to libm.
INLINE numbers sine_of_any(numbers x, uint64_t shift) {
  numbers value = sine_of_shifted(x, shift);
  words far = (words)!(ABSOLUTE(x) <= 1e6);
  if (__builtin_expect(__builtin_reduce_or(far) != 0, 0))
    for (int lane = 0; lane < LANES; lane++)
      if (far[lane]) value[lane] = shift ? cos(x[lane]) : sin(x[lane]);
  return value;
}

/// name_LANES(in, out, i, n): as many whole vectors as there are from element i on; returns the first element left.
#define MAP(name, expression)                                                                   \
  INLINE size_t JOIN(name, LANES)(const double *in, double *out, size_t i, size_t n) {          \
    for (; i + LANES <= n; i += LANES) {                                                        \
      numbers x = load(in + i);                                                                 \
      store(out + i, expression);                                                               \
    }                                                                                           \
    return i;                                                                                   \
  }

MAP(map_exp, exponential(x))
MAP(map_log, logarithm(x))
MAP(map_sin, sine_of_any(x, 0))
MAP(map_cos, sine_of_any(x, 1))
MAP(map_tanh, hyperbolic_tangent(x))
#undef MAP
