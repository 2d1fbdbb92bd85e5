// SPDX-License-Identifier: GPL-3.0-or-later

/// When a step is taken, how long it is and how hot the bath is.
public struct StepContext: Sendable, Equatable {
  /// How many steps were taken before.
  public var step: UInt64
  /// The time t at the beginning of the step.
  public var time: Double
  /// The length h of the step.
  public var timeStep: Double
  /// The temperature θ(t) at the beginning of the step.
  public var temperature: Double
  /// The temperature θ(t + h) at its end.
  public var temperatureAfter: Double

  /// A step; without a temperature at its end it is that of the beginning.
  public init(
    step: UInt64, time: Double, timeStep: Double, temperature: Double, temperatureAfter: Double? = nil
  ) {
    self.step = step
    self.time = time
    self.timeStep = timeStep
    self.temperature = temperature
    self.temperatureAfter = temperatureAfter ?? temperature
  }

  /// The same step in a time that goes faster by a factor: that of the equation with mobility 1.
  func stretched(by factor: Double) -> StepContext {
    var result = self
    result.timeStep *= factor
    return result
  }
}
