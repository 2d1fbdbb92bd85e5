// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// Muon: the momentum of a matrix, made orthogonal.
///
///     m ← μm + (1 − μ)g,   u = (1 − μ)g + μm (Nesterov) or m
///     W ← (1 − η·decay)W − η·s·NS(u)
///
/// NS is `NewtonSchulz`; for a matrix as it is stored, s = max(1, rows/columns)^½ (`original`), or 0.2·max(rows, columns)^½, with
/// which steps have the size of Adam's (`match-rms`, Liu et al. 2025, arXiv:2502.16982). What is no matrix, and by default the
/// embeddings and the output layer where they are groups of their own, moves by AdamW at the rate η·adam-factor, with the decay
/// decoupled too. In groups called `decoder` all matrices are hidden ones.
package struct Muon: Optimizer, Equatable {
  /// Which matrices it moves by itself.
  package enum Matrices: String, Sendable, CaseIterable {
    /// Those of hidden layers.
    case hidden
    /// All, embeddings and output layers too.
    case all
  }
  /// How long steps are for the shape of a matrix.
  package enum Adjustment: String, Sendable, CaseIterable {
    /// max(1, rows/columns)^½.
    case original
    /// 0.2·max(rows, columns)^½.
    case matchRMS = "match-rms"

    func factor(rows: Int, columns: Int) -> Double {
      switch self {
      case .original: max(1, Double(rows) / Double(max(columns, 1))).squareRoot()
      case .matchRMS: 0.2 * Double(max(rows, columns)).squareRoot()
      }
    }
  }

  /// μ, from 0 up to 1, 1 left out.
  package var momentum = 0.95
  /// Whether the gradient is taken ahead.
  package var isNesterov = true
  /// Rounds of the orthogonalization.
  package var rounds = 5
  /// Which matrices are made orthogonal.
  package var matrices = Matrices.hidden
  /// How long steps are.
  package var adjustment = Adjustment.original
  /// What moves all the rest.
  package var adam = Adam(beta1: 0.9, beta2: 0.95, epsilon: 1e-10)
  /// The rate of that, as a multiple of the rate.
  package var adamFactor = 0.015

  /// The scheme with its author's coefficients.
  package init() {}

  /// The name in a scenario.
  package var name: String { "muon" }
  /// m and v, of matrices m alone, and room for one more.
  package var stateVectors: Int { 3 }

  /// One step of the formulae above.
  package func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    var rest = 0
    for tensor in slice.tensors where tensor.isMatrix && (tensor.isHidden || matrices == .all) {
      moveByAdam(slice, rest..<tensor.range.lowerBound, in: context)
      moveMatrix(slice, tensor, in: context)
      rest = tensor.range.upperBound
    }
    moveByAdam(slice, rest..<slice.count, in: context)
  }

  private func moveMatrix<R: Real>(_ slice: ParameterSlice<R>, _ tensor: SliceTensor, in context: OptimizerStepContext)
  {
    let (place, count) = (tensor.range.lowerBound, tensor.range.count)
    let (weights, gradient, memory) = (
      slice.weights + place, slice.gradient + place, slice.stateVectors[0] + place
    )
    if context.penalty != 0 { R.combine(context.penalty, weights, 1, gradient, count: count) }
    R.combine(1 - momentum, gradient, momentum, memory, count: count)
    if isNesterov {
      R.combine(momentum, memory, 1 - momentum, gradient, count: count)
    } else {
      gradient.update(from: memory, count: count)
    }
    NewtonSchulz.orthogonalize(
      gradient, rows: tensor.rows, columns: tensor.columns, rounds: rounds, first: slice.stateVectors[1] + place,
      second: slice.stateVectors[2] + place)
    let length = context.rate * adjustment.factor(rows: tensor.rows, columns: tensor.columns)
    R.combine(-length, gradient, 1 - context.shrink, weights, count: count)
  }

  private func moveByAdam<R: Real>(_ slice: ParameterSlice<R>, _ part: Range<Int>, in context: OptimizerStepContext) {
    guard !part.isEmpty else { return }
    let (place, t) = (part.lowerBound, Double(context.updates + 1))
    R.adam(
      weights: slice.weights + place, gradient: slice.gradient + place, first: slice.stateVectors[0] + place,
      second: slice.stateVectors[1] + place, count: part.count, rate: context.rate * adamFactor, beta1: adam.beta1,
      beta2: adam.beta2, epsilon: adam.epsilon, firstCorrection: 1 / (1 - pow(adam.beta1, t)),
      secondCorrection: 1 / (1 - pow(adam.beta2, t)), shrink: context.shrink * adamFactor, penalty: context.penalty)
  }

  /// Without a matrix of its own it would be AdamW at a small rate.
  package func objection(to groups: [String]) -> String? {
    guard matrices == .hidden, !groups.contains(where: SliceTensor.isHidden(group:)) else { return nil }
    return
      "\(name) finds no matrix of a hidden layer in the groups \(groups.joined(separator: ", ")), and would move all of "
      + "them by AdamW; say 'matrices: all'."
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Optimizer>(
    name: "muon", summary: "momentum of matrices, made orthogonal; AdamW for all that is no matrix of a hidden layer",
    formula: "m ← μm + (1 − μ)g;  W ← (1 − ηγ)W − η·s·NS((1 − μ)g + μm);  s = max(1, rows/columns)^½",
    parameters: [
      .number("rate", default: 0.02, .nonNegative, "η, learning rate before its schedule"),
      .word("decay-kind", default: "decoupled", among: ["decoupled"], "decoupled here"),
      .number("momentum", default: 0.95, Limits(lower: 0, upper: 1, excludesUpper: true), "μ, memory of the gradient"),
      Parameter("nesterov", .flag, default: .flag(true), "whether the gradient is taken ahead"),
      .integer("rounds", default: 5, .between(1, 50), "rounds of Newton and Schulz"),
      .word(
        "matrices", default: "hidden", among: Matrices.allCases.map(\.rawValue),
        "which are made orthogonal: those of hidden layers, or embeddings and unembeddings too"),
      .word(
        "adjustment", default: "original", among: Adjustment.allCases.map(\.rawValue),
        "s: max(1, rows/columns)^½, or 0.2·max(rows, columns)^½"),
      .number("adam-factor", default: 0.015, .nonNegative, "rate of AdamW for the rest, a multiple of the rate"),
      .number("beta1", default: 0.9, Limits(lower: 0, upper: 1, excludesUpper: true), "β₁ of AdamW"),
      .number("beta2", default: 0.95, Limits(lower: 0, upper: 1, excludesUpper: true), "β₂ of AdamW"),
      .number("epsilon", default: 1e-10, .nonNegative, "ε of AdamW"),
    ],
    source: "Jordan et al. 2024, kellerjordan.github.io/posts/muon; match-rms: Liu et al. 2025, arXiv:2502.16982",
    example: "optimizer: {kind: muon, rate: 0.02, matrices: all}"
  ) { (values) throws(Problem) in
    var muon = Muon()
    muon.momentum = values.number("momentum")
    muon.isNesterov = values.flag("nesterov")
    muon.rounds = values.integer("rounds")
    muon.matrices = Matrices(rawValue: values.text("matrices")) ?? .hidden
    muon.adjustment = Adjustment(rawValue: values.text("adjustment")) ?? .original
    muon.adam = Adam(
      beta1: values.number("beta1"), beta2: values.number("beta2"), epsilon: values.number("epsilon"))
    muon.adamFactor = values.number("adam-factor")
    return muon
  }
}
