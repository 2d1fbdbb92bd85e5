// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// Eight schedules on the double well, looked at 500 times on the way as the comparison of schedules does.
enum ScheduleWork {
  /// Lets the same walkers go through all schedules.
  ///
  /// - Returns: the steps taken, summed over walkers and schedules.
  static func run(walkers: UInt32, steps: Int, threads: Int) throws -> Int {
    let timeStep = 0.01
    let over = Double(steps) * timeStep
    let schedules: [any TemperatureSchedule] = [
      ConstantTemperature(0.2), LinearTemperature(from: 0.6, to: 0, over: over),
      ExponentialTemperature(from: 0.6, to: 0.02, over: over), PowerTemperature(from: 0.6, onset: 10, power: 1),
      LogarithmicTemperature(scale: 0.9, offset: 2.72), CosineTemperature(from: 0.6, to: 0, over: over),
      try StepwiseTemperature([0.6, 0.4, 0.2, 0.1], every: over / 4),
      CyclicTemperature(from: 0.6, to: 0.02, period: over / 4),
    ]
    let well = try DoubleWell(tilt: 0.2)
    var arrived = 0
    for schedule in schedules {
      var ensemble = try Ensemble(
        potential: well, timeStep: timeStep, schedule: schedule,
        starts: Walkers.standing(at: [1], count: Int(walkers)), walkers: 0..<walkers, seed: 1)
      ensemble.run(steps: steps, every: max(1, steps / 500), threads: threads) { state, _ in
        arrived += state.positions.count { $0 <= -1 }
      }
    }
    return arrived >= 0 ? schedules.count * Int(walkers) * steps : 0
  }
}
