// SPDX-License-Identifier: GPL-3.0-or-later
public import Settings

/// Nesterov's momentum as in PyTorch: b ← μb + g + penalty·w, w ← (1 − η·decay)w − η(g + penalty·w + μb).
public struct Nesterov: Optimizer, Equatable {
  /// μ, from 0 up to 1, 1 left out.
  public var momentum: Double

  /// The scheme.
  public init(_ momentum: Double = 0.9) { self.momentum = momentum }

  /// The name in a scenario.
  public var name: String { "nesterov" }
  /// b.
  public var memories: Int { 1 }

  /// One step of the formula above.
  public func update<R: Real>(_ piece: inout OptimizerPiece<R>, at moment: OptimizerMoment) {
    R.momentum(
      weights: piece.weights, gradient: piece.gradient, velocity: piece.memories[0], count: piece.count,
      rate: moment.rate, momentum: momentum, nesterov: true, shrink: moment.shrink, penalty: moment.penalty)
  }

  /// The catalogue's entry.
  public static let entry = CatalogueEntry<any Optimizer>(
    name: "nesterov", summary: "momentum with the gradient looked at ahead", formula: "b ← μb + g;  w ← w − η(g + μb)",
    parameters: [Momentum.parameter], source: "Sutskever, Martens, Dahl and Hinton 2013; torch.optim.SGD",
    example: "optimizer: {kind: nesterov, rate: 0.1, momentum: 0.9}"
  ) { (values) throws(Problem) in Nesterov(values.number("momentum")) }
}
