// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

@Suite struct TrainerTests {
  /// Three rows about the origin of twelve-odd weights; curvature 1.
  private func quadratic(rows: Int = 1, spread: Double = 0) -> Quadratic<Double> {
    var random = SplitMix(5)
    return Quadratic(
      twoGroups, curvatures: Array(repeating: 1, count: twoGroups.count),
      centers: (0..<rows * twoGroups.count).map { _ in spread * random.normal() })
  }

  private func trainer(
    _ phases: [TrainingPhase], steps: Int = 100, objective: Quadratic<Double>? = nil, batch: Int? = nil,
    seed: UInt64 = 1
  ) throws -> Trainer<Double> {
    let objective = objective ?? quadratic()
    return try Trainer(
      objective: objective, plan: TrainingPlan(phases: phases, batch: batch, steps: steps),
      train: (0..<objective.exampleCount).map { Int32($0) }, test: [],
      initialWeights: (0..<twoGroups.count).map { 1 + Double($0) / 10 }, seed: seed)
  }

  private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  private let descent = StochasticGradientDescent()

  /// The step of a clipped gradient is along the gradient, and no longer than rate·norm.
  @Test func clipping() throws {
    let clipped = try trainer([TrainingPhase(groups: [GroupSettings(descent, rate: 0.1)], clip: 2)])
    let start = clipped.weights
    clipped.run(until: 1)
    let moved = zip(start, clipped.weights).map { $0 - $1 }
    #expect(agree(norm(moved), 0.2, relative: 1e-12))
    for (step, gradient) in zip(moved, start) { #expect(agree(step, 0.2 * gradient / norm(start), relative: 1e-12)) }
    #expect(agree(clipped.record.gradientNorm[0], norm(start), relative: 1e-12))
    // A shorter gradient is left alone.
    let free = try trainer([TrainingPhase(groups: [GroupSettings(descent, rate: 0.1)], clip: 1e3)])
    free.run(until: 1)
    for (w, before) in zip(free.weights, start) { #expect(agree(w, 0.9 * before, relative: 1e-12)) }
  }

  @Test func fixedNorm() throws {
    let objective = quadratic(rows: 4, spread: 3)
    for (fixed, target) in [
      (FixedNorm.initial, norm((0..<twoGroups.count).map { 1 + Double($0) / 10 })), (.value(2.5), 2.5),
    ] {
      let trainer = try trainer(
        [TrainingPhase(groups: [GroupSettings(AdamW(), rate: 0.05, decay: 1)], fixedNorm: fixed)], objective: objective)
      trainer.run { _ in
        #expect(agree(self.norm(trainer.weights), target, relative: 1e-14))
        return true
      }
      // It moves all the same, to where the gradient is normal to the sphere.
      #expect(trainer.record.trainLoss[0] > trainer.record.trainLoss[trainer.record.count - 1])
    }
  }

  /// w shrinks by 0.9 a step until step 5, then by 0.5; the embedding rests from 7 to 9.
  @Test func eventsHappenAtTheirStep() throws {
    let slow = GroupSettings(descent, rate: 0.1)
    let fast = GroupSettings(descent, rate: 0.5)
    let frozen = GroupSettings(group: "embedding", descent, rate: 0.5, isFrozen: true)
    let trainer = try trainer(
      [
        TrainingPhase(groups: [slow]), TrainingPhase(from: 5, groups: [fast]),
        TrainingPhase(from: 7, groups: [fast, frozen]), TrainingPhase(from: 9, groups: [fast]),
      ], steps: 12)
    var paths = [trainer.weights]
    trainer.run { progress in
      if progress.step == paths.count { paths.append(trainer.weights) }
      return true
    }
    for step in 0..<12 {
      let embedding = step < 5 ? 0.9 : step == 7 || step == 8 ? 1 : 0.5
      let decoder = step < 5 ? 0.9 : 0.5
      #expect(agree(paths[step + 1][0], embedding * paths[step][0], relative: 1e-12), "step \(step)")
      #expect(agree(paths[step + 1][14], decoder * paths[step][14], relative: 1e-12), "step \(step)")
    }
    #expect(trainer.record.steps == Array(0...12))
  }

  /// Each group has its rate and decay; biases are spared on request.
  @Test func groups() throws {
    let trainer = try trainer([
      TrainingPhase(groups: [
        GroupSettings(descent, rate: 0.1, decay: 1, decaysBiases: false),
        GroupSettings(group: "decoder", descent, rate: 0.01, decay: 3),
      ])
    ])
    let start = trainer.weights
    trainer.run(until: 1)
    let factors = zip(trainer.weights, start).map { $0 / $1 }
    // 1 − rate·(1 + decay): embedding matrix, its bias, the decoder with its bias.
    let expected = Array(repeating: 0.8, count: 4) + Array(repeating: 0.9, count: 2) + Array(repeating: 0.96, count: 9)
    for (factor, exact) in zip(factors, expected) { #expect(agree(factor, exact, relative: 1e-12)) }
  }

  /// The added noise has the deviation that was asked for, and is new in each step.
  @Test func updateNoise() throws {
    let flat = Quadratic<Double>(
      oneGroup(500), curvatures: Array(repeating: 0, count: 500), centers: Array(repeating: 0, count: 500))
    let trainer = try Trainer(
      objective: flat,
      plan: TrainingPlan(
        phases: [TrainingPhase(groups: [GroupSettings(descent, rate: 2)], updateNoise: 0.5)], steps: 400),
      train: [0], test: [], initialWeights: Array(repeating: 0, count: 500), seed: 9)
    trainer.run()
    let squares = trainer.weights.map { $0 * $0 }
    // Variance 400·(2·0.5)² each.
    let mean = squares.reduce(0, +) / 500
    expectZ(mean, 400, standardError: 400 * (2.0 / 500).squareRoot(), "variance of the sum")
  }

  /// tr Cov/(2B d)·η with the covariance of the rows' gradients, which is that of the centers.
  @Test func gradientNoiseTemperature() throws {
    let (rows, size) = (60, 8)
    let objective = quadratic(rows: rows, spread: 2)
    let count = twoGroups.count
    var trace = 0.0
    for i in 0..<count {
      let column = (0..<rows).map { objective.centers[$0 * count + i] }
      let mean = column.reduce(0, +) / Double(rows)
      trace += column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows - 1)
    }
    var found: [Double] = []
    for seed in 0..<40 as Range<UInt64> {
      let trainer = try trainer(
        [TrainingPhase(groups: [GroupSettings(descent, rate: 0.3)])], steps: 20, objective: objective, batch: size,
        seed: seed)
      trainer.run()
      found += trainer.record.gradientNoiseTemperature
    }
    let exact = 0.3 * trace / (2 * Double(size) * Double(count))
    let mean = found.reduce(0, +) / Double(found.count)
    let variance = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count - 1)
    // Neighboring steps of an epoch share a batch: their correlation is bounded by one neighbor on each side.
    expectZ(mean, exact, standardError: (3 * variance / Double(found.count)).squareRoot(), "θ_eff")
    #expect(variance > 0)
  }

  @Test func theTrainingLossOfTheFullBatchIsThatOfTheGradient() throws {
    let objective = quadratic(rows: 5, spread: 1)
    let trainer = try trainer(
      [TrainingPhase(groups: [GroupSettings(descent, rate: 0.1)])], steps: 3, objective: objective)
    let start = trainer.weights
    trainer.run()
    let rows: [Int32] = [0, 1, 2, 3, 4]
    #expect(trainer.record.trainLoss[0] == objective.evaluate(at: start.span, rows: rows.span).loss)
    #expect(trainer.record.trainLoss[3] == objective.evaluate(at: trainer.weights.span, rows: rows.span).loss)
    #expect(agree(trainer.record.weightNorms[0][3], norm(Array(trainer.weights[0..<6])), relative: 1e-12))
    #expect(trainer.record.testLoss.allSatisfy { $0.isNaN })
  }

  @Test func partsThatDoNotFit() {
    func message(_ make: () throws -> Trainer<Double>) -> String {
      do {
        _ = try make()
        return ""
      } catch { return "\(error)" }
    }
    func make(_ plan: TrainingPlan, train: [Int32] = [0], weights: Int = 15) throws -> Trainer<Double> {
      try Trainer(
        objective: quadratic(), plan: plan, train: train, test: [], initialWeights: Array(repeating: 0, count: weights),
        seed: 1)
    }
    let plan = TrainingPlan(descent, rate: 1, steps: 1)
    #expect(message { try make(plan, weights: 3) } == "the network has 15 parameters; 3 initial weights were given.")
    #expect(message { try make(plan, train: []) } == "the training set is empty.")
    #expect(
      message { try make(TrainingPlan(descent, rate: 1, batch: 2, steps: 1)) }
        == "batch: batch is 2; the training set has 1 examples.")
    let partial = TrainingPlan(
      phases: [TrainingPhase(groups: [GroupSettings(group: "embedding", descent, rate: 1)])], steps: 1)
    #expect(message { try make(partial) } == "the plan has no settings for the group 'decoder'.")
  }
}
