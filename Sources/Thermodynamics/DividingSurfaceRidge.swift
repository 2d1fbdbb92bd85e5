// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

extension DividingSurface {
  /// The highest energy on the line through a point of the hyperplane along the unstable direction: the ridge there.
  ///
  /// By Newton's method from the hyperplane upwards, no further than four thermal lengths √(θ/|λ₋|) and not through a wall.
  /// Where the pass is not bent the ridge lies in the hyperplane, and the first slope says so.
  func ridge(over point: [Double], temperature: Double) -> Double {
    let here = potential.energy(at: point.span)
    guard potential.dimension > 1, here.isFinite else { return here }
    let direction = spectrum.directions[0]
    let length = (temperature / unstableCurvature).squareRoot()
    func place(_ t: Double) -> [Double] { zip(point, direction).map { $0 + t * $1 } }
    func slope(_ t: Double) -> Double {
      zip(potential.gradient(at: place(t)), direction).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var t = 0.0
    var highest = here
    for _ in 0..<Self.longestClimb {
      let rise = slope(t)
      // What a parabola of the saddle's curvature would still gain is nothing beside θ.
      guard rise.isFinite, rise * rise > 1e-13 * temperature * unstableCurvature else { break }
      let small = 1e-4 * length
      let curvature = (slope(t + small) - slope(t - small)) / (2 * small)
      let step = curvature < 0 ? -rise / curvature : rise
      let bounded = rise > 0 ? min(abs(step), length / 2) : -min(abs(step), length / 2)
      let next = t + bounded
      guard abs(next) <= 4 * length, potential.boundaries.allow(place(next), around: spectrum.position) else { break }
      let energy = potential.energy(at: place(next).span)
      guard energy > highest else { break }
      (t, highest) = (next, energy)
    }
    return highest
  }

  /// Steps up to a ridge.
  private static let longestClimb = 30
}
