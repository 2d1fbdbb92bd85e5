// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Settings
import Training

/// How hot the bath of a Langevin optimizer is: a number, which events may change, or a schedule over time.
package struct BathTemperature: Sendable {
  /// The schedule; `nil` where the number counts that the loop hands over.
  package let schedule: (any TemperatureSchedule)?

  /// The number that the loop hands over.
  package init() { schedule = nil }

  /// A schedule over the time step·rate.
  package init(_ schedule: any TemperatureSchedule) { self.schedule = schedule }

  /// What stands under `temperature`.
  ///
  /// - Throws: a problem below `temperature`.
  init(_ value: Value) throws(Problem) {
    if let number = value.asNumber {
      guard number >= 0, number.isFinite else {
        throw Problem("temperature is \(number.shortest); it must be zero or positive.", at: "temperature")
      }
      schedule = nil
      return
    }
    let log = ProblemLog()
    let reader = Reader(.record(Record([("temperature", value)])), log: log)
    schedule = ScheduleCatalogue.read("temperature", in: reader)
    if let problem = log.problems.first { throw problem }
  }

  /// θ at a step that begins at the time step·rate.
  func value(in context: OptimizerStepContext) -> Double {
    schedule?.temperature(at: Double(context.step) * context.rate) ?? context.temperature
  }
}
