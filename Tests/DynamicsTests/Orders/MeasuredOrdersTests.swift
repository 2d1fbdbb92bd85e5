// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import TestSupport
import Testing

@testable import Dynamics

/// Measures the order of every scheme and, when RAVINE_ORDERS_TABLE names a file, writes the table there.
///
/// RAVINE_ORDERS_OF names the schemes to measure, separated by commas; all when it is absent.
@Suite(.serialized) struct MeasuredOrdersTests {
  private struct Row {
    var integrator: any Integrator
    /// Orders that theory promises; `nil` where it promises none.
    var strong: Double?
    var weak: Double?
    /// `.infinity`: no bias at any step.
    var stationary: Double
    /// Steps at which the stationary bias stands out of the noise and is still governed by its leading power.
    var steps: [Double]
    var samples = 60
    /// Steps 2^−level for the weak order, chosen likewise.
    var weakLevels = [1, 2, 3, 4]
    var reference: any Integrator = StochasticRungeKutta()
  }

  private func rows() throws -> [Row] {
    let short = [0.1, 0.07, 0.05, 0.035]
    let middle = [0.2, 0.14, 0.1, 0.07]
    let long = [0.5, 0.4, 0.3, 0.22]
    let splittings = try ["BAOAB", "OBABO", "ABOBA"].map { word in
      let scheme = try Splitting(word)
      return Row(
        integrator: scheme, strong: 1, weak: 2, stationary: 2,
        steps: word == "BAOAB" ? [0.45, 0.36, 0.29, 0.23] : long,
        samples: word == "BAOAB" ? 400 : 60, reference: scheme)
    }
    return [
      Row(integrator: EulerMaruyama(), strong: 1, weak: 1, stationary: 1, steps: short, weakLevels: [3, 4, 5, 6]),
      Row(
        integrator: LeimkuhlerMatthews(), strong: 0.5, weak: nil, stationary: 2, steps: [0.16, 0.125, 0.1, 0.08],
        samples: 3000),
      Row(integrator: StochasticHeun(), strong: 1, weak: 2, stationary: 2, steps: middle),
      Row(integrator: StochasticRungeKutta(), strong: 1.5, weak: 2, stationary: 2, steps: middle),
      Row(integrator: MetropolisAdjustedLangevin(), strong: nil, weak: nil, stationary: .infinity, steps: long),
    ] + splittings + [
      Row(
        integrator: StochasticGradientLangevin(), strong: 1, weak: 1, stationary: 1, steps: short,
        weakLevels: [3, 4, 5, 6]),
      Row(
        integrator: try StochasticGradientHamiltonian(), strong: nil, weak: nil, stationary: 1,
        steps: [0.4, 0.3, 0.22, 0.16]),
    ]
  }

  @Test(.long) func orders() throws {
    var table: [String] = []
    let chosen = ProcessInfo.processInfo.environment["RAVINE_ORDERS_OF"]?.split(separator: ",").map(String.init)
    for row in try rows() where chosen?.contains(row.integrator.name) ?? true {
      var (strong, weak) = ("–", "–")
      if let promise = row.strong {
        let paths = CoupledPaths(integrator: row.integrator, reference: row.reference)
        strong = expect(promise, paths.steps, paths.measure(seed: 1).strong, "strong order of \(row.integrator.name)")
      }
      if let promise = row.weak {
        // Means of differences are small: longer steps, more paths.
        let paths = CoupledPaths(
          integrator: row.integrator, reference: row.reference, levels: row.weakLevels, fine: 8, blocks: 4000)
        weak = expect(promise, paths.steps, paths.measure(seed: 3).weak, "weak order of \(row.integrator.name)")
      }
      let bias = StationaryBias(integrator: row.integrator, steps: row.steps, samples: row.samples)
      let errors = try bias.measure(seed: 2)
      let stationary: String
      if row.stationary == .infinity {
        for (h, (error, noise)) in zip(bias.steps, errors) {
          expectZ(error, 0, standardError: noise, "stationary bias of \(row.integrator.name) at h = \(h)")
        }
        let worst = errors.map { abs($0.0) }.max() ?? 0
        stationary = String(format: "exact (bias below %.4f at all h)", worst)
      } else {
        stationary = expect(row.stationary, bias.steps, errors, "stationary order of \(row.integrator.name)")
      }
      table.append("| `\(row.integrator.name)` | \(strong) | \(weak) | \(stationary) |")
      print(table[table.count - 1])
    }
    try write(table)
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

  private func write(_ table: [String]) throws {
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

      `leimkuhler-matthews` remembers half a step's noise, hence its strong order ½; its merit is the stationary law.
      The weak error of that scheme does not stand out of the noise.
      `mala` has no path to compare with. This table is written by

          RAVINE_LONG_TESTS=1 RAVINE_ORDERS_TABLE=docs/orders.md \\
            swift test -c release -Xswiftc -enable-testing --filter MeasuredOrdersTests
      """
    try (text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
