// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness

/// How a first passage between two steps is noticed.
///
/// A path observed only every h arrives too late by O(√h).
public enum CrossingCorrection: String, Sendable, Equatable, CaseIterable, Codable {
  /// The path between two steps is a Brownian bridge: with signed distances d and d′ to the boundary before and after,
  /// it was inside with probability exp(−d·d′/(θh)), and when it got there is drawn from the exact law. For free
  /// diffusion to a plane the result is exact at any step, otherwise its bias is O(h). With schemes that have momenta
  /// the path is smooth instead: the crossing is interpolated and nothing is drawn.
  case bridge
  /// The boundary is moved towards the walkers by 0.5826·√(2θh) = −ζ(½)/√(2π)·√(2θh) (Broadie, Glasserman and Kou
  /// 1997); bias O(h) for smooth boundaries.
  case shift
  /// None: a walker that is inside after a step has arrived. Bias O(√h).
  case none

  /// −ζ(½)/√(2π).
  package static let shiftFactor = 0.582_597_157_939_010_7

  /// Exponents beyond which a crossing is not worth a deviate: e^{−40} = 4·10⁻¹⁸.
  static let negligible = 40.0

  /// The distance from the boundary beyond which no walker arrives.
  func reach(temperature: Double, timeStep: Double, isBrownian: Bool) -> Double {
    switch self {
    case .bridge: isBrownian ? (Self.negligible * temperature * timeStep).squareRoot() : 0
    case .shift: isBrownian ? Self.shiftFactor * (2 * temperature * timeStep).squareRoot() : 0
    case .none: 0
    }
  }

  /// The part of a step after which a walker arrived, or `nil` if it did not.
  ///
  /// - Parameters:
  ///   - before: signed distance at the beginning of the step, positive.
  ///   - after: signed distance at its end.
  ///   - reach: what `reach` says for this step.
  ///   - spread: θh.
  ///   - stream: makes the random numbers of this decision; called only if they are needed.
  func arrival(
    before: Double, after: Double, reach: Double, spread: Double, isBrownian: Bool, stream: () -> RandomStream
  ) -> Double? {
    switch self {
    case .none: return after <= 0 ? 1 : nil
    case .shift where isBrownian: return after <= reach ? 1 : nil
    case .bridge where isBrownian:
      guard after <= 0 || before * after < Self.negligible * spread else { return nil }
      var stream = stream()
      guard after <= 0 || stream.uniform() < exp(-before * after / spread) else { return nil }
      // Reflected in the boundary, an end outside lies as far inside.
      return Self.bridgePassage(before: before, beyond: abs(after), spread: spread, &stream)
    case .bridge, .shift:
      return after <= 0 ? (before > 0 ? before / (before - after) : 0) : nil
    }
  }

  /// When a Brownian bridge over a step that begins at distance d and ends d′ beyond first reaches the boundary, as a
  /// part of the step.
  ///
  /// In the time s = hτ/(h − τ) the bridge is Brownian motion towards a line that comes nearer: s has the inverse Gaussian
  /// law of mean hd/d′ and shape d²/(2θ), drawn after Michael, Schucany and Haas 1976. All times in units of h.
  private static func bridgePassage(
    before d: Double, beyond: Double, spread: Double, _ stream: inout RandomStream
  ) -> Double {
    guard d > 0 else { return 0 }
    let shape = d * d / (2 * spread)
    let deviate = stream.normal()
    let square = deviate * deviate
    // Ends right on the boundary: the mean is infinite, the law is Lévy's.
    let mean = d / beyond
    guard mean < 1e150 else { return shape / (shape + square) }
    let a = mean * square / (2 * shape)
    let smaller = mean / (1 + a + (a * (a + 2)).squareRoot())
    let s = stream.uniform() * (mean + smaller) <= mean ? smaller : mean * (mean / smaller)
    return s.isFinite ? s / (1 + s) : 1
  }
}
