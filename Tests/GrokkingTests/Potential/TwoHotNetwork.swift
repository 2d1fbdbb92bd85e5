// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Randomness
import Training

/// The quadratic network on x + y modulo p, as the scenarios have it.
struct TwoHotNetwork {
  let examples: Examples
  let model: any Model
  let train: [Int32]
  let test: [Int32]
  let layout: ParameterLayout

  init(modulus: Int = 23, width: Int = 128, fraction: Double = 0.8) throws {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: modulus),
      settings: SplitSettings(.fraction(fraction), seed: 0), seed: 1)
    examples = data.examples
    model = try QuadraticNetwork(width: width)
    (train, test) = (data.split.train, data.split.test)
    layout = try NetworkObjective<Float>(
      model: model, loss: .crossEntropy, examples: examples, rowCapacity: 1
    ).layout
  }

  func objective<R: Real>(_ number: R.Type) throws -> NetworkObjective<R> {
    try NetworkObjective<R>(
      model: model, loss: .crossEntropy, examples: examples, rowCapacity: max(train.count, test.count))
  }

  func potential<R: Real>(_ number: R.Type, confinement: Double = 1e-3, batch: Int? = nil) throws -> NetworkPotential {
    let (model, examples, layout) = (model, examples, layout)
    return try NetworkPotential(
      train: train, test: test, confinement: confinement, batch: batch,
      batches: StreamName(seed: 1, task: 0, purpose: .batches),
      initialWeights: { layout.initialWeights(seed: 1, replica: $0, scale: model.scale) },
      objective: { rows in
        try NetworkObjective<R>(model: model, loss: .crossEntropy, examples: examples, rowCapacity: rows)
      })
  }
}
