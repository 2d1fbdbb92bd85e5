// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

/// The loop on a real, tiny network: x + y mod 11 by an embedding MLP.
@Suite struct NetworkTrainingTests {
  private func trainer<R: Real>(_ plan: TrainingPlan, replica: UInt32 = 0, _: R.Type) throws -> Trainer<R> {
    let examples = try ModularArithmetic(.sum, modulus: 11).examples(seed: 1)
    let split = try Split(of: examples.count, by: SplitSettings(.fraction(0.6)))
    let objective = try NetworkObjective<R>(
      model: EmbeddingMLP(embedding: 16, width: 32), loss: .crossEntropy, examples: examples,
      rowCapacity: examples.count)
    return try Trainer(
      objective: objective, plan: plan, train: split.train, test: split.test,
      initialWeights: objective.layout.initialWeights(seed: 1, replica: replica), seed: 1, replica: replica)
  }

  @Test(arguments: [nil, 16]) func itMemorizes(batch: Int?) throws {
    let plan = TrainingPlan(AdamW(), rate: 0.01, decay: 0.01, batch: batch, steps: 400)
    let trainer = try trainer(plan, Float.self)
    #expect(trainer.run() == .budget)
    let record = trainer.record
    #expect(record.trainAccuracy[0] < 0.5)
    #expect(record.trainAccuracy[record.count - 1] == 1)
    #expect(record.trainLoss[0] > 2 && record.trainLoss[record.count - 1] < 0.05)
    #expect(record.firstCrossing(of: \.trainAccuracy, threshold: 0.99) != nil)
    #expect(record.snapshots.map(\.reason).contains(.memorized))
    #expect(record.groups.count == record.weightNorms.count)
    #expect(record.gradientNoiseTemperature.allSatisfy { batch == nil ? $0.isNaN : $0 > 0 })
  }

  /// Each step of plain gradient descent lowers the loss of the full batch.
  @Test func theLossFalls() throws {
    let plan = TrainingPlan(
      StochasticGradientDescent(), rate: 0.05, steps: 100, evaluation: EvaluationPlan(every: 1))
    let trainer = try trainer(plan, Double.self)
    trainer.run()
    #expect(zip(trainer.record.trainLoss, trainer.record.trainLoss.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func resumedEqualsUninterrupted() throws {
    let plan = TrainingPlan(AdamW(), rate: 0.01, decay: 0.1, batch: 16, steps: 120)
    let whole = try trainer(plan, Float.self)
    whole.run()
    let first = try trainer(plan, Float.self)
    first.run(until: 71)
    let second = try trainer(plan, Float.self)
    try second.restore(first.checkpoint())
    second.run()
    #expect(second.weights == whole.weights)
    #expect(second.record == whole.record)
    #expect(second.checkpoint() == whole.checkpoint())
  }
}
