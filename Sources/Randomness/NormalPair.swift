// SPDX-License-Identifier: GPL-3.0-or-later

/// Two independent standard normal deviates from 64 random bits, by Box and Muller's polar form.
///
///     first  = ±√(−2 ln u) cos φ,   second = ±√(−2 ln u) sin φ
///
/// Bits 63 and 62 are the two signs, bits 61…40 the angle φ = (π/2)(k + ½)/2²² within a quadrant, bits 39…0 the radius
/// by u = (k + ½)/2⁴⁰. *Why 40 and 24*: the radius decides how far the tail reaches, √(2 ln 2⁴¹) = 7.54 (beyond it lies
/// a probability of 5e-14), and its 10¹² values keep the distribution of the tail right as far as any sample reaches. The
/// angle is equidistributed, so the midpoints of 2²⁴ directions reproduce every moment up to order 2²⁴ exactly. What is
/// left of the lattice is an error of the distribution function below 1e-8, which 10¹⁵ deviates would be needed to see.
///
/// With ψ = φ − π/4 the sine and cosine of φ are (cos ψ ± sin ψ)/√2, and √2 cancels: √(−2 ln u)/√2 = √(−ln u).
/// All operations are IEEE additions, multiplications, one division and one square root, never contracted, so every
/// machine and every kernel gives the same bits. The polynomials are minimax fits with errors below 5e-11: seven
/// thousand times finer than the lattice of the angles, and more digits would only cost time.
package struct NormalPair: Sendable, Equatable {
  /// The deviate with the cosine.
  package var first: Double
  /// The deviate with the sine.
  package var second: Double

  /// Two deviates from 64 random bits.
  package init(_ bits: UInt64) {
    let radius = NormalPair.minusLogarithm(NormalPair.uniform(bits)).squareRoot()
    // t = ψ/(π/4) in (−1, 1), built as a number of [2, 4) less 3.
    let t = Double(bitPattern: (bits >> 10) & 0x000f_ffff_c000_0000 | 0x4000_0000_2000_0000) - 3
    let y = t * t
    var sine = 0x1.4b518f7a0cc6ep-22
    sine = sine * y - 0x1.32c886e691c56p-15
    sine = sine * y + 0x1.466bb4851c74cp-9
    sine = sine * y - 0x1.4abbce48c3f9bp-4
    sine = sine * y + 0x1.921fb54419f90p-1
    sine = sine * t
    var cosine = 0x1.d9c364e853f15p-19
    cosine = cosine * y - 0x1.55c57b06d9d37p-12
    cosine = cosine * y + 0x1.03c1dc1bafde0p-6
    cosine = cosine * y - 0x1.3bd3cc732353dp-2
    cosine = cosine * y + 0x1.ffffffff97c47p-1
    let sign: UInt64 = 1 << 63
    first = Double(bitPattern: (radius * (cosine - sine)).bitPattern ^ (bits & sign))
    second = Double(bitPattern: (radius * (cosine + sine)).bitPattern ^ (bits << 1 & sign))
  }

  /// u = (k + ½)/2⁴⁰ from the lower 40 bits, built as a number of [1, 2) less 1.
  static func uniform(_ bits: UInt64) -> Double {
    Double(bitPattern: (bits << 12) & 0x000f_ffff_ffff_f000 | 0x3ff0_0000_0000_0800) - 1
  }

  /// −ln u for normal positive u within 3e-11, relatively: u = 2ᵉ m with ¾ ≤ m < 3/2, ln m = 2 artanh((m − 1)/(m + 1)).
  static func minusLogarithm(_ u: Double) -> Double {
    let threeQuarters: UInt64 = 0x3fe8_0000_0000_0000
    let w = u.bitPattern &+ (0x3ff0_0000_0000_0000 &- threeQuarters)
    // The integer in the exponent field becomes a Double in the mantissa of a number of [2⁵², 2⁵³).
    let exponent = Double(bitPattern: w >> 52 | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let m = Double(bitPattern: w & 0x000f_ffff_ffff_ffff &+ threeQuarters)
    let s = (m - 1) / (m + 1)
    let z = s * s
    var p = 0x1.ed8a95b82c167p-3
    p = p * z + 0x1.23e9b2750279dp-2
    p = p * z + 0x1.999bdb66dd5c1p-2
    p = p * z + 0x1.5555542285d2cp-1
    p = p * z + 2
    return exponent * -0x1.62e42fefa39efp-1 - s * p
  }
}
