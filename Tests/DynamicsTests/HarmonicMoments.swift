// SPDX-License-Identifier: GPL-3.0-or-later
@testable import Dynamics

/// The exact stationary covariance of a linear scheme on f = kx²/2, found by iterating its own covariance map.
///
/// State (q, p). An oracle for words of any length, independent of the block engine.
struct LinearScheme {
  var map: (Double, Double, Double, Double) = (1, 0, 0, 1)
  var noise: (qq: Double, qp: Double, pp: Double) = (0, 0, 0)

  /// First this, then (q, p) ← M(q, p) + independent noise in p.
  mutating func then(_ m: (Double, Double, Double, Double), momentumNoise: Double = 0) {
    let (a, b, c, d) = map
    map = (m.0 * a + m.1 * c, m.0 * b + m.1 * d, m.2 * a + m.3 * c, m.2 * b + m.3 * d)
    noise = Self.propagate(noise, m)
    noise.pp += momentumNoise
  }

  static func propagate(
    _ s: (qq: Double, qp: Double, pp: Double), _ m: (Double, Double, Double, Double)
  ) -> (qq: Double, qp: Double, pp: Double) {
    (
      m.0 * m.0 * s.qq + 2 * m.0 * m.1 * s.qp + m.1 * m.1 * s.pp,
      m.0 * m.2 * s.qq + (m.0 * m.3 + m.1 * m.2) * s.qp + m.1 * m.3 * s.pp,
      m.2 * m.2 * s.qq + 2 * m.2 * m.3 * s.qp + m.3 * m.3 * s.pp
    )
  }

  var stationary: (qq: Double, qp: Double, pp: Double) {
    var s = noise
    for _ in 0..<20_000 {
      let moved = Self.propagate(s, map)
      s = (moved.qq + noise.qq, moved.qp + noise.qp, moved.pp + noise.pp)
    }
    return s
  }
}
