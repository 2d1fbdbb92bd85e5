// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness

extension Excursions {
  /// Steps of the first round: excursions may be short, and dense blocks are quick.
  private static let firstRoundSteps = 64
  /// What a round should take at most, so that an observer is heard soon.
  private static let roundDuration = Duration.milliseconds(20)

  func run(
    _ starts: Walkers, until levels: [Double], firstStep: UInt64, threads: Int, blockCapacity: Int?,
    observe: (ExcursionProgress) -> Bool
  ) -> ExcursionResult {
    let plan = BlockPlan(
      potential: potential, integrator: integrator, isSequential: false, testRows: ExcursionTest.rows,
      capacity: blockCapacity)
    var records = ExcursionRecords(starts, scores: score.scores(of: starts.positions, count: starts.count))
    // The walkers of a line take many steps at once, and each of them is tested.
    let line =
      observeEvery > 1
      ? nil
      : score.coordinate.flatMap {
        ExcursionLine(plan, target: target, home: home, sign: $0.sign, floor: floor)
      }
    var walkers = depart(starts, levels, line, &records)
    var clock = Clock(integrator: integrator, timeStep: timeStep, schedule: schedule)
    clock.advance(steps: Int(firstStep), until: .infinity)
    let (targetBound, homeBound) = bounds(walkers)
    let runner = RoundRunner(plan, threads: threads)
    let noise = SharedNoise(philox: StreamName(seed: seed, task: task, purpose: .dynamics))
    var (steps, length, finishedSteps) = (0, Self.firstRoundSteps, 0)
    while walkers.count > 0, steps < stepLimit {
      let (count, before) = (min(length, stepLimit - steps), walkers.count)
      let begin = stopwatch.read()
      finishedSteps += records.withTable { table in
        let test = ExcursionTest(
          plan: plan, score: score, coordinate: score.coordinate, target: target, home: home,
          targetBound: targetBound, homeBound: homeBound, floor: floor, firstStep: firstStep,
          stride: UInt64(max(1, observeEvery)), line: line, table: table)
        return runner.round(&walkers, clock: clock, steps: count, until: .infinity, noise: noise, test)
      }
      clock.advance(steps: count, until: .infinity)
      steps += count
      // How long a round is does not matter to the result, so it may depend on the machine.
      let elapsed = stopwatch.read() - begin
      if 4 * walkers.count < 3 * before || elapsed > Self.roundDuration {
        length = max(length / 2, plan.slabSteps)
      } else if 8 * walkers.count > 7 * before, elapsed < Self.roundDuration / 2 {
        length *= 2
      }
      let walkerSteps = finishedSteps + walkers.count * steps
      guard observe(ExcursionProgress(walkerSteps: walkerSteps, onTheWay: walkers.count)) else { break }
    }
    return records.result(walkers, steps: steps, times: { times(of: $0, after: firstStep) })
  }

  /// The times that the steps after a number of others take.
  private func times(of steps: [Int], after firstStep: UInt64) -> [Double] {
    let timeStep = timeStep
    guard !integrator.hasConstantStep else { return steps.map { Double($0) * timeStep } }
    return steps.map { steps in
      (0..<UInt64(steps)).reduce(0) { $0 + timeStep * integrator.stepFactor(at: firstStep + $1) }
    }
  }

  private func bounds(_ walkers: Walkers) -> (target: ArrivalBound?, home: ArrivalBound?) {
    let boundaries = potential.boundaries
    return (
      target.map { ArrivalBound($0, boundaries: boundaries, starts: walkers.positions.span, count: walkers.count) },
      home.map { ArrivalBound(near: $0, boundaries: boundaries) }
    )
  }

  /// Ends the walkers that need no step, and gives the others the rows that the test keeps.
  private func depart(_ starts: Walkers, _ levels: [Double], _ line: ExcursionLine?, _ records: inout ExcursionRecords)
    -> Walkers
  {
    let n = starts.count
    let (atTarget, atHome) = (distances(to: target, starts), distances(to: home, starts))
    var left: [Int] = []
    left.reserveCapacity(n)
    for w in 0..<n {
      let score = records.largest[w]
      if let atTarget, atTarget[w] <= 0 {
        records.outcomes[w] = ExcursionOutcome.target.rawValue
      } else if score <= floor || atHome.map({ $0[w] <= 0 }) ?? false {
        records.outcomes[w] = ExcursionOutcome.home.rawValue
      } else if score >= levels[w] {
        records.outcomes[w] = ExcursionOutcome.level.rawValue
      } else {
        left.append(w)
      }
    }
    // Copies are what short excursions cost beside their steps.
    var walkers = left.count == n ? starts : starts.selecting(left)
    let count = left.count
    let before = walkers.memory.count
    walkers.memory = [Double](unsafeUninitializedCapacity: before + ExcursionTest.rows * count) {
      [memory = walkers.memory] buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      for index in 0..<before { start[index] = memory[index] }
      let rows = start + before
      for (place, w) in left.enumerated() {
        let range = line?.range(starts.positions[w], level: levels[w]) ?? (lower: 0, upper: 0)
        rows[ExcursionTest.indexRow * count + place] = Double(w)
        // A largest score that is no number would never be raised.
        rows[ExcursionTest.largestRow * count + place] = records.largest[w].isNaN ? -.infinity : records.largest[w]
        rows[ExcursionTest.levelRow * count + place] = levels[w]
        rows[ExcursionTest.lowerRow * count + place] = range.lower
        rows[ExcursionTest.upperRow * count + place] = range.upper
      }
      initialized = before + ExcursionTest.rows * count
    }
    return walkers
  }

  private func distances(to region: Region?, _ walkers: Walkers) -> [Double]? {
    guard let region, walkers.count > 0 else { return nil }
    var distances = [Double](repeating: .infinity, count: walkers.count)
    var span = distances.mutableSpan
    region.distances(walkers: walkers.count, at: walkers.positions.span, in: potential, into: &span)
    return distances
  }
}

/// What is known of each walker, by its index among the starts.
private struct ExcursionRecords {
  var outcomes: [UInt8]
  var steps: [Int]
  var largest: [Double]
  var ends: Walkers

  /// No walker has ended or moved.
  init(_ starts: Walkers, scores: [Double]) {
    outcomes = Array(repeating: 0, count: starts.count)
    steps = Array(repeating: 0, count: starts.count)
    largest = scores
    ends = starts
  }

  /// Lends the arrays to the threads.
  mutating func withTable(_ body: (ExcursionTable) -> Int) -> Int {
    let count = outcomes.count
    let memoryRows = ends.memory.count / max(count, 1)
    return outcomes.withUnsafeMutableBufferPointer { outcomes in
      steps.withUnsafeMutableBufferPointer { steps in
        largest.withUnsafeMutableBufferPointer { largest in
          ends.positions.withUnsafeMutableBufferPointer { positions in
            ends.memory.withUnsafeMutableBufferPointer { memory in
              guard let outcomes = outcomes.baseAddress, let steps = steps.baseAddress,
                let largest = largest.baseAddress, let positions = positions.baseAddress
              else { return 0 }
              return body(
                ExcursionTable(
                  count: count, outcomes: outcomes, steps: steps, largest: largest, positions: positions,
                  memory: memory.baseAddress ?? positions, memoryRows: memoryRows))
            }
          }
        }
      }
    }
  }

  /// The result, with the walkers that are still on their way after so many steps.
  mutating func result(_ walkers: Walkers, steps taken: Int, times: ([Int]) -> [Double]) -> ExcursionResult {
    let left = walkers.count
    walkers.positions.withUnsafeBufferPointer { positions in
      walkers.memory.withUnsafeBufferPointer { memory in
        _ = withTable { table in
          let rows = table.memoryRows
          for w in 0..<left {
            let index = Int(memory[(rows + ExcursionTest.indexRow) * left + w])
            table.outcomes[index] = ExcursionOutcome.limit.rawValue
            table.steps[index] = taken
            table.largest[index] = memory[(rows + ExcursionTest.largestRow) * left + w]
            for c in 0..<walkers.dimension { table.positions[c * table.count + index] = positions[c * left + w] }
            for row in 0..<rows { table.memory[row * table.count + index] = memory[row * left + w] }
          }
          return left
        }
      }
    }
    return ExcursionResult(
      outcomes: outcomes.map { ExcursionOutcome(rawValue: $0) ?? .limit }, steps: steps, times: times(steps),
      largestScores: largest, ends: ends)
  }
}
