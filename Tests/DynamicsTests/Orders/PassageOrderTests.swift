// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import TestSupport
import Testing

@testable import Dynamics

@Suite(.serialized) struct PassageOrderTests {
  /// Mean time over the double well's barrier at θ = 1: the error falls as √h uncorrected and as h with either correction.
  @Test(.long, arguments: [(CrossingCorrection.none, 0.5), (.shift, 1), (.bridge, 1)])
  func convergence(correction: CrossingCorrection, promise: Double) throws {
    let potential = try DoubleWell()
    let exact = Self.meanTime(potential, from: -1, to: 1, temperature: 1)
    let steps = [0.02, 0.01, 0.005, 0.0025]
    let errors = try steps.map { h in
      let problem = FirstPassageProblem(
        potential: potential, timeStep: h, schedule: ConstantTemperature(1), target: .above(1), timeLimit: .infinity,
        correction: correction, seed: 17)
      let (mean, error) = meanAndError(try problem.result(from: [-1], count: 1_000_000, threads: 2).times)
      return (mean - exact, error)
    }
    print("first passage, \(correction), τ = \(exact), errors \(errors)")
    if let order = MeasuredOrder(steps: steps, errors: errors.map(\.0), standardErrors: errors.map(\.1)) {
      #expect(order.order > promise - 0.2 - 4 * order.standardError, "\(correction): \(order.description)")
      if correction == .none { #expect(order.order < 0.8, "nothing was corrected, and yet \(order.description)") }
    } else {
      // Too small to have an order: at the largest step it must be smaller than h itself times τ.
      #expect(correction != .none && abs(errors[0].0) < steps[0] * exact)
    }
    // At the smallest step a correction is worth a factor of ten.
    if correction != .none {
      #expect(abs(errors[3].0) < 0.1 * 2 * 0.5826 * (2 * steps[3]).squareRoot() + 4 * errors[3].1)
    }
  }

  /// τ = β ∫_a^b e^{βf(y)} ∫_{−∞}^y e^{−βf(z)} dz dy by the trapezoidal rule.
  private static func meanTime(_ potential: any Potential, from a: Double, to b: Double, temperature: Double) -> Double
  {
    let (lower, count) = (-5.0, 600_000)
    let width = (b - lower) / Double(count)
    var (inner, sum, last) = (0.0, 0.0, 0.0)
    for i in 0...count {
      let y = lower + Double(i) * width
      let f = potential.energy(at: [y]) / temperature
      let weight = exp(-f)
      if i > 0 { inner += (last + weight) / 2 * width }
      last = weight
      if y > a - width / 2 { sum += exp(f) * inner * (y < a + width / 2 || i == count ? 0.5 : 1) * width }
    }
    return sum / temperature
  }
}
