// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Training

/// Numbers that are no longer finite end a run as a result, with what was good last.
@Suite struct FailureTests {
  @Test func aRateThatIsTooLarge() throws {
    let objective = Quadratic<Double>(
      twoGroups, curvatures: Array(repeating: 2, count: 6) + Array(repeating: 1, count: 9),
      centers: Array(repeating: 0, count: 15))
    let plan = TrainingPlan(
      phases: [
        TrainingPhase(groups: [
          GroupSettings(StochasticGradientDescent(), rate: 0.1),
          GroupSettings(group: "embedding", StochasticGradientDescent(), rate: 1e6),
        ])
      ], steps: 1000)
    let trainer = try Trainer(
      objective: objective, plan: plan, train: [0], test: [], initialWeights: Array(repeating: 1, count: 15), seed: 1)
    let end = trainer.run()
    guard case .failed(let failure) = end else {
      Issue.record("ended with \(String(describing: end))")
      return
    }
    // |w| grows by 2·10⁶ a step: w² leaves the range of Double between steps 24 and 25.
    #expect((24...26).contains(failure.step))
    guard case .rate(let group, let rate, let growth) = failure.cause else {
      Issue.record("cause \(failure.cause)")
      return
    }
    #expect(group == "embedding")
    #expect(rate == 1e6)
    #expect(growth > 1e5)
    #expect(failure.lastGoodStep < failure.step)
    #expect(failure.lastGoodStep == trainer.record.steps.last)
    #expect(failure.description.contains("its rate of 1e+06 is likely too large"))
    #expect(trainer.record.trainLoss.allSatisfy { $0.isFinite })
    #expect(trainer.lastGoodWeights.allSatisfy { $0.isFinite })

    // Its checkpoint is the last good one, from which the same happens again.
    let again = try Trainer(
      objective: objective, plan: plan, train: [0], test: [], initialWeights: Array(repeating: 1, count: 15), seed: 1)
    try again.restore(trainer.checkpoint())
    #expect(again.step == failure.lastGoodStep)
    #expect(again.weights == trainer.lastGoodWeights)
    #expect(again.run() == end)
    // What has failed stays failed.
    #expect(trainer.run() == end)
  }

  @Test func aLossThatIsNotANumber() throws {
    let clock = Clock()
    clock.loss = { $0 >= 777 ? .nan : 1 }
    let trainer = try clock.trainer(steps: 5000)
    guard case .failed(let failure) = trainer.run() else {
      Issue.record("it did not fail")
      return
    }
    // Found in the very step, not only at the next evaluation.
    #expect(failure.step == 777)
    #expect(failure.cause == .unknown)
    #expect(failure.lastGoodStep < 777 && failure.lastGoodStep > 700)
  }

  @Test func aLossThatWasNeverFinite() throws {
    let clock = Clock()
    clock.loss = { _ in .infinity }
    let trainer = try clock.trainer(steps: 5000)
    guard case .failed(let failure) = trainer.run() else {
      Issue.record("it did not fail")
      return
    }
    #expect(failure.cause == .start)
    #expect(
      failure.description
        == "the loss or a weight is no longer a finite number after 0 steps: nothing was learned yet, "
        + "so that the initial weights are too large, or the data not finite.")
  }

  /// L = w²·10³⁰/2 with tiny weights: the gradient's square leaves single precision at once.
  @Test func singlePrecision() throws {
    let objective = Quadratic<Float>(oneGroup(1), curvatures: [1e30], centers: [0])
    let plan = TrainingPlan(
      phases: [
        TrainingPhase(groups: [GroupSettings(StochasticGradientDescent(), rate: 0)])
      ], steps: 10)
    let fine = try Trainer(objective: objective, plan: plan, train: [0], test: [], initialWeights: [1], seed: 1)
    #expect(fine.run() == .budget)
    let failure = TrainingFailure(step: 3, cause: .precision, lastGoodStep: 2, gradientNorms: [1, 2.5])
    #expect(
      failure.description
        == "the loss or a weight is no longer a finite number after 3 steps: no weights grew, so that single precision is "
        + "likely exceeded; try 'precision: double' (gradient norms before: 1, 2.5; last good state: step 2)."
    )
  }
}
