// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Settings
import TestSupport
import Testing

@testable import Dynamics

@Suite struct ScheduleTests {
  @Test func formulas() throws {
    let table: [(any TemperatureSchedule, [(Double, Double)])] = [
      (ConstantTemperature(0.3), [(0, 0.3), (1e9, 0.3)]),
      (LinearTemperature(from: 1, to: 0, over: 10), [(0, 1), (2.5, 0.75), (10, 0), (11, 0)]),
      (ExponentialTemperature(from: 1, to: 0.01, over: 10), [(0, 1), (5, 0.1), (10, 0.01), (99, 0.01)]),
      (PowerTemperature(from: 2, onset: 3, power: 0.5), [(0, 2), (9, 1)]),
      (LogarithmicTemperature(scale: 2, offset: M_E), [(0, 2), (exp(2.0) - M_E, 1)]),
      (CosineTemperature(from: 1, to: 0.2, over: 4), [(0, 1), (2, 0.6), (4, 0.2), (7, 0.2)]),
      (CyclicTemperature(from: 1, to: 0.2, period: 4), [(0, 1), (2, 0.6), (4, 1), (10, 0.6), (3.9999999, 0.2)]),
      (
        try StepwiseTemperature([3, 2, 1], every: 5), [(0, 3), (4.99, 3), (5, 2), (10, 1), (1e300, 1), (.infinity, 1)]
      ),
      (
        try PiecewiseLinearTemperature(times: [1, 2, 4], temperatures: [1, 3, 0]),
        [(0, 1), (1, 1), (1.5, 2), (2, 3), (3, 1.5), (4, 0), (5, 0)]
      ),
    ]
    #expect(table.count == ScheduleCatalogue.entries.count)
    for (schedule, points) in table {
      for (time, temperature) in points {
        #expect(abs(schedule.temperature(at: time) - temperature) < 1e-12, "\(schedule) at \(time)")
      }
    }
  }

  /// The endpoints are met and no rounding leads below zero.
  @Test func neverBelowZero() throws {
    for schedule: any TemperatureSchedule in [
      LinearTemperature(from: 0.7, to: 0, over: 3), CosineTemperature(from: 0.7, to: 0, over: 3),
      CyclicTemperature(from: 0.7, to: 0, period: 3),
    ] {
      for k in 0...30_000 { #expect(schedule.temperature(at: Double(k) * 1e-4) >= 0) }
    }
  }

  private func read(_ value: Value) -> (schedule: (any TemperatureSchedule)?, problems: [String]) {
    let reader = Reader(.record(Record([("temperature", value)])))
    let schedule = ScheduleCatalogue.read(in: reader)
    return (schedule, reader.log.problems.map(\.description))
  }

  @Test func reading() throws {
    #expect(read(.number(0.25)).schedule as? ConstantTemperature == ConstantTemperature(0.25))
    let record = Record([
      ("schedule", .text("exponential")), ("from", .number(1)), ("to", .number(0.01)), ("over", .integer(1000)),
    ])
    #expect(
      read(.record(record)).schedule as? ExponentialTemperature
        == ExponentialTemperature(from: 1, to: 0.01, over: 1000))
  }

  @Test func mistakes() throws {
    #expect(read(.number(-0.1)).problems == ["temperature: temperature is -0.1; it must be positive."])
    #expect(read(.integer(0)).problems == ["temperature: temperature is 0; it must be positive."])
    #expect(
      read(.record(Record([("schedule", .text("exponentail"))]))).problems == [
        "temperature.schedule: unknown temperature 'exponentail'; did you mean 'exponential'? "
          + "'ravine list schedules' shows all."
      ])
    let linear = Record([
      ("schedule", .text("linear")), ("from", .number(1)), ("to", .number(-1)), ("over", .number(0)),
    ])
    #expect(
      read(.record(linear)).problems == [
        "temperature.to: to is -1; it must be zero or positive.", "temperature.over: over is 0; it must be positive.",
      ])
    let points = Record([
      ("schedule", .text("points")), ("times", .list([.integer(0), .integer(0)])),
      ("temperatures", .list([.integer(1), .integer(1)])),
    ])
    #expect(
      read(.record(points)).problems == [
        "temperature.times: times must be a list of at least one number, each greater than the one before."
      ])
  }

  /// ⟨x²⟩ of free diffusion sums what each scheme makes of the changing temperature.
  @Test func freeDiffusionWhileCooling() throws {
    let (h, steps, n) = (0.5, 8, 100_000)
    let schedule = LinearTemperature(from: 2, to: 0.25, over: 4)
    let θ = (0...steps).map { schedule.temperature(at: Double($0) * h) }
    let euler = (0..<steps).reduce(0) { $0 + 2 * θ[$1] * h }
    let matthews = (0..<steps).reduce(-h / 2 * (θ[0] + θ[steps])) { $0 + h * (θ[$1] + θ[$1 + 1]) }
    let rungeKutta = (0..<steps).reduce(0.0) { sum, k in
      let (before, after) = ((2 * θ[k]).squareRoot(), (2 * θ[k + 1]).squareRoot())
      return sum + h * (pow((before + after) / 2, 2) + pow(before - after, 2) / 12)
    }
    for (integrator, exact) in [
      (EulerMaruyama(), euler), (LeimkuhlerMatthews(), matthews), (StochasticRungeKutta(), rungeKutta),
    ] as [(any Integrator, Double)] {
      var ensemble = try Ensemble(
        potential: FlatLandscape(), integrator: integrator, timeStep: h, schedule: schedule,
        starts: Array(repeating: 0, count: n), walkers: 0..<UInt32(n), seed: 14)
      ensemble.run(steps: steps)
      let (mean, error) = meanAndError(ensemble.walkers.positions.map { $0 * $0 })
      expectZ(mean, exact, standardError: error, integrator.name)
    }
  }
}
