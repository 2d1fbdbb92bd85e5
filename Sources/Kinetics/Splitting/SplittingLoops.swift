// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Randomness
import Statistics

/// What the loops of all repetitions came to.
struct SplittingLoops {
  /// Where the walkers entered the surface last.
  var entrances: Walkers
  /// One for each repetition, still without a probability.
  var repetitions: [PassageRepetition]
  /// The score of each repetition up to which excursions were timed by loops.
  var levels: [Double]
  /// Steps taken.
  var walkerSteps: Int
}

extension SplittingPassage {
  /// The share of the excursions from the surface that loops time where splitting times the others.
  private static let lowShare = 0.9

  /// Lets all walkers go from their starts through their loops; `nil` if the observer said stop.
  func goRound(
    _ starts: Walkers, _ names: inout SplittingNames, threads: Int, observe: (SplittingProgress) -> Bool
  ) throws(NotApplicable) -> SplittingLoops? {
    let (replicas, count) = (splitting.replicas, names.repetitions.count)
    let legs = LoopLegs(law: clock == .nearHome ? law : nil, group: replicas, threads: threads)
    var (isStopped, steps, mindsHome) = (false, 0, false)
    var stepsOf = [Int](repeating: 0, count: count)
    var givenUp = stepsOf
    func run(
      _ excursions: Excursions, _ walkers: Walkers, until level: Double, _ legs: LoopLegs
    ) throws(NotApplicable) -> LoopLeg? {
      let before = steps
      let leg = legs.run(excursions, walkers, until: level) { taken in
        isStopped = !observe(
          SplittingProgress(walkerSteps: before + taken, iterations: 0, logProbability: 0, running: count))
        return !isStopped
      }
      guard let leg, !isStopped else { return nil }
      steps += leg.result.walkerSteps
      for w in leg.result.steps.indices {
        stepsOf[w / replicas] += leg.result.steps[w]
        if leg.result.outcomes[w] == .limit { givenUp[w / replicas] += 1 }
      }
      guard leg.result.count(.diverged) < leg.result.outcomes.count else {
        throw NotApplicable("all walkers diverged; take a smaller time step")
      }
      return leg
    }
    /// Out of home until the score reaches the surface; where home reaches beyond it, not before home is left.
    func climb(_ walkers: Walkers) throws(NotApplicable) -> LoopLeg? {
      let excursions = splitting.excursions
      guard let leg = try run(mindsHome ? excursions.outside : excursions.outward, walkers, until: surface, legs) else {
        return nil
      }
      let atHome = excursions.isHome(leg.result.ends)
      guard !mindsHome, atHome.indices.contains(where: { atHome[$0] && leg.result.outcomes[$0] == .level }) else {
        return leg
      }
      // The same paths once more: those that have not ended at home end as before.
      mindsHome = true
      return try run(excursions.outside, walkers, until: surface, legs)
    }
    // The start may lie anywhere: all of the time until home counts.
    let toHome = LoopLegs(law: nil, group: replicas, threads: threads)
    guard
      let home = try run(splitting.excursions, names.renaming(starts, replicas: replicas), until: .infinity, toHome)
    else { return nil }
    // A replica that reached the target is done, but its place is filled: all climb, and only the others' times count.
    var walkers = try refill(home.result, &names) { $0 == .home }
    guard var entrance = try climb(walkers) else { return nil }
    let direct = home.result.outcomes.map { $0 == .target }
    let firstTimes = direct.indices.map { home.result.times[$0] + (direct[$0] ? 0 : entrance.nearTimes[$0]) }

    var tallies = (0..<count).map { _ in LoopTally() }
    var drifts = (0..<count).map { _ in LoopDriftTally() }
    var loop = 0
    while loop < untimed + loops - 1 {
      loop += 1
      let outside = try refill(entrance.result, &names) { $0 != .limit }
      guard let back = try run(splitting.excursions, outside, until: .infinity, legs) else { return nil }
      walkers = try refill(back.result, &names) { $0 == .home }
      guard let next = try climb(walkers) else { return nil }
      entrance = next
      if loop == 1 {
        for index in tallies.indices {
          let heights = ((index * replicas)..<((index + 1) * replicas)).map { back.result.largestScores[$0] }.sorted()
          tallies[index].level = heights[Int(Self.lowShare * Double(replicas - 1))]
        }
      }
      guard loop > untimed else { continue }
      let isLate = 2 * (loop - untimed) > loops - 1
      for w in back.result.outcomes.indices {
        drifts[w / replicas].add(
          time: back.nearTimes[w] + entrance.nearTimes[w], height: back.result.largestScores[w], isLate: isLate)
        tallies[w / replicas].add(
          down: (back.result.outcomes[w], back.nearTimes[w], back.result.largestScores[w]),
          up: (entrance.result.outcomes[w], entrance.nearTimes[w]))
      }
    }
    let repetitions = (0..<count).map { index in
      let places = (index * replicas)..<((index + 1) * replicas)
      return PassageRepetition(
        firstTime: firstTimes[places].reduce(0, +) / Double(replicas),
        directShare: Double(direct[places].count { $0 }) / Double(replicas), loopTime: tallies[index].loopTime,
        climbTime: tallies[index].climbTime,
        cycleTime: clock == .loops ? nil : tallies[index].cycleTime(clock), drift: drifts[index].drift,
        loopSteps: stepsOf[index],
        givenUp: givenUp[index], splitting: SplittingProbability())
    }
    return SplittingLoops(
      entrances: try refill(entrance.result, &names) { $0 != .limit }, repetitions: repetitions,
      levels: tallies.map(\.level), walkerSteps: steps)
  }

  /// The walkers that ended in a wanted way, under new names; the places of the others are filled with copies of random ones.
  private func refill(
    _ result: ExcursionResult, _ names: inout SplittingNames, _ isWanted: (ExcursionOutcome) -> Bool
  ) throws(NotApplicable) -> Walkers {
    let replicas = splitting.replicas
    guard !result.outcomes.allSatisfy(isWanted) else { return names.renaming(result.ends, replicas: replicas) }
    var places: [Int] = []
    for (index, number) in names.repetitions.enumerated() {
      let own = (index * replicas)..<((index + 1) * replicas)
      let wanted = own.filter { isWanted(result.outcomes[$0]) }
      guard !wanted.isEmpty else {
        throw NotApplicable("no walker came back home before it reached the target: nothing is rare here")
      }
      // Another stream than the splitting's: its walkers are the repetitions, too.
      let name = StreamName(seed: splitting.excursions.seed, task: splitting.excursions.task, purpose: .resampling)
      var stream = RandomStream(name, walker: UInt32(number))
      places += own.map { isWanted(result.outcomes[$0]) ? $0 : wanted[stream.whole(below: wanted.count)] }
    }
    return names.renaming(result.ends.selecting(places), replicas: replicas)
  }
}

/// The times of the loops of one repetition.
private struct LoopTally {
  /// The largest score of an excursion from the surface up to which loops time it.
  var level = Double.infinity
  private var (down, downCount, up, upCount) = (0.0, 0.0, 0.0, 0.0)
  private var (all, low, allCount) = (0.0, 0.0, 0.0)

  /// Another loop: back from the surface, and out to it again.
  mutating func add(
    down back: (outcome: ExcursionOutcome, time: Double, largest: Double),
    up out: (outcome: ExcursionOutcome, time: Double)
  ) {
    if back.outcome == .home {
      down += back.time
      downCount += 1
    }
    if back.outcome != .diverged {
      all += back.time
      allCount += 1
      if back.outcome == .home, back.largest <= level { low += back.time }
    }
    if out.outcome != .diverged {
      up += out.time
      if out.outcome != .limit { upCount += 1 }
    }
  }

  /// T_Σ→A + T_A→Σ.
  var loopTime: Double { down / downCount + climbTime }
  /// T_A→Σ.
  var climbTime: Double { up / upCount }

  /// The mean time from one entrance of the surface to the next one or to the target, without what splitting measures.
  func cycleTime(_ clock: LoopClock) -> Double { climbTime + (clock == .nearHome ? all : low) / allCount }
}
