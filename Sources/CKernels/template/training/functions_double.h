// SPDX-License-Identifier: GPL-3.0-or-later
// Elementary functions in double precision. The coefficients are minimax fits of the relative error.

/// r with x = k ln 2 + r and |r| ≤ ½ ln 2, and 2ᵏ; ln 2 in two parts, of which the first is exact in products with k.
INLINE numbers reduce(numbers x, numbers *power) {
  const numbers rounder = 0x1.8p52;
  numbers rounded = x * 0x1.71547652b82fep+0 + rounder;
  numbers k = rounded - rounder;
  *power = as_numbers((as_words(rounded) - as_words(rounder) + 1023) << 52);
  return (x - k * 0x1.62e42fefa3000p-1) - k * 0x1.3de6af278ece6p-42;
}

/// eʳ − 1 for |r| ≤ ½ ln 2.
INLINE numbers exponential_minus_one_near_zero(numbers r) {
  numbers p = 0x1.aeab2dc827379p-26;
  p = p * r + 0x1.2891c0467346cp-22;
  p = p * r + 0x1.71de5a566cdcap-19;
  p = p * r + 0x1.a019b8de1a62bp-16;
  p = p * r + 0x1.a01a018c14645p-13;
  p = p * r + 0x1.6c16c178971cfp-10;
  p = p * r + 0x1.11111111144f3p-7;
  p = p * r + 0x1.5555555553d49p-5;
  p = p * r + 0x1.555555555554dp-3;
  p = p * r + 0x1.0000000000001p-1;
  return p * (r * r) + r;
}

/// Below, the exponential is below the normal range.
#define SMALLEST_EXPONENT -708.39
/// Above, tanh rounds to 1.
#define LARGEST_TANGENT 20.0

/// Beyond it e^{−a²/2} is 0.
#define LARGEST_DEVIATION 38.7
/// The upper half of the mantissa: its square is exact.
#define UPPER_HALF (~0x7ffffff)

/// Φ(−a)·e^{a²/2} for 0 ≤ a ≤ LARGEST_DEVIATION.
INLINE numbers scaled_tail(numbers a) {
  numbers p = 0x1.eee0ee0ec3877p-25;
  p = p * a + 0x1.ffef18e90b6b6p-20;
  p = p * a + 0x1.07582610f4feep-15;
  p = p * a + 0x1.5ead5298179efp-12;
  p = p * a + 0x1.4cf9d3faad278p-9;
  p = p * a + 0x1.d700ac786b576p-7;
  p = p * a + 0x1.f8f594d9f24bdp-5;
  p = p * a + 0x1.99f9cb82335cdp-3;
  p = p * a + 0x1.eeb19646dccfap-2;
  p = p * a + 0x1.a811769559a93p-1;
  p = p * a + 0x1.d45f3ebc2a117p-1;
  p = p * a + 0.5;
  numbers q = 0x1.361e83717e6b3p-23;
  q = q * a + 0x1.40ce9a6571cbfp-18;
  q = q * a + 0x1.4aa8abfdc4bfbp-14;
  q = q * a + 0x1.ba03c9daed45ep-11;
  q = q * a + 0x1.a67627beebd61p-8;
  q = q * a + 0x1.2df2355bbba3bp-5;
  q = q * a + 0x1.49288727f01aep-3;
  q = q * a + 0x1.1287101fd8dd9p-1;
  q = q * a + 0x1.5a7f084c19d4dp+0;
  q = q * a + 0x1.41c72729e611bp+1;
  q = q * a + 0x1.a05ff65aa0d0bp+1;
  q = q * a + 0x1.5050b42d65e20p+1;
  q = q * a + 1.0;
  return p / q;
}
