// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport

/// A random landscape with a question, and its answer by `ReferenceGrid`.
///
/// f depends on one or two coordinates u, which the reference solves on a grid; the scenario's coordinates x are u, or a
/// rotation of (u, v) with an oscillator in v beside, so that the answer stays the same.
struct StressLandscape {
  let family: String
  /// The entry `potential:` of the scenario.
  let potential: String
  /// f(u).
  let energy: ([Double]) -> Double
  let box: [ClosedRange<Double>]
  let isPeriodic: [Bool]
  /// Points and regions as entries of the scenario.
  let point: ([Double]) -> String
  let region: (StressRegion) -> String
  /// The largest curvature of what stands beside u.
  var otherCurvature = 0.0
  /// Whether u is only part of the coordinates, so that a ball would cut the others as well.
  var isPart = false
  /// How many minima it must have; any number if `nil`.
  var minima: Int?
}

/// A region of u.
enum StressRegion {
  case ball(center: [Double], radius: Double)
  case box(lower: [Double], upper: [Double])
  /// What lies beyond a value of the first coordinate.
  case beyond(Double, sign: Double)

  /// Which cells of a grid lie in it.
  func mask(_ grid: ReferenceGrid, _ landscape: StressLandscape) -> [Bool] {
    (0..<grid.size).map { contains(grid.center($0), landscape) }
  }

  func contains(_ u: [Double], _ landscape: StressLandscape) -> Bool {
    // The step from a point, the short way round a circle.
    func step(_ axis: Int, from point: Double) -> Double {
      let length = landscape.box[axis].upperBound - landscape.box[axis].lowerBound
      let straight = u[axis] - point
      return landscape.isPeriodic[axis] ? straight - length * (straight / length).rounded() : straight
    }
    switch self {
    case .beyond(let offset, let sign): return sign * u[0] >= sign * offset
    case .ball(let center, let radius):
      return u.indices.reduce(0) { $0 + step($1, from: center[$1]) * step($1, from: center[$1]) } <= radius * radius
    case .box(let lower, let upper):
      return u.indices.allSatisfy { abs(step($0, from: (lower[$0] + upper[$0]) / 2)) <= (upper[$0] - lower[$0]) / 2 }
    }
  }
}
