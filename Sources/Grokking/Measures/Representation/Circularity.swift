// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// How well symbols of ℤ/p lie on a circle in the right order, 0…1.
///
/// With the centered points of a plane as complex numbers z_a,
///
///     C = max over k ≠ 0 of |Σ_a z_a e^{−2πika/p}|² / (p Σ_a |z_a|²):
///
/// the part of the variance that one rotation z_a ∝ e^{2πika/p} explains. It is 1 for a circle on which a step of one
/// symbol turns by k/p, (a + b)²/2(a² + b²) for an ellipse with semi-axes a and b, hence ½ for a wave on a line, and of order
/// ln p/p for random points. Rotating, reflecting or scaling the plane changes nothing.
package struct Circularity: Sendable, Equatable {
  /// C, between 0 and 1.
  package let value: Double
  /// The frequency k that explains most, 1 … ⌊p/2⌋.
  package let frequency: Int

  /// The circularity of points in a plane, such as `PrincipalComponents.plane()`.
  ///
  /// - Throws: `NotApplicable` if the width is not 2, there are fewer than three symbols, or all points coincide.
  package init(ofPlane plane: Representation) throws(NotApplicable) {
    guard plane.width == 2, plane.symbols >= 3 else {
      throw NotApplicable("circularity needs at least three points in a plane")
    }
    let p = plane.symbols
    let points = plane.centered
    let square = points.reduce(0) { $0 + $1 * $1 }
    let scale = plane.values.reduce(0) { max($0, abs($1)) }
    guard square > 1e-26 * scale * scale * Double(p) else { throw NotApplicable("all points coincide") }
    let waves = Waves(modulus: p)
    var best = (value: -1.0, frequency: 0)
    for k in 1..<p {
      var (real, imaginary) = (0.0, 0.0)
      for a in 0..<p {
        let (c, s) = (waves.cosines[k * a % p], waves.sines[k * a % p])
        real += points[2 * a] * c + points[2 * a + 1] * s
        imaginary += points[2 * a + 1] * c - points[2 * a] * s
      }
      let share = (real * real + imaginary * imaginary) / (Double(p) * square)
      // Equal ones differ by rounding; the lower frequency is the name of both directions.
      if share > best.value * (1 + 1e-12) { best = (share, min(k, p - k)) }
    }
    value = min(best.value, 1)
    frequency = best.frequency
  }

  /// The circularity of the symbols seen in the plane of a frequency, `Representation.plane(ofFrequency:)`.
  ///
  /// The plane is chosen by the same numbers: in d dimensions pure noise already reaches about d/(d + p).
  package init(of representation: Representation, frequency: Int) throws(NotApplicable) {
    try self.init(ofPlane: representation.plane(ofFrequency: frequency))
  }
}

extension Representation {
  /// The symbols, projected on the plane that Σ_a W_a cos(2πka/p) and Σ_a W_a sin(2πka/p) span, in an orthonormal basis.
  ///
  /// What lies there at other frequencies stays, so that a circle is seen only where there is one.
  ///
  /// - Throws: `NotApplicable` if the frequency is not in 1 … ⌊p/2⌋ or nothing lies at it.
  package func plane(ofFrequency frequency: Int) throws(NotApplicable) -> Representation {
    guard frequency >= 1, 2 * frequency <= symbols else {
      throw NotApplicable("\(frequency) is no frequency modulo \(symbols)")
    }
    let (u, v) = Waves(modulus: symbols).projections(of: self, frequency: frequency)
    func dot(_ a: some Sequence<Double>, _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    // Gram and Schmidt from the longer of the two.
    let (long, short) = dot(v, v) > dot(u, u) ? (v, u) : (u, v)
    let length = dot(long, long).squareRoot()
    guard length > 0 else { throw NotApplicable("nothing lies at frequency \(frequency)") }
    let first = long.map { $0 / length }
    let overlap = dot(short, first)
    let rest = zip(short, first).map { $0 - overlap * $1 }
    let height = dot(rest, rest).squareRoot()
    // A wave on a line spans no plane; what is left is rounding.
    let second = rest.map { height > 1e-12 * length ? $0 / height : 0 }
    let points = (0..<symbols).flatMap { [dot(row($0), first), dot(row($0), second)] }
    return try Representation(points, symbols: symbols, width: 2)
  }
}
