// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Settings
import TestSupport
import Testing

@testable import Training

/// Batches and dropout that events change.
@Suite struct EventKnobTests {
  private func read(_ sets: [(Int, Record)], drops: Bool = true, batch: Value? = nil) -> (TrainingPlan?, [String]) {
    let events = sets.map { at, set in Value.record(Record([("at", .integer(at)), ("set", .record(set))])) }
    let reader = Reader(
      .record(Record([("steps", .integer(1000)), ("events", .list(events))] + (batch.map { [("batch", $0)] } ?? []))))
    let plan = TrainingPlan.read(from: reader, groups: ["mlp"], trainCount: 45, drops: drops)
    reader.finish()
    return (plan, reader.log.problems.map(\.description))
  }

  @Test func reading() throws {
    let (plan, problems) = read([
      (10, Record([("batch", .integer(9))])), (20, Record([("dropout", .number(0.25)), ("decay", .number(1))])),
      (30, Record([("batch", .text("full")), ("dropout", .integer(0))])),
    ])
    #expect(problems.isEmpty)
    let phases = try #require(plan).phases
    #expect(phases.map(\.batch) == [nil, .examples(9), .examples(9), .full])
    #expect(phases.map(\.dropout) == [nil, nil, 0.25, 0])
    #expect(phases[2].groups[0].decay == 1)
    #expect(plan?.largestBatch == nil)
    #expect(read([(10, Record([("batch", .integer(9))]))], batch: .integer(4)).0?.largestBatch == 9)
  }

  @Test func badInput() {
    #expect(
      read([(10, Record([("batch", .integer(46))]))]).1 == [
        "events.0.set.batch: batch is 46; the training set has 45 examples. Take at most that many, or 'full'."
      ])
    #expect(
      read([(10, Record([("dropout", .number(1))]))]).1 == [
        "events.0.set.dropout: dropout is 1; it must be at least 0 and below 1."
      ])
    #expect(
      read([(10, Record([("dropout", .number(0.5))]))], drops: false).1 == [
        "events.0.set.dropout: there is nothing to drop: the network has no hidden units that it could leave out."
      ])
    #expect(read([(10, Record([("dropout", .integer(0))]))], drops: false).1.isEmpty)
  }

  private func orders(_ plan: TrainingPlan, _ rows: Int) -> [[Int32]] {
    var (orders, ofPhases) = plan.orders(of: (0..<rows).map { Int32($0) }, seed: 3, task: 1, replica: 2)
    return (0..<plan.steps).map { step in
      let phase = plan.phases.lastIndex { $0.from <= step } ?? 0
      return orders[ofPhases[phase]].withBatch(at: step) { span in span.indices.map { span[$0] } }
    }
  }

  /// Each epoch holds every example once, the first ones are those of a run without the event, and no permutation returns.
  @Test func batchesOfAnEvent() {
    func plan(_ phases: [TrainingPhase], _ batch: Int?) -> TrainingPlan {
      TrainingPlan(phases: phases, batch: batch, steps: 40)
    }
    let settings = [GroupSettings(AdamW(), rate: 0.1)]
    let plain = orders(plan([TrainingPhase(groups: settings)], 5), 20)
    let changed = orders(
      plan(
        [
          TrainingPhase(groups: settings), TrainingPhase(from: 10, groups: settings, batch: .examples(10)),
          // The same size again is no change.
          TrainingPhase(from: 13, groups: settings, clip: 1, batch: .examples(10)),
          TrainingPhase(from: 20, groups: settings, batch: .full),
          TrainingPhase(from: 24, groups: settings, batch: .examples(5)),
        ], 5), 20)
    #expect(changed[0..<10] == plain[0..<10])
    for first in stride(from: 10, to: 20, by: 2) {
      #expect(Set(changed[first] + changed[first + 1]).count == 20)
    }
    #expect(changed[20..<24].allSatisfy { $0 == (0..<20).map { Int32($0) } })
    #expect(Set(changed[24..<28].flatMap { $0 }).count == 20)
    let epochs =
      [changed[0..<4], changed[4..<8], changed[10..<12], changed[12..<14], changed[14..<16], changed[24..<28]]
      .map { $0.flatMap { $0 } }
    #expect(Set(epochs).count == epochs.count)
  }

  private func trainer(_ model: any Model, _ phases: [TrainingPhase], steps: Int, threads: Int = 1) throws -> Trainer<
    Double
  > {
    let examples = try ModularArithmetic(.sum, modulus: 7).examples(seed: 1)
    let objective = try NetworkObjective<Double>(
      model: model, loss: .crossEntropy, examples: examples, rowCapacity: examples.count, threads: threads)
    return try Trainer(
      objective: objective, plan: TrainingPlan(phases: phases, steps: steps), train: (0..<30).map { Int32($0) },
      test: (30..<49).map { Int32($0) }, initialWeights: objective.layout.initialWeights(seed: 1, replica: 0),
      usesDropout: true, seed: 1)
  }

  private func phase(_ from: Int, dropout: Double? = nil) -> TrainingPhase {
    TrainingPhase(from: from, groups: [GroupSettings(AdamW(), rate: 0.01)], dropout: dropout)
  }

  /// An event that drops is the same as a model that drops and an event that ends it; in between nothing is dropped.
  @Test func dropoutOfAnEvent() throws {
    let still = try QuadraticNetwork(width: 16)
    let dropping = try QuadraticNetwork(width: 16, dropout: 0.3)
    func weights(_ model: any Model, _ phases: [TrainingPhase], threads: Int = 1) throws -> [Double] {
      let trainer = try trainer(model, phases, steps: 40, threads: threads)
      trainer.run()
      return trainer.weights
    }
    let byEvent = try weights(DroppingModel(base: still), [phase(0), phase(15, dropout: 0.3), phase(30, dropout: 0)])
    let byModel = try weights(dropping, [phase(0, dropout: 0), phase(15, dropout: 0.3), phase(30, dropout: 0)])
    #expect(byEvent == byModel)
    #expect(
      try weights(DroppingModel(base: still), [phase(0), phase(15, dropout: 0.3), phase(30, dropout: 0)], threads: 3)
        == byEvent)
    let never = try weights(still, [phase(0)])
    #expect(try weights(DroppingModel(base: still), [phase(0)]) == never)
    #expect(byEvent != never)
  }

  /// A scenario whose events drop out has a network with layers for it; others are compiled as they were.
  @Test func theNetworkIsBuiltForItsEvents() throws {
    func model(_ dropout: Value?, _ kind: String = "quadratic") -> (any Model)? {
      let set = Record(dropout.map { [("dropout", $0)] } ?? [("decay", .integer(1))])
      let events = Value.list([.record(Record([("at", .integer(5)), ("set", .record(set))]))])
      return LearningProblem.model(
        from: Reader(.record(Record([("model", .record(Record([("kind", .text(kind))]))), ("events", events)]))))
    }
    for entry in ModelCatalogue.entries {
      #expect(model(.number(0.1), entry.name) is DroppingModel)
      #expect(model(.number(0.1), entry.name)?.name == entry.name)
    }
    #expect(model(nil) is QuadraticNetwork)
    #expect(model(.integer(0)) is QuadraticNetwork)
    #expect(throws: Problem.self) { _ = try ToyDecoder(widths: [], dropout: 0.1) }
    #expect(throws: Problem.self) { _ = try DeepLinear(widths: [], dropout: 0.1) }
    #expect(throws: Problem.self) { _ = try MultilayerPerceptron(widths: [5], dropout: 1) }
  }

  /// Over many masks the outputs of a linear network keep their mean and have the variance of independent units.
  @Test func dropoutKeepsTheMean() throws {
    let examples = SmallNetworks.features()
    let objective = try NetworkObjective<Double>(
      model: DeepLinear(widths: [40], dropout: 0.4), loss: .squaredError(mean: .rows, codes: .oneHot),
      examples: examples, rowCapacity: 12)
    let weights = objective.layout.initialWeights(seed: 1, replica: 0)
    let rows = (0..<12).map { Int32($0) }
    var sums = (value: 0.0, square: 0.0)
    let still = objective.gradient(weights, rows).0.loss
    let trials = 4000
    for trial in 0..<trials {
      let noise = DropoutNoise(
        stream: StreamName(seed: 5, task: 0, purpose: .dropout), walker: 0, step: UInt64(trial))
      let loss = objective.gradient(weights, rows, dropout: noise).0.loss
      sums = (sums.value + loss, sums.square + loss * loss)
    }
    let mean = sums.value / Double(trials)
    let error = ((sums.square / Double(trials) - mean * mean) / Double(trials)).squareRoot()
    // E L = L + Σ_kj (w_kj h_j)²·rate/(1 − rate), averaged over rows.
    let (first, second) = (objective.layout.tensors[0], objective.layout.tensors[1])
    guard case .features(let x, let width) = examples.inputs else { return }
    var extra = 0.0
    for row in 0..<12 {
      for j in 0..<40 {
        let h = (0..<width).reduce(0.0) { $0 + weights[first.offset + j * width + $1] * x[row * width + $1] }
        for k in 0..<4 {
          let part = weights[second.offset + k * 40 + j] * h
          extra += part * part * 0.4 / 0.6 / 12
        }
      }
    }
    #expect(abs(mean - still - extra) < 4 * error)
  }
}
