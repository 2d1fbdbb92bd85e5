// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions in single precision. The coefficients are minimax fits of the relative error.

/// r with x = k ln 2 + r and |r| ≤ ½ ln 2, and 2ᵏ; ln 2 in two parts, of which the first is exact in products with k.
INLINE numbers reduce(numbers x, numbers *power) {
  const numbers rounder = 0x1.8p23f;
  numbers rounded = x * 0x1.715476p+0f + rounder;
  numbers k = rounded - rounder;
  *power = as_numbers((as_words(rounded) - as_words(rounder) + 127) << 23);
  return (x - k * 0x1.62e4p-1f) - k * 0x1.7f7d1cp-20f;
}

/// eʳ − 1 for |r| ≤ ½ ln 2.
INLINE numbers exponential_minus_one_near_zero(numbers r) {
  numbers p = 0x1.6c6a2ep-10f;
  p = p * r + 0x1.120bacp-7f;
  p = p * r + 0x1.5555bap-5f;
  p = p * r + 0x1.5554dcp-3f;
  p = p * r + 0.5f;
  return p * (r * r) + r;
}

/// Below, the exponential is below the normal range.
#define SMALLEST_EXPONENT -87.33f
/// Above, tanh rounds to 1.
#define LARGEST_TANGENT 9.02f

/// Beyond it e^{−a²/2} is 0.
#define LARGEST_DEVIATION 14.5f
/// The upper half of the mantissa: its square is exact.
#define UPPER_HALF (~0xfff)

/// Φ(−a)·e^{a²/2} for 0 ≤ a ≤ LARGEST_DEVIATION.
INLINE numbers scaled_tail(numbers a) {
  numbers p = 0x1.0f7602p-10f;
  p = p * a + 0x1.aa40f2p-7f;
  p = p * a + 0x1.3c5c7ap-4f;
  p = p * a + 0x1.0ea91cp-2f;
  p = p * a + 0x1.0b96c4p-1f;
  p = p * a + 0.5f;
  numbers q = 0x1.5439dcp-9f;
  q = q * a + 0x1.0b1d3ap-5f;
  q = q * a + 0x1.91d274p-3f;
  q = q * a + 0x1.63e310p-1f;
  q = q * a + 0x1.7fcf5ep+0f;
  q = q * a + 0x1.d7d8eep+0f;
  q = q * a + 1.0f;
  return p / q;
}
