// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Dynamics

/// Measures the order of every scheme and, when RAVINE_ORDERS_TABLE names a file, writes the table there.
///
/// RAVINE_ORDERS_OF names the schemes to measure, separated by commas; all when it is absent.
@Suite(.serialized) struct MeasuredOrdersTests {
  @Test(.long) func orders() throws {
    var table: [String] = []
    let chosen = ProcessInfo.processInfo.environment["RAVINE_ORDERS_OF"]?.split(separator: ",").map(String.init)
    let measurements = try OrderMeasurement.all().filter { chosen?.contains($0.integrator.name) ?? true }
    for measurement in measurements {
      let name = measurement.integrator.name
      var (strong, weak) = ("–", "–")
      if let promise = measurement.promises.strong {
        let paths = CoupledPaths(integrator: measurement.integrator, reference: measurement.reference)
        strong = expect(promise, paths.steps, paths.measure(seed: 1).strong, "strong order of \(name)")
      }
      if measurement.measuresWeak, let promise = measurement.promises.weak {
        // Means of differences are small: longer steps, more paths.
        let paths = CoupledPaths(
          integrator: measurement.integrator, reference: measurement.reference, levels: measurement.weakLevels, fine: 8,
          blocks: 4000)
        weak = expect(promise, paths.steps, paths.measure(seed: 3).weak, "weak order of \(name)")
      }
      let stationary = try self.stationary(measurement)
      table.append("| `\(name)` | \(strong) | \(weak) | \(stationary) |")
      print(table[table.count - 1])
    }
    let remarks = measurements.compactMap { measurement in
      measurement.promises.remark.map { "`\(measurement.integrator.name)` \($0)" }
    }
    try write(table, remarks)
  }

  /// Measures the order of the stationary law, or that it is exact.
  private func stationary(_ measurement: OrderMeasurement) throws -> String {
    let bias = StationaryBias(
      integrator: measurement.integrator, steps: measurement.steps, samples: measurement.samples)
    let name = measurement.integrator.name
    guard measurement.measuresStationary else { return "–" }
    switch measurement.promises.stationary {
    case .unknown: return "–"
    case .order(let promise):
      return expect(promise, bias.steps, try bias.measure(seed: 2), "stationary order of \(name)")
    case .exact:
      let errors = try bias.measure(seed: 2)
      for (h, (error, noise)) in zip(bias.steps, errors) {
        expectZ(error, 0, standardError: noise, "stationary bias of \(name) at h = \(h)")
      }
      let worst = errors.map { abs($0.0) }.max() ?? 0
      return String(format: "exact (bias below %.4f at all h)", worst)
    }
  }

  /// The measured order must not lie below the promise: by more than four standard errors and what the next power of h
  /// makes of the slope at these steps, a quarter.
  private func expect(_ promise: Double, _ steps: [Double], _ errors: [(Double, Double)], _ what: String) -> String {
    guard
      let measured = MeasuredOrder(steps: steps, errors: errors.map(\.0), standardErrors: errors.map(\.1))
    else {
      Issue.record("\(what): the errors do not stand out of the noise: \(errors)")
      return "?"
    }
    #expect(measured.order > promise - 4 * measured.standardError - 0.25, "\(what): \(measured.description), \(errors)")
    return measured.description
  }

  private func write(_ table: [String], _ remarks: [String]) throws {
    guard let path = ProcessInfo.processInfo.environment["RAVINE_ORDERS_TABLE"] else { return }
    let text = """
      # Measured orders of the integrators

      f(x) = x²/2 + ½ cos 2x at θ = 1 (γ = 1 for the underdamped schemes): slopes of log |error| against log h, ± two
      standard errors of the fit. What lies beyond them is the next power of h.

      - *strong*: ⟨|x_h − x|⟩ at t = 1 on the same Brownian paths, h = 2⁻³ … 2⁻⁷, reference at 2⁻¹¹
      - *weak*: ⟨x_h²⟩ − ⟨x²⟩ at t = 1 on the same paths, h = 2⁻¹ … 2⁻⁴ (2⁻³ … 2⁻⁶ for schemes of order one), reference at 2⁻⁸
      - *stationary*: ⟨x²⟩ of long runs against quadrature, h = 0.035 … 0.5 depending on the scheme

      | integrator | strong | weak | stationary |
      |---|---|---|---|
      \(table.joined(separator: "\n"))

      \(remarks.joined(separator: "\n"))
      Errors of an order that is not listed do not stand out of the noise. This table is written by

          RAVINE_LONG_TESTS=1 RAVINE_ORDERS_TABLE=docs/orders.md \\
            swift test -c release -Xswiftc -enable-testing --filter MeasuredOrdersTests
      """
    try (text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
