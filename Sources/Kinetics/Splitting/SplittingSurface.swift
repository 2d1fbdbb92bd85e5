// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Potentials
import Randomness

extension SplittingPassage {
  /// Walkers that search for a surface.
  private static let scouts = 512
  /// The share of them below it.
  private static let share = 0.9
  /// The part of the way from home to the target beyond which it never lies.
  private static let farthest = 0.3

  /// A score that walkers at home reach soon: nine tenths of those that have been there for a while are below it.
  ///
  /// They run for twice as long again and again, until their scores stop spreading. Walkers at home itself say little
  /// where it is wide, so at least half of those outside are below, too. Where much of the way is travelled often, three tenths
  /// of the score's rise to the target are enough.
  ///
  /// - Parameters:
  ///   - excursions: what the splitting gets. The answer does not depend on the task.
  ///   - starts: draws starting points by names, as in `run`.
  /// - Returns: `nil` if no finite score was found.
  package static func surface(for excursions: Excursions, starts: (Range<UInt32>) -> [Double]) -> Double? {
    var excursions = excursions
    excursions.task = 0
    // The last names that a repetition has, so that the first repetition does not use them.
    func names(_ stretch: Int) -> Range<UInt32> {
      let end = AdaptiveMultilevelSplitting.namesOfRepetition - UInt32(stretch * scouts)
      return (end - UInt32(scouts))..<end
    }
    var home = excursions.run(excursions.walkers(Array(names(0)), at: starts(names(0))))
    let arrived = home.indices(of: .home)
    guard !arrived.isEmpty else { return nil }
    home.ends = home.ends.selecting(arrived)
    var free = excursions
    (free.home, free.floor) = (nil, -.infinity)
    var (walkers, steps) = (home.ends, 64)
    var quantile = -Double.infinity
    for stretch in 1...24 {
      free.stepLimit = steps
      let result = free.run(walkers.named(Array(names(stretch).prefix(walkers.count))))
      let left = result.indices(of: .limit)
      guard !left.isEmpty else { return nil }
      walkers = result.ends.selecting(left)
      let scores = excursions.score.scores(of: walkers.positions, count: walkers.count).sorted()
      let found = scores[Int(share * Double(scores.count - 1))]
      let middle = scores[scores.count / 2]
      guard found.isFinite else { return nil }
      let isSettled = found - quantile <= 0.1 * (found - middle)
      quantile = found
      if isSettled { break }
      steps *= 2
    }
    let outside = walkers.identifiers.indices.filter { w in
      excursions.home?.contains(walkers.position(of: w), in: excursions.potential) != true
    }
    let scores = outside.map { excursions.score.score(at: walkers.position(of: $0)) }.sorted()
    let found = scores.isEmpty ? quantile : max(quantile, scores[scores.count / 2])
    let homes = excursions.score.scores(of: home.ends.positions, count: home.ends.count)
    guard let low = homes.max() else { return found }
    let point = home.ends.position(of: 0)
    guard let place = excursions.target?.somePoint(near: point, in: excursions.potential) else { return found }
    return min(found, low + farthest * max(0, excursions.score.score(at: place) - low))
  }
}
