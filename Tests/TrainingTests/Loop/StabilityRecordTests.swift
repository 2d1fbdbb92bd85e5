// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport
import Testing

@testable import Training

/// The columns that tell naive loss minimization and softmax collapse.
@Suite struct StabilityRecordTests {
  /// L = λ|w − c|²/2 with c along w: descent points along w; with c = 0 against it; with c across, at a known angle.
  @Test(arguments: [([4, 8], 1), ([0, 0], -1), ([-1, 3], 0)] as [([Double], Double)])
  func alignment(center: [Double], cosine: Double) throws {
    let objective = Quadratic<Double>(oneGroup(2), curvatures: [3, 3], centers: center)
    let trainer = try Trainer(
      objective: objective, plan: TrainingPlan(StochasticGradientDescent(), rate: 0.01, steps: 1), train: [0], test: [],
      initialWeights: [1, 2], seed: 1)
    trainer.run()
    #expect(abs(trainer.record.descentAlignment[0] - cosine) < 1e-12)
    // Not looked for unless asked for.
    #expect(trainer.record.collapsedShare.allSatisfy { $0.isNaN })
  }

  /// Without decay cross-entropy ends in collapse; the record shows it and the same run without the column is the same.
  @Test func collapseIsRecorded() throws {
    func trainer(_ finds: Bool, _ loss: Loss) throws -> Trainer<Float> {
      let examples = try ModularArithmetic(.sum, modulus: 5).examples(seed: 1)
      let objective = try NetworkObjective<Float>(
        model: QuadraticNetwork(width: 32), loss: loss, examples: examples, rowCapacity: 25)
      return try Trainer(
        objective: objective,
        plan: TrainingPlan(
          AdamW(), rate: 0.05, steps: 1500, evaluation: EvaluationPlan(findsCollapse: finds)),
        train: (0..<20).map { Int32($0) }, test: (20..<25).map { Int32($0) },
        initialWeights: objective.layout.initialWeights(seed: 1, replica: 0), seed: 1)
    }
    let found = try trainer(true, .crossEntropy)
    found.run()
    let plain = try trainer(false, .crossEntropy)
    plain.run()
    #expect(found.weights == plain.weights)
    #expect(found.record.collapsedShare[0] == 0)
    #expect(found.record.collapsedShare.last == 1)
    let stable = try trainer(true, .stableMax)
    stable.run()
    #expect(stable.record.collapsedShare.allSatisfy { $0 == 0 })
    #expect(stable.record.last?.trainAccuracy == 1)
  }
}
