// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

/// Lion against the published recursion, step by step.
@Suite struct LionTests {
  /// w and m after given gradients, by the formula as it is printed.
  private func reference(
    _ gradients: [[Double]], from start: [Double], rate: Double, beta1: Double, beta2: Double, decay: Double
  ) -> [Double] {
    var (w, m) = (start, start.map { _ in 0.0 })
    for g in gradients {
      for i in w.indices {
        let c = beta1 * m[i] + (1 - beta1) * g[i]
        w[i] -= rate * ((c > 0 ? 1 : c < 0 ? -1 : 0) + decay * w[i])
        m[i] = beta2 * m[i] + (1 - beta2) * g[i]
      }
    }
    return w
  }

  @Test(arguments: [(0.9, 0.99, 0.0), (0.5, 0.8, 0.3), (0, 0, 1)])
  func followsTheFormula(beta1: Double, beta2: Double, decay: Double) {
    var random = SplitMix(5)
    let start = (0..<7).map { _ in random.normal() }
    let gradients = (0..<60).map { step in start.indices.map { $0 == step % 7 ? 0 : random.normal() } }
    var numbers = start + Array(repeating: 0.0, count: 14)
    let found = numbers.withUnsafeMutableBufferPointer { buffer -> [Double] in
      guard let base = buffer.baseAddress else { return [] }
      for (step, g) in gradients.enumerated() {
        for i in g.indices { base[7 + i] = g[i] }
        var slice = ParameterSlice<Double>(
          count: 7, offset: 0, weights: base, gradient: base + 7, stateVectors: [base + 14])
        Lion(beta1: beta1, beta2: beta2).update(
          &slice,
          in: OptimizerStepContext(
            step: step, updates: step, rate: 0.01, decay: decay, noise: .init(seed: 1, task: 0, purpose: .dynamics),
            walker: 0))
      }
      return Array(buffer[0..<7])
    }
    let exact = reference(gradients, from: start, rate: 0.01, beta1: beta1, beta2: beta2, decay: decay)
    #expect(zip(found, exact).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  /// The path does not depend on the unit of the loss.
  @Test func stepsDoNotDependOnTheScaleOfTheLoss() throws {
    func last(_ scale: Double) throws -> [Double] {
      let objective = Quadratic<Double>(
        twoGroups, curvatures: (1...twoGroups.count).map { scale * Double($0) },
        centers: (0..<twoGroups.count).map { Double($0) / 7 })
      let trainer = try Trainer(
        objective: objective, plan: TrainingPlan(Lion(), rate: 0.003, decay: 0.2, steps: 200), train: [0], test: [],
        initialWeights: Array(repeating: 1, count: twoGroups.count), seed: 1)
      trainer.run()
      return trainer.weights
    }
    #expect(try last(1) == last(1 / 1024.0))
  }
}
