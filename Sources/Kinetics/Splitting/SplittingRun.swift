// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Randomness
import Statistics

/// The replicas of one repetition, as places in the table of all.
private struct Population {
  var places: Range<Int>
  var stream: RandomStream
  /// ln Π (1 − K/N).
  var logProduct = 0.0
  /// The levels so far, with `logProduct` after each.
  var levels: [(score: Double, logChance: Double)] = []
  var iterations = 0
  var walkerSteps = 0
  var diverged = 0
  var isRunning = true
  var isExtinct = false
  /// Σ weight·time of the killed ones that came above the level.
  var timeAbove = 0.0
}

/// Which replicas are killed in one iteration, and from which ones they are branched anew.
private struct Selection {
  var killed: [Int] = []
  var parents: [Int] = []
  var levels: [Double] = []
  /// The index of the repetition of each.
  var owners: [Int] = []
}

extension AdaptiveMultilevelSplitting {
  /// Runs all repetitions from the states of their replicas, one repetition after the other.
  ///
  /// - Parameter levels: for each repetition the largest score above which the time of a path counts.
  func run(
    from starts: Walkers, _ names: inout SplittingNames, timedAbove levels: [Double], threads: Int,
    observe: (SplittingProgress) -> Bool
  ) -> [SplittingProbability]? {
    let streamName = StreamName(seed: excursions.seed, task: excursions.task, purpose: .splitting)
    var populations = names.repetitions.enumerated().map { index, number in
      Population(
        places: (index * replicas)..<((index + 1) * replicas),
        stream: RandomStream(streamName, walker: UInt32(number)))
    }
    // Of each replica the last piece: the state it began with and how old the replica was then, and what came of it.
    var pieces = starts
    var lineage = keptPaths > 0 ? starts.identifiers.indices.map { SplittingPiece(starts.selecting([$0])) } : []
    var ages = [Int](repeating: 0, count: starts.count)
    var roots = Array(0..<starts.count)
    var isStopped = false
    var walkerSteps = 0
    func run(_ walkers: Walkers, until levels: [Double]) -> ExcursionResult {
      let before = walkerSteps
      let running = populations.filter(\.isRunning)
      let result = excursions.run(walkers, until: levels, threads: threads) { progress in
        let mean = populations.reduce(0) { $0 + $1.logProduct } / Double(max(populations.count, 1))
        isStopped =
          !observe(
            SplittingProgress(
              walkerSteps: before + progress.walkerSteps, iterations: populations.map(\.iterations).max() ?? 0,
              logProbability: mean, running: running.count))
        return !isStopped
      }
      walkerSteps += result.walkerSteps
      return result
    }
    let first = run(pieces, until: Array(repeating: .infinity, count: pieces.count))
    // The largest scores decide which are killed; at the target these are infinite and the true ones are kept beside them.
    var (scores, heights, steps) = (first.splittingScores, first.largestScores, first.steps)
    let lowest = excursions.score.scores(of: starts.positions, count: starts.count)
    for place in first.outcomes.indices {
      populations[place / replicas].walkerSteps += first.steps[place]
      if first.outcomes[place] == .diverged { populations[place / replicas].diverged += 1 }
    }
    /// The time of a replica's whole path if it came above the level of its repetition.
    func timeAbove(_ place: Int) -> Double {
      let isAbove = heights[place] > levels[place / replicas] || scores[place] == .infinity
      return isAbove ? Double(ages[place] + steps[place]) * excursions.timeStep : 0
    }
    while !isStopped, let chosen = select(&populations, scores, timeAbove) {
      let again = run(pieces.selecting(chosen.parents), until: chosen.levels.map(\.nextUp))
      var children: [UInt32] = []
      var start = 0
      while start < chosen.owners.count {
        let owner = chosen.owners[start]
        let end = chosen.owners[start...].firstIndex { $0 != owner } ?? chosen.owners.count
        children += names.next(end - start, of: owner)
        start = end
      }
      let branches = again.ends.named(children)
      let result = run(branches, until: Array(repeating: .infinity, count: branches.count))
      let found = result.splittingScores
      // The parents' pieces are read before any of them is replaced: survivors are not killed.
      for (index, place) in chosen.killed.enumerated() {
        let parent = chosen.parents[index]
        if keptPaths > 0 {
          lineage[place] = SplittingPiece(
            branches.selecting([index]), after: lineage[parent], steps: again.steps[index])
        }
        ages[place] = ages[parent] + again.steps[index]
        roots[place] = roots[parent]
        scores[place] = found[index]
        heights[place] = result.largestScores[index]
        steps[place] = result.steps[index]
        populations[chosen.owners[index]].walkerSteps += again.steps[index] + result.steps[index]
        if result.outcomes[index] == .diverged { populations[chosen.owners[index]].diverged += 1 }
      }
      pieces.replace(chosen.killed, with: branches)
    }
    if isStopped { return nil }
    return populations.enumerated().map { index, population in
      let arrived = population.isExtinct ? [] : population.places.filter { scores[$0] == .infinity }
      let share = Double(arrived.count) / Double(replicas)
      let time = arrived.reduce(0.0) { $0 + Double(ages[$1] + steps[$1]) * excursions.timeStep }
      let kept = arrived.prefix(quota(index, of: populations.count))
      let arrival = arrived.map { heights[$0] }.min().map { ($0, population.logProduct + log(share)) }
      var result = SplittingProbability()
      result.probability = exp(population.logProduct) * share
      result.reactiveTime = arrived.isEmpty ? 0 : time / Double(arrived.count)
      result.iterations = population.iterations
      result.diverged = population.diverged
      result.walkerSteps = population.walkerSteps
      result.ladder = SplittingLadder(
        start: population.places.reduce(.infinity) { min($0, lowest[$1]) }, levels: population.levels, arrival: arrival)
      result.paths = kept.map { lineage[$0].path(excursions, lastSteps: steps[$0]) }
      if !arrived.isEmpty {
        result.ancestors = participationRatio(
          Dictionary(grouping: arrived) { roots[$0] }.values.map { Double($0.count) }.sorted())
      }
      result.timeAbove = population.timeAbove
      if !population.isExtinct {
        let weight = exp(population.logProduct) / Double(replicas)
        result.timeAbove += weight * population.places.reduce(0) { $0 + timeAbove($1) }
      }
      return result
    }
  }

  /// How many paths to keep of a repetition: the first ones keep one more where it does not come out even.
  private func quota(_ index: Int, of count: Int) -> Int {
    keptPaths / count + (index < keptPaths % count ? 1 : 0)
  }

  /// Kills in all repetitions that are not done, and chooses parents; `nil` when all are done.
  ///
  /// - Parameter timeAbove: the time of a replica that counts when it is killed.
  private func select(
    _ populations: inout [Population], _ scores: [Double], _ timeAbove: (Int) -> Double
  ) -> Selection? {
    var selection = Selection()
    for index in populations.indices where populations[index].isRunning {
      let places = populations[index].places
      let level = places.map { scores[$0] }.sorted()[killedAtLeast - 1]
      guard level < .infinity else {
        populations[index].isRunning = false
        continue
      }
      let killed = places.filter { scores[$0] <= level }
      let survivors = places.filter { scores[$0] > level }
      populations[index].iterations += 1
      let weight = exp(populations[index].logProduct) / Double(replicas)
      populations[index].timeAbove += weight * killed.reduce(0) { $0 + timeAbove($1) }
      guard !survivors.isEmpty else {
        (populations[index].isRunning, populations[index].isExtinct) = (false, true)
        continue
      }
      populations[index].logProduct += log1p(-Double(killed.count) / Double(replicas))
      populations[index].levels.append((level, populations[index].logProduct))
      for place in killed {
        selection.killed.append(place)
        selection.parents.append(survivors[populations[index].stream.whole(below: survivors.count)])
        selection.levels.append(level)
        selection.owners.append(index)
      }
    }
    return selection.killed.isEmpty ? nil : selection
  }
}

extension ExcursionResult {
  /// The largest scores, ∞ for those at the target.
  fileprivate var splittingScores: [Double] {
    outcomes.indices.map { index in
      // A score that is no number counts as the worst.
      outcomes[index] == .target ? .infinity : largestScores[index].isNaN ? -.infinity : largestScores[index]
    }
  }
}
