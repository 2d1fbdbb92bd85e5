// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Testing

@testable import Dynamics

/// A double well that hides that its slope is a polynomial, so that its walkers go step by step.
struct Veiled: Potential {
  let well: DoubleWell
  var dimension: Int { 1 }
  func energy(at position: Span<Double>) -> Double { well.energy(at: position) }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    well.gradient(at: position, into: &gradient)
  }
  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    well.gradients(walkers: walkers, at: positions, into: &gradients)
  }
  var window: [ClosedRange<Double>] { well.window }
}

/// Many steps at once change no bit.
struct PolynomialWalkTests {
  static let targets: [Region] = [
    .halfSpace(normal: [1], offset: 0.8), .halfSpace(normal: [-1], offset: 1.4), .ball(center: [0.9], radius: 0.1),
    .not(.box(lower: [-1.5], upper: [0.5])),
  ]

  @Test("the same arrivals as step by step", arguments: targets, CrossingCorrection.allCases)
  func sameBits(target: Region, correction: CrossingCorrection) throws {
    func result(_ potential: any Potential) throws -> FirstPassageRun {
      try FirstPassageProblem(
        potential: potential, timeStep: 0.002, schedule: ConstantTemperature(0.25), target: target, timeLimit: 20.001,
        correction: correction, seed: 11
      ).run(from: Array(repeating: -1, count: 301), walkers: 0..<301)
    }
    for tilt in [0, 0.1] {
      let well = try DoubleWell(tilt: tilt)
      guard case .finished(let walked) = try result(well), case .finished(let stepped) = try result(Veiled(well: well))
      else {
        Issue.record("a run without an observer finishes")
        return
      }
      #expect(walked == stepped)
      #expect(walked.count(.arrived) > 0)
    }
  }

  static let schedules: [any TemperatureSchedule] = [
    LinearTemperature(from: 0.5, to: 0.05, over: 15), ExponentialTemperature(from: 0.1, to: 0.6, over: 9),
    CyclicTemperature(from: 0.6, to: 0, period: 3), LogarithmicTemperature(scale: 0.4, offset: 2.7),
  ]

  @Test("the same arrivals and the same ends while the temperature changes", arguments: schedules.indices, targets)
  func changingTemperature(schedule: Int, target: Region) throws {
    func result(_ potential: any Potential) throws -> FirstPassageResult? {
      let run = try FirstPassageProblem(
        potential: potential, timeStep: 0.002, schedule: Self.schedules[schedule], target: target, timeLimit: 12.001,
        seed: 11
      ).run(from: Array(repeating: -1, count: 301), walkers: 0..<301)
      if case .finished(let result) = run { return result } else { return nil }
    }
    func end(_ potential: any Potential, every stride: Int) throws -> Walkers {
      var ensemble = try Ensemble(
        potential: potential, timeStep: 0.002, schedule: Self.schedules[schedule],
        starts: Array(repeating: -1, count: 301), walkers: 0..<301, seed: 5)
      ensemble.run(steps: 6001, every: stride)
      return ensemble.walkers
    }
    let well = try DoubleWell(tilt: 0.1)
    let walked = try #require(try result(well))
    #expect(walked == (try result(Veiled(well: well))))
    #expect(walked.count(.arrived) > 0)
    #expect(try end(well, every: 6001) == end(Veiled(well: well), every: 37))
  }

  @Test("divergence is noticed at the same step")
  func divergence() throws {
    func result(_ potential: any Potential) throws -> FirstPassageRun {
      try FirstPassageProblem(
        potential: potential, timeStep: 0.4, schedule: ConstantTemperature(0.5),
        target: .halfSpace(normal: [1], offset: 50), timeLimit: 40, seed: 1
      ).run(from: Array(repeating: -1, count: 100), walkers: 0..<100)
    }
    let well = try DoubleWell()
    guard case .finished(let walked) = try result(well), case .finished(let stepped) = try result(Veiled(well: well))
    else {
      Issue.record("a run without an observer finishes")
      return
    }
    #expect(walked == stepped)
    #expect(walked.count(.diverged) > 0)
  }
}
