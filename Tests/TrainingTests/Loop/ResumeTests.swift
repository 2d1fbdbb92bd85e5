// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

/// A run that is interrupted anywhere gives the same bits as one that is not.
@Suite struct ResumeTests {
  static let optimizers: [any Optimizer] = [
    StochasticGradientDescent(), Momentum(), Nesterov(), Adam(), AdamW(), DoubleWalk(), Lion(), quickMuon,
  ]
  /// Muon whose vectors, of which the network consists, move as fast as by AdamW.
  private static var quickMuon: Muon {
    var muon = Muon()
    muon.adamFactor = 1
    return muon
  }
  /// One for each of them, every filter among them.
  static let filters: [(any GradientFilter)?] = [
    nil, Grokfast(), GrokfastWindow(window: 9), nil, OrthogonalGradients(), Grokfast(alpha: 0.5), nil,
    OrthogonalGradients(keepsNorm: true),
  ]

  /// Mini-batches, dropout, events, noise, clipping, warm-up, refined evaluations: everything that has a state.
  static func plan(_ optimizer: any Optimizer, rate: Double = 0.02, filter: (any GradientFilter)? = nil) -> TrainingPlan
  {
    let settings = GroupSettings(
      optimizer, rate: rate, decay: 0.1, decaysBiases: false, temperature: 1e-3, filter: filter)
    var frozen = settings
    (frozen.group, frozen.isFrozen) = ("embedding", true)
    var faster = settings
    (faster.rate, faster.decayKind) = (rate * 2, .l2)
    // Events set the filter anew, the batch and the dropout.
    if filter != nil { faster.filter = Grokfast(alpha: 0.7, lambda: 0.5) }
    return TrainingPlan(
      phases: [
        TrainingPhase(groups: [settings], clip: 10, updateNoise: 1e-3),
        TrainingPhase(from: 60, groups: [settings, frozen], clip: 10, updateNoise: 1e-3),
        TrainingPhase(
          from: 90, groups: [faster], clip: 2, fixedNorm: .value(3), batch: filter == nil ? nil : .examples(4),
          dropout: filter == nil ? nil : 0),
      ], schedule: RateSchedule(.cosine(to: 0.3, over: 200), warmUp: 10), batch: 6, steps: 240,
      evaluation: EvaluationPlan(perDecade: 8, snapshots: [33, 77]))
  }

  static func trainer<R: Real>(_ plan: TrainingPlan, _: R.Type, seed: UInt64 = 4) throws -> Trainer<R> {
    var random = SplitMix(8)
    let objective = Quadratic<R>(
      twoGroups, curvatures: (1...twoGroups.count).map { Double($0) / 5 },
      centers: (0..<30 * twoGroups.count).map { _ in 0.3 * random.normal() + 0.2 }, threshold: 1.5)
    objective.dropoutNoise = 0.2
    return try Trainer(
      objective: objective, plan: plan, train: (0..<20).map { Int32($0) }, test: (20..<30).map { Int32($0) },
      initialWeights: (0..<twoGroups.count).map { 1 - Double($0) / 9 }, usesDropout: true, seed: seed, task: 2,
      replica: 3)
  }

  private func law<R: Real>(_ optimizer: any Optimizer, _ filter: (any GradientFilter)?, _ type: R.Type) throws {
    let plan = Self.plan(optimizer, filter: filter)
    let whole = try Self.trainer(plan, type)
    #expect(whole.run() == .budget)
    var stopped = try Self.trainer(plan, type)
    var pauses = 0
    while stopped.end == nil {
      // Pauses after 1, 2, … iterations, also in the midst of a refinement.
      var left = pauses % 13 + 1
      stopped.run { _ in
        left -= 1
        return left > 0
      }
      let data = stopped.checkpoint()
      let next = try Self.trainer(plan, type)
      try next.restore(data)
      #expect(next.checkpoint() == data)
      stopped = next
      pauses += 1
    }
    #expect(pauses > 20)
    #expect(stopped.end == whole.end)
    #expect(stopped.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
    #expect(stopped.record == whole.record)
    // Filters and the events beside them lead elsewhere; the same run without them has accuracies that rise.
    if filter == nil { #expect(whole.record.testAccuracy.max() ?? 0 > 0.5, "the run must have something to refine") }
  }

  @Test(arguments: 0..<8) func resumedEqualsUninterrupted(index: Int) throws {
    for filter in [nil, Self.filters[index]] {
      try law(Self.optimizers[index], filter, Float.self)
      try law(Self.optimizers[index], filter, Double.self)
    }
  }

  @Test func pausingByStep() throws {
    let trainer = try Self.trainer(Self.plan(AdamW()), Float.self)
    #expect(trainer.run(until: 100) == nil)
    #expect(trainer.step == 100)
    #expect(trainer.run(until: 100) == nil)
    #expect(trainer.step == 100)
    #expect(trainer.run(until: 240) == .budget)
  }

  /// The seed, the replica and the step name all noise: other seeds give other runs.
  @Test func otherSeedsDiffer() throws {
    let first = try Self.trainer(Self.plan(AdamW()), Double.self, seed: 4)
    let second = try Self.trainer(Self.plan(AdamW()), Double.self, seed: 5)
    first.run()
    second.run()
    #expect(first.weights != second.weights)
  }

  private func error(_ data: Data, into trainer: Trainer<Double>) -> CheckpointError? {
    do {
      try trainer.restore(data)
      return nil
    } catch { return error }
  }

  @Test func damagedCheckpointsAreRefused() throws {
    let plan = Self.plan(Adam())
    let source = try Self.trainer(plan, Double.self)
    source.run(until: 50)
    let good = source.checkpoint()
    let target = try Self.trainer(plan, Double.self)
    target.run(until: 10)
    let before = target.weights

    #expect(error(Data(), into: target) == .foreign)
    #expect(error(Data("something else entirely, and long enough for a header".utf8), into: target) == .foreign)
    for count in [9, 39, 40, good.count / 2, good.count - 1] {
      guard case .truncated = error(good.prefix(count), into: target) else {
        Issue.record("\(count) bytes were not found to be cut off")
        continue
      }
    }
    for place in [24, 33, good.count / 3, good.count - 3] {
      var bad = good
      bad[place] ^= 4
      #expect(error(bad, into: target) == .corrupt, "byte \(place)")
    }
    #expect(error(good + Data([0]), into: target) == .corrupt)
    var newer = good
    newer[8] = 7
    #expect(error(newer, into: target) == .version(7))
    #expect(error(try Self.trainer(plan, Double.self, seed: 6).checkpoint(), into: target) == .mismatch)
    #expect(error(try Self.trainer(Self.plan(Adam(beta1: 0.8)), Double.self).checkpoint(), into: target) == .mismatch)
    #expect(error(try Self.trainer(plan, Float.self).checkpoint(), into: target) == .mismatch)
    #expect(target.weights == before)

    // How often it is saved is no part of the run.
    var other = plan
    other.checkpointInterval = 5
    #expect(error(try Self.trainer(other, Double.self).checkpoint(), into: target) == nil)
    #expect(error(good, into: target) == nil)
    #expect(target.step == 50)
  }

  @Test func messages() {
    let table: [(CheckpointError, String)] = [
      (.foreign, "this is not a checkpoint of a training run."),
      (.version(7), "the checkpoint has format 7; this program reads format 3."),
      (.truncated(bytes: 5, expected: 40), "the checkpoint is cut off: it has 5 of 40 bytes."),
      (.corrupt, "the checkpoint is damaged: its checksum is wrong."),
      (
        .mismatch,
        "the checkpoint belongs to another run: the plan, the network, the split or the seed is not the same."
      ),
    ]
    for (error, message) in table { #expect(error.description == message) }
  }
}
