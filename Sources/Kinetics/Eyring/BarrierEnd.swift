// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// Where on a barrier a passage ends: far behind it, or so near to the top that it is crossed in part only.
///
/// With z = (x − s)√(|λ₋|/θ), the place where the target begins along the unstable direction in thermal lengths behind the
/// saddle, the passage meets the part Φ(z) of the whole barrier's resistance ∫e^{βf}, and its rate is 1/Φ(z) times the law's:
/// twice where it ends on the top.
struct BarrierEnd {
  /// z; infinite where the target begins far behind the saddle.
  let place: Double
  /// Φ(z).
  var share: Double { place.isFinite ? erfc(-place / 2.0.squareRoot()) / 2 : 1 }

  /// Beyond so many thermal lengths the whole barrier is crossed, to two per cent: less than the law neglects at a
  /// temperature at which a target in the well behind begins so near to the top.
  private static let farBehind = 2.0
  /// On the slope so many thermal lengths before the top the walkers have hardly any barrier to cross.
  private static let farBefore = -1.0

  /// Looks for the target along the unstable direction.
  ///
  /// - Parameters:
  ///   - saddle: its curvatures.
  ///   - goal: the well behind it.
  /// - Throws: `NotApplicable` if the target begins on the slope before the saddle, or obliquely to it.
  init(
    of target: Region, behind saddle: HessianSpectrum, towards goal: Well, potential: any Potential, temperature: Double
  ) throws(NotApplicable) {
    let length = (temperature / abs(saddle.eigenvalues[0])).squareRoot()
    let direction = Self.direction(at: saddle, towards: goal, by: length, potential)
    func begin(_ origin: [Double]) -> Double? {
      (-300...300).lazy.map { Double($0) / 50 }.first { z in
        target.contains(potential.wrapped(zip(origin, direction).map { $0 + z * length * $1 }), in: potential)
      }
    }
    guard let middle = begin(saddle.position), middle < Self.farBehind else {
      place = .infinity
      return
    }
    guard middle >= Self.farBefore else {
      throw NotApplicable(
        "the target begins on the slope before the saddle to '\(goal.name)': no barrier has to be crossed; "
          + "name a target that holds a well behind the saddle and nothing before it")
    }
    for (curvature, stable) in zip(saddle.eigenvalues, saddle.directions).dropFirst() where curvature > 0 {
      for side in [-1.0, 1] {
        let reach = side * (temperature / curvature).squareRoot()
        let beside = begin(zip(saddle.position, stable).map { $0 + reach * $1 })
        guard let beside, abs(beside - middle) < 0.25 else {
          throw NotApplicable(
            "the target begins at the saddle to '\(goal.name)' and obliquely to it; no law is known for such an end; "
              + "name a target that begins further behind the saddle")
        }
      }
    }
    place = middle
  }

  /// The unstable direction, turned towards the well behind the saddle.
  private static func direction(
    at saddle: HessianSpectrum, towards goal: Well, by length: Double, _ potential: any Potential
  ) -> [Double] {
    let direction = saddle.directions[0]
    let sides = [1.0, -1].map { sign in
      goal.region.contains(
        potential.wrapped(zip(saddle.position, direction).map { $0 + sign * length / 2 * $1 }), in: potential)
    }
    if sides[0] != sides[1] { return sides[0] ? direction : direction.map { -$0 } }
    let way = potential.displacement(from: saddle.position, to: goal.minimum)
    let lean = zip(direction, way).reduce(0) { $0 + $1.0 * $1.1 }
    return lean >= 0 ? direction : direction.map { -$0 }
  }
}
