// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Potentials
import Randomness

extension SplittingPassage {
  /// Walkers that search for a surface.
  private static let scouts = 512
  /// Fewer of them where a step costs more than so many coordinates of a toy.
  private static let fewScouts = 64
  private static let costly = 1000.0

  private static func scouts(for potential: any Potential) -> Int {
    potential.costPerStep > costly ? fewScouts : scouts
  }

  /// The share of them below it.
  private static let share = 0.9
  /// The part of the way from home to the target beyond which it never lies.
  private static let farthest = 0.3

  /// A score that walkers at home reach soon: nine tenths of those that have been there for a while are below it.
  ///
  /// They run for twice as long again and again, until their scores stop spreading. Walkers at home itself say little
  /// where it is wide, so at least half of those outside are below, too. Where much of the way is travelled often, three tenths
  /// of the score's rise to the target are enough. It never lies below what walkers at home reach.
  ///
  /// - Parameters:
  ///   - excursions: what the splitting gets. The answer does not depend on the task.
  ///   - starts: draws starting points by names, as in `run`.
  ///   - goesOn: asked every 20 milliseconds or so; `false` stops.
  /// - Returns: `nil` if no finite score was found, or it was stopped.
  package static func surface(
    for excursions: Excursions, starts: (Range<UInt32>) -> [Double], goesOn: () -> Bool = { true }
  ) -> Double? {
    var excursions = excursions
    excursions.task = 0
    let scouts = scouts(for: excursions.potential)
    // The last names that a repetition has, so that the first repetition does not use them.
    func names(_ stretch: Int) -> Range<UInt32> {
      let end = AdaptiveMultilevelSplitting.namesOfRepetition - UInt32(stretch * scouts)
      return (end - UInt32(scouts))..<end
    }
    var home = excursions.run(excursions.walkers(Array(names(0)), at: starts(names(0)))) { _ in goesOn() }
    guard goesOn() else { return nil }
    let arrived = home.indices(of: .home)
    guard !arrived.isEmpty else { return nil }
    home.ends = home.ends.selecting(arrived)
    var free = excursions
    (free.home, free.floor) = (nil, -.infinity)
    var (walkers, steps) = (home.ends, 64)
    var quantile = -Double.infinity
    for stretch in 1...24 {
      free.stepLimit = steps
      let result = free.run(walkers.named(Array(names(stretch).prefix(walkers.count)))) { _ in goesOn() }
      guard goesOn() else { return nil }
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
    let atHome = excursions.isHome(walkers)
    let reached = excursions.score.scores(of: walkers.positions, count: walkers.count)
    let scores = reached.indices.filter { !atHome[$0] }.map { reached[$0] }.sorted()
    // The surface lies above home, as far as walkers are found there.
    let top = reached.indices.filter { atHome[$0] }.map { reached[$0] }.max() ?? -.infinity
    let found = scores.isEmpty ? quantile : max(quantile, scores[scores.count / 2])
    let homes = excursions.score.scores(of: home.ends.positions, count: home.ends.count)
    guard let low = homes.max() else { return max(top, found) }
    let point = home.ends.position(of: 0)
    guard let place = excursions.target?.somePoint(near: point, in: excursions.potential) else {
      return max(top, found)
    }
    return max(top, min(found, low + farthest * max(0, excursions.score.score(at: place) - low)))
  }

  /// Relaxation times near home that pass before loops are timed, and the most loops that this may take.
  private static let settling = 3.0
  private static let mostUntimed = 40

  /// Loops until walkers have forgotten near home where they began; one where no law tells how long that takes.
  ///
  /// - Parameters:
  ///   - excursions: what the splitting gets. The answer does not depend on the task.
  ///   - surface: s₀.
  ///   - starts: draws starting points by names, as in `run`.
  package static func untimedLoops(
    for excursions: Excursions, surface: Double, law: ReactantLaw?, starts: (Range<UInt32>) -> [Double]
  ) -> Int {
    guard let law, law.relaxationTime > 0 else { return 1 }
    var excursions = excursions
    excursions.task = 0
    let scouts = scouts(for: excursions.potential)
    func names(_ stretch: Int) -> Range<UInt32> {
      let end = AdaptiveMultilevelSplitting.namesOfRepetition - UInt32((stretch + 26) * scouts)
      return (end - UInt32(scouts))..<end
    }
    let legs = LoopLegs(law: law, group: scouts, threads: 1)
    let home = excursions.run(excursions.walkers(Array(names(0)), at: starts(names(0))))
    var walkers = home.ends.selecting(home.indices(of: .home))
    var time = 0.0
    for loop in 0..<2 {
      let fresh = walkers.named(Array(names(2 * loop + 1).prefix(walkers.count)))
      guard walkers.count > 0, let out = legs.run(excursions.outside, fresh, until: surface, observe: { _ in true })
      else {
        return 1
      }
      let outside = out.result.ends.selecting(out.result.indices(of: .level))
      let named = outside.named(Array(names(2 * loop + 2).prefix(outside.count)))
      guard outside.count > 0, let back = legs.run(excursions, named, until: .infinity, observe: { _ in true }) else {
        return 1
      }
      time = out.nearTimes.reduce(0, +) / Double(walkers.count) + back.nearTimes.reduce(0, +) / Double(outside.count)
      walkers = back.result.ends.selecting(back.result.indices(of: .home))
    }
    guard time > 0 else { return 1 }
    return Int(min(max(1, (settling * law.relaxationTime / time).rounded(.up)), Double(mostUntimed)))
  }
}
