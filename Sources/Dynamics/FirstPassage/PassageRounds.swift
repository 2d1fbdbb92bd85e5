// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

extension FirstPassageProblem {
  /// What a round should take, so that an observer is heard soon and starting rounds costs nothing.
  private static let roundDuration = Duration.milliseconds(20)
  /// Coordinates moved in the first round, some ten milliseconds' work for most potentials.
  static let firstRoundWork = 4_000_000

  func resume(
    _ checkpoint: FirstPassageCheckpoint, threads: Int, blockCapacity: Int?, firstRoundWork: Int = Self.firstRoundWork,
    observe: (FirstPassageProgress, _ state: () -> FirstPassageCheckpoint) -> Bool
  ) throws -> FirstPassageRun {
    let plan = BlockPlan(
      potential: potential, integrator: integrator, isSequential: noise != .philox, capacity: blockCapacity)
    let runner = RoundRunner(plan, threads: threads)
    var state = checkpoint
    let source = try SharedNoise(
      noise, StreamName(seed: seed, task: task, purpose: .dynamics), walkers: state.walkers)
    let isFresh = state.step == 0 && state.generators.isEmpty
    guard isFresh || source.source.restore([UInt8](state.generators)) else { throw CheckpointMismatch() }
    let bound = ArrivalBound(
      target, boundaries: potential.boundaries, starts: state.onTheWay.positions.span, count: state.onTheWay.count)
    var clock = Clock(
      integrator: integrator, timeStep: timeStep, schedule: schedule, step: state.step, time: state.time)
    // Whole slabs, so that every round begins with a fresh quadruple of deviates.
    let firstSteps = firstRoundWork / max(1, state.onTheWay.count * plan.dimension)
    var slabs = max(1, firstSteps / plan.slabSteps)
    while state.onTheWay.count > 0, clock.time < timeLimit {
      let steps = slabs * plan.slabSteps
      let begin = stopwatch.read()
      state.finishedSteps += state.withTable { table, walkers in
        guard !isObserved else {
          let test = ObservedPassageTest(
            target: target, departure: departure, stride: UInt64(max(1, observeEvery)),
            limit: timeLimit, recorded: recordCount > 0 ? recorded : [], recordEvery: UInt64(max(1, recordEvery)),
            recordCount: recordCount, table: table)
          return runner.round(&walkers, clock: clock, steps: steps, until: timeLimit, noise: source, test)
        }
        let test = PassageTest(
          plan: plan, path: integrator.path, target: target, correction: correction, bound: bound, limit: timeLimit,
          crossing: StreamName(seed: seed, task: task, purpose: .crossing), table: table)
        return runner.round(&walkers, clock: clock, steps: steps, until: timeLimit, noise: source, test)
      }
      // How long a round is does not matter to the result, so it may depend on the machine.
      let elapsed = stopwatch.read() - begin
      if elapsed < Self.roundDuration / 2, slabs < 1 << 20 { slabs *= 2 }
      if elapsed > Self.roundDuration * 2 { slabs = max(slabs / 2, 1) }
      clock.advance(steps: steps, until: timeLimit)
      state.step = clock.step
      state.time = clock.time
      let goOn = observe(state.progress) {
        var copy = state
        copy.generators = Data(source.source.state)
        return copy
      }
      if !goOn {
        state.generators = Data(source.source.state)
        return .stopped(state)
      }
    }
    return .finished(state.result(limit: timeLimit))
  }
}

extension FirstPassageCheckpoint {
  /// Lends the results to the threads.
  fileprivate mutating func withTable(_ body: (PassageTable, inout Walkers) -> Int) -> Int {
    let (first, count) = (walkers.lowerBound, times.count)
    let counts = !departures.isEmpty
    // Taken out while the threads write into it, so that it is not copied.
    var taken = records ?? []
    let hasRecords = records != nil
    records = nil
    defer { if hasRecords { records = taken } }
    return times.withUnsafeMutableBufferPointer { times in
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        finalPositions.withUnsafeMutableBufferPointer { positions in
          departures.withUnsafeMutableBufferPointer { departures in
            taken.withUnsafeMutableBufferPointer { records in
              guard let times = times.baseAddress, let outcomes = outcomes.baseAddress,
                let positions = positions.baseAddress
              else { return 0 }
              let table = PassageTable(
                first: first, count: count, times: times, outcomes: outcomes, positions: positions,
                departures: counts ? departures.baseAddress : nil, records: hasRecords ? records.baseAddress : nil)
              return body(table, &onTheWay)
            }
          }
        }
      }
    }
  }

  /// How far this state is.
  package var progress: FirstPassageProgress {
    FirstPassageProgress(
      walkerSteps: finishedSteps + onTheWay.count * Int(step), time: time, onTheWay: onTheWay.count,
      arrived: outcomes.count { $0 == Outcome.arrived.rawValue },
      diverged: outcomes.count { $0 == Outcome.diverged.rawValue },
      timeAtRisk: times.reduce(0, +)
        + onTheWay.identifiers.reduce(0) { $0 + ownTime(of: Int($1 - walkers.lowerBound), at: time) })
  }

  /// What a walker's own clock shows; zero before it starts.
  private func ownTime(of index: Int, at time: Double) -> Double {
    departures.isEmpty ? time : max(0, time - departures[index])
  }

  /// The result when no walker is left or the time is up.
  func result(limit: Double) -> FirstPassageResult {
    var result = FirstPassageResult(
      walkers: walkers, times: times, outcomes: outcomes.map { Outcome(rawValue: $0) ?? .censored },
      finalPositions: finalPositions, walkerSteps: finishedSteps + onTheWay.count * Int(step),
      departures: departures, records: records)
    let n = times.count
    for (w, identifier) in onTheWay.identifiers.enumerated() {
      let index = Int(identifier - walkers.lowerBound)
      result.times[index] = ownTime(of: index, at: limit)
      for c in 0..<onTheWay.dimension {
        result.finalPositions[c * n + index] = onTheWay.position(c, of: w)
      }
    }
    return result
  }
}
