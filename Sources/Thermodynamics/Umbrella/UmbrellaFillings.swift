// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

extension UmbrellaSampling {
  /// Whether windows are filled from both sides: every other walker comes from below.
  var hasTwoFillings: Bool { !(coordinate is LinearCoordinate) }

  /// The first window whose walkers from the one side and from the other side still disagree about s, f or what is told, as a
  /// sentence; `nil` where there is none.
  ///
  /// Means of walkers of the two sides are compared, by more than four standard errors of their difference.
  func disagreement(of windows: [WindowSamples]) -> String? {
    guard hasTwoFillings else { return nil }
    for own in windows where own.window < plan.centers.count {
      for (values, what) in [(own.coordinates, "s"), (own.energies, "f")] + own.told.map({ ($0, "what is told") }) {
        let means = own.chains(values).map { $0.reduce(0, +) / Double(max($0.count, 1)) }
        let sides = (0..<2).compactMap { side in
          mean(of: means.indices.filter { $0 % 2 == side }.map { means[$0] })
        }
        guard sides.count == 2 else { continue }
        let variance = sides.reduce(0) { $0 + $1.standardError * $1.standardError }
        // Errors of a few walkers are uncertain themselves; four of them are not exceeded by chance where there are eight.
        if variance > 0, abs(sides[0].value - sides[1].value) > 4 * variance.squareRoot() {
          return
            "walkers that came to \(name(own.window, rung: own.rung)) from above and from below disagree about \(what): "
            + "the profile depends on where it was filled from; take more samples or a longer burn-in"
        }
      }
    }
    return nil
  }
}
