// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// How much of a representation of ℤ/p consists of circles on which the symbols lie in order, 0…1.
///
/// The parts of a representation at different frequencies are orthogonal over the symbols. With the cosine and sine sums u_k
/// and v_k of frequency k, σ ≥ τ the singular values of the pair (u_k, v_k), and P_k its power,
///
///     S = Σ_k P_k C_k / Σ_{k > 0} P_k,    C_k = (σ + τ)²/2(σ² + τ²),    k over the key frequencies only:
///
/// the share of the variance at a frequency times the circularity of what lies there, which is the share of the variance
/// that is a turn a ↦ e^{2πika/p} in a plane. S is 1 for circles alone, (a + b)²/2(a² + b²) for an ellipse with the
/// semi-axes a and b, ½ for a wave on a line. It is 0 where no frequency stands out of noise: for random points, and for
/// orthonormal ones, whose every frequency is a perfect circle of its own and which know nothing of the order of
/// their symbols. Moving, rotating or scaling the representation changes nothing, and neither does renaming a ↦ ga + h for
/// a unit g, which moves the frequencies.
///
/// Turns of different frequency that share a plane count in full, although together they are no circle there.
package struct CircleShare: Sendable, Equatable {
  /// S.
  package let value: Double
  /// The frequencies that stand out of noise, strongest first; see `FourierSpectrum.keyFrequencies`.
  package let keyFrequencies: [Int]

  /// The share of circles in a representation of the numbers modulo p, rows in their order.
  ///
  /// - Throws: `NotApplicable` if all symbols are represented alike, or there are fewer than five: with a single frequency, or one
  ///   beside that of the alternating signs, none can stand out.
  package init(of representation: Representation) throws(NotApplicable) {
    try self.init(of: representation, spectrum: FourierSpectrum(of: representation))
  }

  /// The same with the spectrum of the representation.
  init(of representation: Representation, spectrum: FourierSpectrum) throws(NotApplicable) {
    let shares = spectrum.shares
    guard representation.symbols >= 5 else {
      throw NotApplicable("no frequency stands out among those of \(representation.symbols) symbols")
    }
    guard !shares.isEmpty, shares.allSatisfy(\.isFinite) else {
      throw NotApplicable("all symbols are represented alike")
    }
    let waves = Waves(modulus: representation.symbols)
    keyFrequencies = spectrum.keyFrequencies()
    value = keyFrequencies.reduce(0) { sum, frequency in
      let (u, v) = waves.projections(of: representation, frequency: frequency)
      return sum + shares[frequency - 1] * Self.roundness(u, v)
    }
  }

  /// (σ + τ)²/2(σ² + τ²) of the singular values of two vectors: σ² + τ² = |u|² + |v|² and στ = √(|u|²|v|² − (uv)²).
  private static func roundness(_ u: [Double], _ v: [Double]) -> Double {
    let squares = zip(u, v).reduce(into: (u: 0.0, v: 0.0, product: 0.0)) { sums, pair in
      sums.u += pair.0 * pair.0
      sums.v += pair.1 * pair.1
      sums.product += pair.0 * pair.1
    }
    let total = squares.u + squares.v
    guard total > 0 else { return 0 }
    let area = max(squares.u * squares.v - squares.product * squares.product, 0).squareRoot()
    return min(0.5 + area / total, 1)
  }
}
