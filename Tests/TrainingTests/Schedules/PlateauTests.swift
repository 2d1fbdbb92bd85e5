// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport
import Testing

@testable import Training

/// A rate that falls on plateaus: the rule of torch's ReduceLROnPlateau, and a state that survives.
@Suite struct PlateauTests {
  private func plateau(
    _ measure: Plateau.Measure = .trainLoss, patience: Int = 2, threshold: Double = 0.1, minimum: Double = 0,
    every: Int = 1
  ) -> Plateau {
    Plateau(
      measure: measure, factor: 0.5, patience: patience, threshold: threshold, minimum: minimum, every: every)
  }

  private func factors(_ plateau: Plateau, _ values: [Double]) -> [Double] {
    var state = PlateauState()
    return values.map { value in
      plateau.look(at: value, in: &state)
      return state.factor
    }
  }

  /// By hand: 3 looks that are not a tenth better than the best are one more than is borne.
  @Test func theRule() {
    #expect(factors(plateau(), [1, 0.95, 0.91, 0.905, 0.9, 0.9]) == [1, 1, 1, 0.5, 0.5, 0.5])
    // 0.9 is not below 1·(1 − 0.1); 0.89 is, and begins the count anew.
    #expect(factors(plateau(), [1, 0.9, 0.9, 0.89, 1, 1, 1, 1, 1, 1]) == [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25])
    // 0.5·(1 + 0.1) is 0.55, and 0.56 is above it; 0.61 is not above 0.56·1.1 = 0.616.
    #expect(factors(plateau(.testAccuracy), [0.5, 0.54, 0.56, 0.56, 0.6, 0.61]) == [1, 1, 1, 1, 1, 0.5])
    #expect(factors(plateau(patience: 0, minimum: 0.3), [1, 1, 1, 1]) == [1, 0.5, 0.3, 0.3])
    // An accuracy of 0 is a value like others: whatever is above it is better.
    #expect(factors(plateau(.trainAccuracy, patience: 0), [0, 0, 0.1, 0.1]) == [1, 0.5, 0.5, 0.25])
  }

  private func trainer(_ schedule: RateSchedule, batch: Int? = nil, steps: Int = 300, evaluation: EvaluationPlan) throws
    -> Trainer<Double>
  {
    var random = SplitMix(8)
    let objective = Quadratic<Double>(
      twoGroups, curvatures: (1...twoGroups.count).map { Double($0) / 5 },
      centers: (0..<30 * twoGroups.count).map { _ in 0.3 * random.normal() + 0.2 }, threshold: 1.5)
    return try Trainer(
      objective: objective,
      plan: TrainingPlan(
        StochasticGradientDescent(), rate: 0.2, schedule: schedule, batch: batch, steps: steps, evaluation: evaluation),
      train: (0..<20).map { Int32($0) }, test: (20..<30).map { Int32($0) },
      initialWeights: (0..<twoGroups.count).map { 1 - Double($0) / 9 }, seed: 4)
  }

  /// The run is a function of its steps: what is recorded in between does not matter, nor where it is interrupted.
  @Test(arguments: [nil, 6]) func theRunDoesNotDependOnItsEvaluations(batch: Int?) throws {
    for measure in Plateau.Measure.allCases {
      let schedule = RateSchedule(.plateau(plateau(measure, threshold: 1e-3, every: 7)), warmUp: 5)
      let fine = try trainer(schedule, batch: batch, evaluation: EvaluationPlan(every: 1))
      fine.run()
      let coarse = try trainer(schedule, batch: batch, evaluation: EvaluationPlan(perDecade: 4, rise: 0.02))
      coarse.run()
      #expect(fine.weights == coarse.weights, "\(measure)")
      #expect(fine.record.rateFactor.min() ?? 1 < 0.3, "\(measure): the rate must fall for the test to mean anything")
      var paused = try trainer(schedule, batch: batch, evaluation: EvaluationPlan(perDecade: 4, rise: 0.02))
      while paused.end == nil {
        paused.run(until: paused.step + 13)
        let next = try trainer(schedule, batch: batch, evaluation: EvaluationPlan(perDecade: 4, rise: 0.02))
        try next.restore(paused.checkpoint())
        paused = next
      }
      #expect(paused.weights == coarse.weights && paused.record == coarse.record, "\(measure)")
    }
  }

  /// What the run does is what the rule says of its losses.
  @Test func theRunFollowsTheRule() throws {
    let plateau = plateau(threshold: 1e-3, every: 7)
    let run = try trainer(RateSchedule(.plateau(plateau)), evaluation: EvaluationPlan(every: 1))
    run.run()
    let record = run.record
    let looks = record.steps.indices.filter { record.steps[$0] % 7 == 0 }
    let expected = factors(plateau, looks.map { record.trainLoss[$0] })
    #expect(looks.map { record.rateFactor[$0] } == expected)
  }

  @Test func measuresThatAreNotThere() throws {
    let objective = Clock()
    #expect(throws: Problem.self) {
      _ = try Trainer(
        objective: objective,
        plan: TrainingPlan(
          StochasticGradientDescent(), rate: 1, schedule: RateSchedule(.plateau(plateau(.testLoss))), steps: 5),
        train: [0], test: [], initialWeights: [0], seed: 1)
    }
  }
}
