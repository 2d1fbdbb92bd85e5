// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Randomness
package import Statistics

extension ForwardFlux {
  /// The score that the first interface lies at: exceeded by this share of the walkers that move about their start.
  private static let firstShare = 0.2
  /// Steps of the first exploration of the walkers about their start; each one takes twice as many as the one before.
  private static let firstExploration = 64
  private static let explorations = 12
  /// What is left of a drift of the scores, in standard deviations, when the walkers have forgotten where they began.
  private static let settled = 0.1
  /// More interfaces than this mean that the score does not lead to the target.
  private static let interfaceLimit = 400

  /// Interfaces found by a run of their own: from each, trials run until they are home again, and the next interface lies
  /// where the wanted share of them has come.
  ///
  /// To keep the error bars simple the run should have a task number of its own.
  ///
  /// - Parameters:
  ///   - share: the wanted probability to get from one interface to the next.
  ///   - count: if given, so many interfaces at equal steps of ln p between the first one and the target.
  ///   - trials: from each interface.
  ///   - threads: how many threads to use.
  ///   - goOn: called at intervals; the interfaces found so far are returned once it is false.
  /// - Throws: `NotApplicable` if the trials come no higher.
  package func interfaces(
    share: Double = successProbability, count: Int? = nil, trials: Int = 1000, threads: Int = 1,
    goOn: () -> Bool = { true }
  ) throws(NotApplicable) -> [Double] {
    var names = FreshNames(after: starts.count)
    var stream = decisions
    let begin = try settle(&names, threads: threads, goOn: goOn)
    var ladder = [begin.level]
    var chances = [1.0]
    let legs = LoopLegs(law: law.flatMap { $0.hasFarTime ? $0 : nil }, group: begin.states.count, threads: threads)
    let crossing = legs.run(
      excursions.outside, begin.states.named(names.take(begin.states.count)), until: begin.level
    ) { _ in goOn() }
    guard let crossing else { return ladder }
    var states = crossing.result.ends.selecting(crossing.result.indices(of: .level))
    while goOn() {
      guard states.count > 0 else { throw NotApplicable("no walker left home") }
      let parents = Self.spread(trials, over: states, using: &stream)
      let walkers = states.selecting(parents).named(names.take(trials))
      let ends = excursions.run(walkers, threads: threads) { _ in goOn() }
      let heights = zip(ends.largestScores, ends.outcomes).map { $1 == .target ? .infinity : $0 }.sorted(by: >)
      let next = heights[min(Int(share * Double(trials)), trials - 1)]
      if next == .infinity {
        let last = Double(ends.count(.target)) / Double(trials)
        chances.append(chances[chances.count - 1] * last)
        break
      }
      guard next > ladder[ladder.count - 1], ladder.count < Self.interfaceLimit else {
        throw NotApplicable(
          "the trials come no higher than the score \(next); a score that rises all the way to the target is needed")
      }
      // The same paths once more, only as far as the new interface.
      let again = excursions.run(walkers, until: next, threads: threads) { _ in goOn() }
      let through = again.outcomes.indices.filter { again.outcomes[$0] == .level || again.outcomes[$0] == .target }
      chances.append(chances[chances.count - 1] * Double(through.count) / Double(trials))
      ladder.append(next)
      states = again.ends.selecting(through)
    }
    guard let count, count > 0, count != ladder.count else { return ladder }
    return Self.respaced(ladder, chances, count: count)
  }

  /// Lets walkers move about their start until their scores no longer drift.
  private func settle(
    _ names: inout FreshNames, threads: Int, goOn: () -> Bool
  ) throws(NotApplicable) -> (states: Walkers, level: Double) {
    var walkers = starts
    var before: (mean: Double, deviation: Double)?
    var motion = excursions.outward
    for exploration in 0..<Self.explorations where goOn() {
      motion.stepLimit = Self.firstExploration << exploration
      let result = motion.run(walkers.named(names.take(walkers.count)), threads: threads) { _ in goOn() }
      let onTheWay = result.indices(of: .limit)
      // A walker that has found the target begins again.
      let lost = result.outcomes.indices.filter { result.outcomes[$0] != .limit }
      walkers = result.ends.selecting(onTheWay).appending(starts.selecting(lost))
      let scores = excursions.score.scores(of: walkers.positions, count: walkers.count)
      let mean = scores.reduce(0, +) / Double(scores.count)
      let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
      if let before,
        abs(mean - before.mean) < Self.settled * deviation + 3 * deviation / Double(scores.count).squareRoot(),
        abs(deviation - before.deviation) < 2 * Self.settled * deviation
      {
        break
      }
      before = (mean, deviation)
    }
    let scores = excursions.score.scores(of: walkers.positions, count: walkers.count).filter(\.isFinite).sorted()
    guard let lowest = scores.first, let highest = scores.last, highest > lowest else {
      throw NotApplicable("the score is the same for all walkers about their start")
    }
    // The first interface lies above home, as far as walkers are found there.
    let atHome = excursions.isHome(walkers)
    let reached = excursions.score.scores(of: walkers.positions, count: walkers.count)
    let top = reached.indices.filter { atHome[$0] && reached[$0].isFinite }.map { reached[$0] }.max() ?? lowest
    return (walkers, max(top, scores[Int(Double(scores.count - 1) * (1 - Self.firstShare))]))
  }

  /// So many interfaces from the first one on, at equal steps of the logarithm of the probability to come there.
  private static func respaced(_ ladder: [Double], _ chances: [Double], count: Int) -> [Double] {
    guard let last = chances.last, last > 0, ladder.count > 1 else { return ladder }
    let end = log(last)
    return (0..<count).map { index in
      let wanted = end * Double(index) / Double(count)
      // Beyond the last interface there is no score to go by.
      let upper = (1..<ladder.count).first { log(chances[$0]) <= wanted } ?? ladder.count - 1
      let (above, below) = (log(chances[upper]), log(chances[upper - 1]))
      let share = above < below ? min(max((wanted - below) / (above - below), 0), 1) : 1
      return ladder[upper - 1] + share * (ladder[upper] - ladder[upper - 1])
    }
  }
}
