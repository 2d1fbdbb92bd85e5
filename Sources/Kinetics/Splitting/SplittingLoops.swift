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
  /// Steps taken.
  var walkerSteps: Int
}

extension SplittingPassage {
  /// Walkers that are on their way from home to the surface: they are not ended by being at home.
  private var climb: Excursions {
    var climb = splitting.excursions
    climb.home = nil
    climb.floor = -.infinity
    return climb
  }

  /// Lets all walkers go from their starts through their loops; `nil` if the observer said stop.
  func goRound(
    _ starts: Walkers, _ names: inout SplittingNames, threads: Int, observe: (SplittingProgress) -> Bool
  ) throws(NotApplicable) -> SplittingLoops? {
    let (replicas, count) = (splitting.replicas, names.repetitions.count)
    var (isStopped, steps) = (false, 0)
    var stepsOf = [Int](repeating: 0, count: count)
    func run(_ excursions: Excursions, _ walkers: Walkers, until level: Double) throws(NotApplicable) -> ExcursionResult
    {
      let before = steps
      let result = excursions.run(walkers, until: level, threads: threads) { progress in
        isStopped = !observe(
          SplittingProgress(
            walkerSteps: before + progress.walkerSteps, iterations: 0, logProbability: 0, running: count))
        return !isStopped
      }
      steps += result.walkerSteps
      for w in result.steps.indices { stepsOf[w / replicas] += result.steps[w] }
      guard isStopped || result.count(.limit) == 0 else {
        throw NotApplicable("walkers neither reached the surface nor came back home within the step limit")
      }
      guard isStopped || result.count(.diverged) < result.outcomes.count else {
        throw NotApplicable("all walkers diverged; take a smaller time step")
      }
      return result
    }
    let home = try run(splitting.excursions, names.renaming(starts, replicas: replicas), until: .infinity)
    if isStopped { return nil }
    // A replica that reached the target is done, but its place is filled: all climb, and only the others' times count.
    var walkers = try refill(home, &names)
    var entrance = try run(climb, walkers, until: surface)
    if isStopped { return nil }
    let direct = home.outcomes.map { $0 == .target }
    let firstTimes = home.times.indices.map { home.times[$0] + (direct[$0] ? 0 : entrance.times[$0]) }

    var (down, downCount, up, upCount) = (Sums(count), Sums(count), Sums(count), Sums(count))
    for loop in 0..<loops {
      let back = try run(splitting.excursions, names.renaming(entrance.ends, replicas: replicas), until: .infinity)
      if isStopped { return nil }
      walkers = try refill(back, &names)
      entrance = try run(climb, walkers, until: surface)
      if isStopped { return nil }
      guard loop > 0 else { continue }
      for w in back.outcomes.indices {
        let repetition = w / replicas
        if back.outcomes[w] == .home {
          down[repetition] += back.times[w]
          downCount[repetition] += 1
        }
        if entrance.outcomes[w] != .diverged {
          up[repetition] += entrance.times[w]
          upCount[repetition] += 1
        }
      }
    }
    let repetitions = (0..<count).map { index in
      let places = (index * replicas)..<((index + 1) * replicas)
      return PassageRepetition(
        firstTime: firstTimes[places].reduce(0, +) / Double(replicas),
        directShare: Double(direct[places].count { $0 }) / Double(replicas),
        loopTime: down[index] / downCount[index] + up[index] / upCount[index], loopSteps: stepsOf[index],
        splitting: SplittingProbability(
          probability: 0, reactiveTime: 0, iterations: 0, diverged: 0, walkerSteps: 0, ladder: SplittingLadder(),
          paths: []))
    }
    return SplittingLoops(entrances: entrance.ends, repetitions: repetitions, walkerSteps: steps)
  }

  /// The walkers that are back home, under new names; the places of the others are filled with copies of random ones.
  private func refill(_ result: ExcursionResult, _ names: inout SplittingNames) throws(NotApplicable) -> Walkers {
    let replicas = splitting.replicas
    var places: [Int] = []
    for (index, number) in names.repetitions.enumerated() {
      let own = (index * replicas)..<((index + 1) * replicas)
      let home = own.filter { result.outcomes[$0] == .home }
      guard !home.isEmpty else {
        throw NotApplicable("no walker came back home before it reached the target: nothing is rare here")
      }
      // Another stream than the splitting's: its walkers are the repetitions, too.
      let name = StreamName(seed: splitting.excursions.seed, task: splitting.excursions.task, purpose: .resampling)
      var stream = RandomStream(name, walker: UInt32(number))
      places += own.map { result.outcomes[$0] == .home ? $0 : home[stream.whole(below: home.count)] }
    }
    return names.renaming(result.ends.selecting(places), replicas: replicas)
  }
}

/// A sum for each repetition.
private typealias Sums = [Double]

extension Sums {
  fileprivate init(_ count: Int) { self.init(repeating: 0, count: count) }
}
