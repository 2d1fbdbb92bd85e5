// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import TestSupport
import Testing

@testable import Training

/// Equal rows computed once give the same function and the same gradient; so does any number of threads.
@Suite struct SharingTests {
  @Test func sharedEqualsPlain() throws {
    for item in try SmallNetworks.all() {
      for rows: [Int32] in [[3, 0, 7, 3, 3, 2, 10, 7], [0], Array(0..<12), Array((0..<12).reversed())] {
        func objective(_ sharing: RowSharing) throws -> NetworkObjective<Double> {
          try NetworkObjective(
            model: item.model, loss: .crossEntropy, examples: item.examples, rowCapacity: 12, sharing: sharing)
        }
        let (shared, plain) = (try objective(.distinct), try objective(.none))
        let weights = shared.layout.initialWeights(seed: 4, replica: 1)
        let (first, second) = (shared.gradient(weights, rows), plain.gradient(weights, rows))
        #expect(agree(first.0.loss, second.0.loss, relative: 1e-13), "\(item)")
        #expect(distance(first.1, second.1) < 1e-12, "\(item)")
        #expect(
          distance(
            shared.outputs(at: weights.span, rows: rows.span), plain.outputs(at: weights.span, rows: rows.span))
            < 1e-13)
      }
    }
  }

  @Test func sharingLeavesLessWork() throws {
    func work(_ sharing: RowSharing) throws -> Int {
      let examples = SmallNetworks.pairs(20)
      let objective = try NetworkObjective<Float>(
        model: Transformer(), loss: .crossEntropy, examples: examples, rowCapacity: 400, sharing: sharing)
      let weights = [Float](repeating: 0, count: objective.layout.count)
      _ = objective.evaluate(at: weights.span, rows: Array(0..<400).span)
      return objective.gradientWork
    }
    #expect(try 10 * work(.distinct) < 7 * work(.none))
  }

  @Test func threadsDoNotChangeABit() throws {
    let examples = SmallNetworks.pairs(31)
    let rows = (0..<Int32(examples.count)).filter { $0 % 7 != 0 }
    let models: [any Model] = [
      try EmbeddingMLP(), Transformer(), try QuadraticNetwork(width: 700), try ToyDecoder(),
      {
        var model = Transformer()
        (model.layers, model.normalization, model.dropout) = (2, .pre, 0.1)
        return model
      }(),
    ]
    let noise = DropoutNoise(stream: StreamName(seed: 5, task: 0, purpose: .dropout), walker: 0, step: 3)
    for model in models {
      let runs = try [1, 2, 3].map { threads in
        let objective = try NetworkObjective<Float>(
          model: model, loss: .crossEntropy, examples: examples, rowCapacity: rows.count, threads: threads)
        let weights = objective.layout.initialWeights(seed: 1, replica: 0).map { Float($0) }
        // Several times, for a race need not show the first time.
        return (0..<5).map { _ in objective.gradient(weights, rows, dropout: noise) }
      }
      for run in runs.flatMap({ $0 }) {
        #expect(run.0 == runs[0][0].0)
        #expect(run.1 == runs[0][0].1)
      }
    }
  }

  @Test func rowsDoNotDependOnTheirNeighbors() throws {
    for item in try SmallNetworks.all() {
      let objective = try NetworkObjective<Double>(
        model: item.model, loss: .crossEntropy, examples: item.examples, rowCapacity: 12)
      let weights = objective.layout.initialWeights(seed: 4, replica: 1)
      let width = objective.outputWidth
      let all = objective.outputs(at: weights.span, rows: Array(0..<12).span)
      let some: [Int32] = [7, 2, 7, 11, 0]
      let few = objective.outputs(at: weights.span, rows: some.span)
      let wanted = some.flatMap { all[Int($0) * width..<(Int($0) + 1) * width] }
      #expect(distance(few, wanted) < 1e-13, "\(item)")
    }
  }
}
