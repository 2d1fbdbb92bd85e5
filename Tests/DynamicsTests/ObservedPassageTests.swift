// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Settings
import Synchronization
import TestSupport
import Testing

@testable import Dynamics

/// A flat stretch of one or more coordinates that tells where a walker is instead of having places.
private struct Told: ObservablePotential, InitializedPotential {
  var dimension = 1
  var walkersPerBlock: Int?
  var stiffness = 0.0
  let calls = Calls()

  static let height = Observable("height", on: "axis")
  static func above(_ bound: Double) -> Region { .observable(height, bound...(.infinity)) }

  var window: [ClosedRange<Double>] { Array(repeating: -1...1, count: dimension) }
  var observables: [Observable] { [Self.height] }

  func energy(at position: Span<Double>) -> Double {
    position.indices.reduce(0) { $0 + stiffness * position[$1] * position[$1] / 2 }
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in position.indices { gradient[c] = stiffness * position[c] }
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double {
    calls.count.add(1, ordering: .relaxed)
    return position[0]
  }

  func initialPosition(of walker: UInt32) -> [Double] { Array(repeating: 0, count: dimension) }
}

private final class Calls: Sendable { let count = Atomic(0) }

/// Targets that are observed every few steps.
struct ObservedPassageTests {
  private func problem(_ potential: Told, to bound: Double = 1, every stride: Int = 1, from departure: Region? = nil)
    -> FirstPassageProblem
  {
    FirstPassageProblem(
      potential: potential, timeStep: 0.01, schedule: ConstantTemperature(0.5), target: Told.above(bound),
      timeLimit: 4, departure: departure, observeEvery: stride, seed: 17, task: 3)
  }

  private func result(
    _ problem: FirstPassageProblem, walkers: Range<UInt32> = 0..<40, threads: Int = 1
  ) throws -> FirstPassageResult {
    let starts = [Double](repeating: 0, count: problem.potential.dimension * walkers.count)
    guard case .finished(let result) = try problem.run(from: starts, walkers: walkers, threads: threads) else {
      throw CancellationError()
    }
    return result
  }

  @Test("an observation after every step: the same arrivals as the half-line without a correction")
  func everyStep() throws {
    let observed = try result(problem(Told(stiffness: 0.3)))
    var place = problem(Told(stiffness: 0.3))
    place.target = .above(1)
    place.correction = .none
    let plain = try result(place)
    #expect(observed == plain)
    #expect(observed.count(.arrived) > 10 && observed.count(.censored) > 3)
  }

  @Test("an observation after every few steps: the first one that sees the walker inside", arguments: [3, 10, 64])
  func stride(stride: Int) throws {
    let walkers: Range<UInt32> = 0..<40
    let observed = try result(problem(Told(), every: stride))
    var ensemble = try Ensemble(
      potential: Told(), timeStep: 0.01, schedule: ConstantTemperature(0.5),
      starts: Array(repeating: 0, count: walkers.count), walkers: walkers, seed: 17, task: 3)
    var expected = [Double](repeating: 4, count: walkers.count)
    var step = 0
    ensemble.run(steps: 400, every: 1) { walkers, time in
      step += 1
      guard step % stride == 0 || step == 400 else { return }
      for w in expected.indices where expected[w] == 4 && walkers.position(0, of: w) >= 1 { expected[w] = time }
    }
    // Up to rounding: a step ends at k·h + h here and at (k + 1)·h there.
    #expect(zip(observed.times, expected).allSatisfy { agree($0, $1, relative: 1e-14) })
    #expect(Set(observed.times).count > 5)
  }

  @Test("no more observations than were asked for, and a single walker is a block")
  func cost() throws {
    let potential = Told(dimension: 7, walkersPerBlock: 1)
    let observed = try result(problem(potential, to: 9, every: 50), walkers: 3..<5)
    #expect(observed.outcomes == [.censored, .censored])
    // 400 steps have eight observations; one more before the first step.
    #expect(potential.calls.count.load(ordering: .relaxed) == 2 * 9)
  }

  @Test("blocks of one walker: the same bits as blocks of many, on one thread and on two")
  func blocks() throws {
    let many = try result(problem(Told(dimension: 5, stiffness: 0.5), every: 4))
    for threads in [1, 2] {
      let single = try result(
        problem(Told(dimension: 5, walkersPerBlock: 1, stiffness: 0.5), every: 4), threads: threads)
      #expect(single == many)
    }
  }

  /// The clock starts at the first observation above a, and the passage from there to b is what is timed.
  @Test("a region of departure starts the clock of each walker", arguments: [1, 5])
  func departure(stride: Int) throws {
    let whole = try result(problem(Told(), every: stride))
    let first = try result(problem(Told(), to: 0.4, every: stride))
    let staged = try result(problem(Told(), every: stride, from: Told.above(0.4)))
    #expect(staged.outcomes == whole.outcomes)
    for w in whole.times.indices {
      if first.outcomes[w] == .censored {
        #expect(staged.departures[w] == .infinity && staged.times[w] == 0)
      } else {
        #expect(staged.departures[w] == first.times[w])
        #expect(staged.times[w] == whole.times[w] - first.times[w])
      }
    }
    #expect(first.count(.censored) > 0)
  }

  /// On free diffusion from 0 with a mirror nowhere the passage between two heights is that of a start at the first one:
  /// P(τ > t) = erf(Δ/√(4θt)), up to the overshoot at both observations.
  @Test("the time between two heights follows the law of a fresh start")
  func renewal() throws {
    var search = problem(Told(), to: 1.2, every: 2, from: Told.above(0.4))
    search.timeStep = 0.0005
    let staged = try result(search, walkers: 0..<2000)
    let times = staged.times.indices.filter { staged.departures[$0] < 2 }.map { staged.times[$0] }
    // After the first passage there are at least two units of time left; overshoot moves both ends alike.
    let late = times.count { $0 > 1 }
    let share = Double(late) / Double(times.count)
    let expected = erf(0.8 / (4 * 0.5 * 1).squareRoot())
    expectZ(
      share, expected, standardError: (expected * (1 - expected) / Double(times.count)).squareRoot(), "P(τ > 1)")
  }

  @Test("stopped anywhere and resumed: the same result") func resume() throws {
    let search = problem(Told(), every: 7, from: Told.above(0.3))
    let whole = try result(search)
    var state = search.start(at: Array(repeating: 0, count: 40), walkers: 0..<40)
    var stops = 0
    while true {
      let run = try search.resume(state, threads: 2, blockCapacity: 8, firstRoundWork: 1) { _, _ in false }
      if case .finished(let result) = run {
        #expect(result == whole)
        break
      }
      guard case .stopped(let checkpoint) = run else { break }
      state = checkpoint
      stops += 1
    }
    #expect(stops > 3)
  }

  @Test("one coordinate of many that leaves the numbers ends a single walker")
  func divergence() throws {
    let lost = try result(problem(Told(dimension: 37, walkersPerBlock: 1, stiffness: 500), to: 1e12, every: 10))
    #expect(lost.count(.diverged) == 40)
    let first = try #require(lost.divergences.first)
    #expect(first.position.count == 37 && first.position.allSatisfy { abs($0) <= 1e6 })
    #expect(first.position.contains { abs($0) > 1e4 })
  }

  @Test("records are those of the walkers that are on their way, interrupted or not, on one thread or two")
  func records() throws {
    var problem = problem(Told(stiffness: 1), every: 5)
    (problem.recorded, problem.recordEvery) = ([Told.height], 20)
    let whole = try result(problem)
    let records = try #require(whole.records)
    let n = whole.times.count
    #expect(problem.recordCount == 21 && records.count == 21 * n)
    // What is no number is not equal to itself.
    func expectSame(_ other: FirstPassageResult) {
      #expect(other.times == whole.times && other.outcomes == whole.outcomes)
      #expect(other.records?.map(\.bitPattern) == records.map(\.bitPattern))
    }
    expectSame(try result(problem, threads: 2))
    var state = problem.start(at: [Double](repeating: 0, count: n), walkers: 0..<UInt32(n))
    while true {
      let run = try problem.resume(state) { _, _ in false }
      if case .finished(let result) = run {
        expectSame(result)
        break
      }
      if case .stopped(let checkpoint) = run { state = checkpoint }
    }
    // Beside the records nothing changes; at a record a walker that has ended before is not told of.
    problem.recorded = []
    let plain = try result(problem)
    #expect(plain.times == whole.times && plain.records == nil)
    for w in 0..<n {
      for record in 0..<21 {
        let isOnItsWay = whole.outcomes[w] != .arrived || Double(record) * 0.2 <= whole.times[w] + 1e-9
        #expect(records[record * n + w].isFinite == isOnItsWay)
      }
    }
  }
}
