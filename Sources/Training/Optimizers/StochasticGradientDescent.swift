// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// Gradient descent: w ← (1 − η·decay)w − η(g + penalty·w).
///
/// Stochastic by its mini-batches; plain gradient descent on the full batch.
public struct StochasticGradientDescent: Optimizer, Equatable {
  /// The scheme; it has no settings of its own.
  public init() {}

  /// The name in a scenario.
  public var name: String { "sgd" }
  /// None.
  public var memories: Int { 0 }

  /// One step of the formula above.
  public func update<R: Real>(_ piece: inout OptimizerPiece<R>, at moment: OptimizerMoment) {
    // −ηg + (1 − η·decay − η·penalty)w in one pass.
    R.combine(
      -moment.rate, piece.gradient, 1 - moment.shrink - moment.rate * moment.penalty, piece.weights, count: piece.count)
  }

  /// The catalogue's entry.
  public static let entry = CatalogueEntry<any Optimizer>(
    name: "sgd", summary: "gradient descent, stochastic by its mini-batches", formula: "w ← w − ηg",
    parameters: [], source: "torch.optim.SGD", example: "optimizer: {kind: sgd, rate: 0.1}"
  ) { (_) throws(Problem) in StochasticGradientDescent() }
}
