// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Settings
import Statistics
import TestSupport
import Testing
import Training

/// What is found in networks that are known, or known to grok.
struct TrainedNetworkTests {
  private func logits<R: Real>(_ objective: NetworkObjective<R>, _ weights: [R], symbols: Int) throws -> LogitTable {
    let rows = (0..<Int32(symbols * symbols)).map { $0 }
    return try LogitTable(objective.outputs(at: weights.span, rows: rows.span), symbols: symbols, classes: symbols)
  }

  private func measures(_ layout: ParameterLayout, _ weights: [Double], _ algebra: Algebra) throws
    -> RepresentationMeasures
  {
    let tensor = try #require(layout["embedding.weight"])
    return try RepresentationMeasures(
      of: Representation(tensor, in: weights, symbols: algebra.symbols), algebra: algebra)
  }

  /// The exact solution of addition mod 23 is all rule: each neuron a wave, the logits all key waves.
  @Test func theAnalyticNetworkIsAllRule() throws {
    let examples = try ModularArithmetic(.sum, modulus: 23).examples(seed: 1)
    let objective = try NetworkObjective<Double>(
      model: QuadraticNetwork(width: 88, initialization: .analytic), loss: .crossEntropy, examples: examples,
      rowCapacity: examples.count)
    let weights = objective.layout.initialWeights(seed: 1, replica: 0)
    let found = try measures(objective.layout, weights, .modular(23))
    #expect(agree(try #require(found.spectrum).purity, 1, relative: 1e-12))
    let table = try logits(objective, weights, symbols: 23)
    let rule = LinearRule(modulus: 23)
    #expect(table.accuracy(rule: rule.callAsFunction) == 1)
    let losses = try KeyFrequencyLosses(of: table, rule: rule)
    #expect(losses.frequencies == Array(1...11))
    #expect(agree(losses.restricted, losses.full, relative: 1e-10))
    #expect(agree(losses.excluded, log(23), relative: 1e-10))
    #expect(agree(try #require(losses.share), 1, relative: 1e-10))
    #expect(table.swapAgreement().estimate?.value == 1)
  }

  /// The work-horse: x + y mod 23 at 60 % memorizes near step 30 and groks near 300. Between the two the neurons become waves
  /// and the logits functions of the sum.
  @Test func theQuadraticNetworkGroks() throws {
    let examples = try ModularArithmetic(.sum, modulus: 23).examples(seed: 1)
    let split = try Split(of: examples.count, by: SplitSettings(.fraction(0.6)))
    let objective = try NetworkObjective<Float>(
      model: QuadraticNetwork(), loss: .crossEntropy, examples: examples, rowCapacity: examples.count)
    let trainer = try Trainer(
      objective: objective, plan: TrainingPlan(AdamW(beta2: 0.98), rate: 0.01, decay: 1, steps: 800),
      train: split.train, test: split.test, initialWeights: objective.layout.initialWeights(seed: 1, replica: 0),
      seed: 1)
    trainer.run()

    let curve = try LearningCurve(trainer.record)
    let times = GrokkingTimes(of: curve)
    #expect(times.order == .earlier)
    #expect(try #require(times.gap).leastValue > 100)
    let diagnosis = LearningDiagnosis(of: curve, classes: 23, criteria: GrokkingCriteria(delay: 100))
    #expect(diagnosis.kind == .grokking, "\(diagnosis)")
    let shape = try TransitionShape(of: curve, grokking: times.grokking)
    let sigmoid = try shape.sigmoid.get()
    #expect(sigmoid.center.value > (times.memorization.upper ?? .nan))
    #expect(sigmoid.center.value < (times.grokking.upper ?? .nan))
    // Real curves are no sigmoids, and their evaluations share a test set: hence the wider intervals.
    #expect(sigmoid.fit.residualCorrelation > 0.5)

    var purities: [Double] = []
    var losses: [KeyFrequencyLosses] = []
    for reason in [TrainingRecord.Snapshot.Reason.start, .memorized, .end] {
      let weights = try #require(trainer.record.snapshots.first { $0.reason == reason }).weights
      purities.append(try #require(measures(objective.layout, weights, .modular(23)).spectrum).purity)
      let table = try logits(objective, weights.map { Float($0) }, symbols: 23)
      losses.append(try KeyFrequencyLosses(of: table, rule: LinearRule(modulus: 23)))
      if reason == .end { #expect(try #require(table.swapAgreement().estimate).value > 0.95) }
    }
    #expect(purities[0] < purities[1] && purities[1] < purities[2] && purities[2] > 0.7, "\(purities)")
    let shares = losses.map { $0.share ?? .nan }
    #expect(shares[0] < 0.05 && shares[1] < 0.3 && shares[2] > 0.6, "\(shares)")
    #expect(losses[2].restricted < losses[2].full && losses[2].excluded > log(23))
  }

  /// Toy addition learns numbers on a line, and what the representation predicts is what the network does.
  private func toyAddition(seed: UInt64, loss: Loss, steps: Int) throws -> (
    quality: Double, predicted: Double, true: Double
  ) {
    let examples = Addition(symbols: 10).examples(seed: seed)
    let split = try Split(of: examples.count, by: SplitSettings(.count(45), seed: seed))
    let objective = try NetworkObjective<Float>(
      model: ToyDecoder(), loss: loss, examples: examples, rowCapacity: examples.count, codeSeed: seed)
    let phase = TrainingPhase(groups: [
      GroupSettings(group: "embedding", AdamW(), rate: 1e-3), GroupSettings(group: "decoder", AdamW(), rate: 1e-4),
    ])
    let trainer = try Trainer(
      objective: objective, plan: TrainingPlan(phases: [phase], steps: steps), train: split.train, test: split.test,
      initialWeights: objective.layout.initialWeights(seed: seed, replica: 0), seed: seed)
    trainer.run()
    let last = try #require(trainer.record.last)
    let tensor = try #require(objective.layout["embedding.weight"])
    let numbers = try Representation(tensor, in: #require(trainer.record.snapshots.last).weights, symbols: 10)
    let algebra = try #require(examples.algebra)
    let predicted = try PredictedAccuracy(
      of: numbers, algebra: algebra, pairs: #require(examples.symbolPairs), training: split.train)
    return (
      try RepresentationQuality(of: numbers, algebra: algebra).estimate.value, predicted.estimate.value,
      (45 * last.trainAccuracy + 10 * last.testAccuracy) / 55
    )
  }

  @Test func toyAdditionBecomesALine() throws {
    let found = try toyAddition(seed: 2, loss: .crossEntropy, steps: 2500)
    #expect(found.quality > 0.95, "\(found)")
    #expect(abs(found.predicted - found.true) < 1.5 / 55, "\(found)")
  }

  /// Both losses of the published toy; sums of which no pair was trained on cannot be known, and are not.
  @Test(.long, arguments: [Loss.crossEntropy, .squaredError(mean: .elements, codes: .random(width: 30))])
  func toyAdditionOverSeeds(loss: Loss) throws {
    let found = try (0..<10).map { try toyAddition(seed: $0, loss: loss, steps: 6000) }
    #expect(found.count { $0.quality > 0.95 } >= 7, "\(found)")
    #expect(found.count { abs($0.predicted - $0.true) < 1.5 / 55 } >= 8, "\(found)")
  }
}
