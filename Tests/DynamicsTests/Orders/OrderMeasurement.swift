// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Dynamics

/// How the orders that a scheme promises are measured: at which steps its errors stand out of the noise and are still
/// governed by their leading power.
///
/// The orders themselves are the scheme's own (`Integrator.convergence`).
struct OrderMeasurement {
  let integrator: any Integrator
  /// Time steps of the stationary bias.
  let steps: [Double]
  /// Samples of each walker in a stationary run.
  let samples: Int
  /// Steps 2^−level of the weak error.
  let weakLevels: [Int]
  /// What the paths are compared with, at a much shorter step.
  let reference: any Integrator
  /// Whether the weak error stands out of the noise.
  let measuresWeak: Bool
  /// Whether the stationary bias stands out of the noise.
  let measuresStationary: Bool

  var promises: Convergence { integrator.convergence }

  init(_ integrator: any Integrator) {
    self.integrator = integrator
    let promises = integrator.convergence
    let isFirstOrder = promises.stationary == .order(1)
    reference = integrator.isOverdamped ? StochasticRungeKutta() : integrator
    weakLevels = promises.weak == 1 ? [3, 4, 5, 6] : [1, 2, 3, 4]
    // Of this splitting the bias is below 0.002 at all steps and follows no power there.
    measuresStationary = integrator.name != "AOBOA"
    switch integrator.name {
    case LeimkuhlerMatthews().name:
      (steps, samples, measuresWeak) = ([0.16, 0.125, 0.1, 0.08], 3000, false)
    case "sghmc":
      // Its deviates are no increments of the bath's path, so that only its stationary law is measured.
      (steps, samples, measuresWeak) = ([0.4, 0.3, 0.22, 0.16], 60, false)
    case "BAOAB":
      // Its bias is the smallest of the splittings.
      (steps, samples, measuresWeak) = ([0.45, 0.36, 0.29, 0.23], 400, true)
    default:
      let long = [0.5, 0.4, 0.3, 0.22]
      let overdamped = isFirstOrder ? [0.1, 0.07, 0.05, 0.035] : [0.2, 0.14, 0.1, 0.07]
      steps = integrator.isOverdamped && promises.stationary != .exact ? overdamped : long
      (samples, measuresWeak) = (60, measuresStationary)
    }
  }

  /// One for each scheme of the catalogue, with its default coefficients, that promises an order.
  static func all() throws -> [OrderMeasurement] {
    try IntegratorCatalogue.entries
      .map { entry throws(Problem) in
        try entry.make(Parameters(entry.parameters.map { ($0.name, $0.defaultValue ?? .null) }))
      }
      .map { OrderMeasurement($0) }
      .filter { $0.promises != Convergence() }
  }
}
