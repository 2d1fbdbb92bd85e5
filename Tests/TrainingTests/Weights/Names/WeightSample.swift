// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport

@testable import Training

/// A problem whose network is a small transformer, and weights of it.
struct WeightSample {
  let problem: LearningProblem
  let weights: [Double]
  let heads: Int
  var network: NamedNetwork { NamedNetwork(problem) }

  init(_ change: (inout Transformer) -> Void) throws {
    var model = Transformer()
    (model.heads, model.width, model.mlpWidth) = (2, 8, 12)
    change(&model)
    try self.init(model: model)
  }

  init(model: any Model) throws {
    problem = try LearningProblem(
      data: LearningData(
        task: try ModularArithmetic(.sum, modulus: 5), settings: SplitSettings(.fraction(0.5)), seed: 1), model: model,
      loss: .crossEntropy, precision: .double, seed: 1)
    heads = model.attentionHeads
    var random = SplitMix(7)
    weights = (0..<problem.layout.count).map { _ in 0.6 * random.normal() }
  }

  /// The logits of all pairs by our network.
  func logits<R: Real>(_ number: R.Type, _ weights: [Double]) throws -> [Double] {
    let objective = try NetworkObjective<R>(
      model: problem.model, loss: problem.loss, examples: problem.examples, rowCapacity: 25)
    let rows = (0..<Int32(25)).map { $0 }
    let numbers = weights.map { R($0) }
    let outputs = objective.outputs(at: numbers.span, rows: rows.span)
    return outputs.map { Double($0) }
  }

  /// The tokens of a pair: `a b =`, or `a ∘ b =`.
  func tokens(_ pair: Int, hasSign: Bool) -> [Int] {
    hasSign ? [pair / 5, 5, pair % 5, 6] : [pair / 5, pair % 5, 5]
  }
}
