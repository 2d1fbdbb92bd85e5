// SPDX-License-Identifier: GPL-3.0-or-later

/// Counts steps and time for all walkers of a run: they go in step.
struct Clock: Sendable {
  private let integrator: any Integrator
  private let timeStep: Double
  private let schedule: any TemperatureSchedule
  /// Whether all steps are of one length.
  let hasConstantStep: Bool
  private let hasConstantTemperature: Bool
  private(set) var step: UInt64
  private(set) var time: Double
  /// The steps that were worked out beforehand, from one on.
  private var table: [StepContext] = []
  private var firstOfTable: UInt64 = 0

  init(
    integrator: any Integrator, timeStep: Double, schedule: any TemperatureSchedule, step: UInt64 = 0, time: Double = 0
  ) {
    self.integrator = integrator
    self.timeStep = timeStep
    self.schedule = schedule
    self.step = step
    self.time = time
    hasConstantStep = integrator.hasConstantStep
    hasConstantTemperature = schedule.isConstant
  }

  /// The step that comes next.
  var context: StepContext {
    let place = step &- firstOfTable
    return place < UInt64(table.count) ? table[Int(place)] : computedContext
  }

  /// The same clock with its next steps worked out, so that the blocks of a round need not ask the schedule again.
  ///
  /// - Parameter steps: how many; a few thousand are kept at most.
  func tabulated(_ steps: Int) -> Clock {
    guard !isUniform else { return self }
    var result = self
    result.table = []
    result.firstOfTable = step
    var clock = result
    var contexts: [StepContext] = []
    contexts.reserveCapacity(min(steps, Self.tableSize) + 1)
    var context = clock.computedContext
    contexts.append(context)
    for _ in 0..<min(steps, Self.tableSize) {
      clock.advance(&context)
      contexts.append(context)
    }
    result.table = contexts
    return result
  }

  private static let tableSize = 4096

  private var computedContext: StepContext {
    let length = hasConstantStep ? timeStep : timeStep * integrator.stepFactor(at: step)
    let temperature = schedule.temperature(at: time)
    let after = hasConstantTemperature ? temperature : schedule.temperature(at: time + length)
    return StepContext(step: step, time: time, timeStep: length, temperature: temperature, temperatureAfter: after)
  }

  /// Whether all steps are of one length and at one temperature.
  var isUniform: Bool { hasConstantStep && hasConstantTemperature }

  /// Goes past a step and makes its context that of the next one.
  mutating func advance(_ context: inout StepContext) {
    step += 1
    // A product and not a sum for constant steps: rounding errors do not pile up.
    time = hasConstantStep ? Double(step) * timeStep : time + context.timeStep
    if hasConstantStep && hasConstantTemperature {
      context.step = step
      context.time = time
    } else {
      context = self.context
    }
  }

  /// Goes past so many steps, or to the first that would begin at or after the limit.
  mutating func advance(steps: Int, until limit: Double) {
    if hasConstantStep {
      step += UInt64(constantSteps(atMost: steps, until: limit))
      time = Double(step) * timeStep
    } else {
      var context = self.context
      for _ in 0..<steps where time < limit { advance(&context) }
    }
  }

  /// How many steps of constant length, so many at most, begin before the limit.
  func constantSteps(atMost steps: Int, until limit: Double) -> Int {
    guard Double(step + UInt64(steps)) * timeStep >= limit else { return steps }
    // The quotient finds the place up to rounding; the comparison is the one that the blocks make.
    var left = UInt64(max(0, (limit / timeStep).rounded(.down) - Double(step) - 1))
    while Double(step + left) * timeStep < limit { left += 1 }
    return Int(left)
  }

  /// Goes past so many steps of one length and at one temperature.
  mutating func pass(_ steps: Int, _ context: inout StepContext) {
    step += UInt64(steps)
    time = Double(step) * timeStep
    context.step = step
    context.time = time
  }
}
