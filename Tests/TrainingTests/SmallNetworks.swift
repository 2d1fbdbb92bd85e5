// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import TestSupport

@testable import Training

/// Small examples and networks of every kind, and what tests do with them.
enum SmallNetworks {
  /// All ordered pairs of p symbols with the class (a + 2b) mod p.
  static func pairs(_ p: Int = 5) -> Examples {
    let all = (0..<p * p).map { (Int32($0 / p), Int32($0 % p)) }
    return Examples(
      inputs: .symbols(all.flatMap { [$0.0, $0.1] }, width: 2, vocabulary: p),
      targets: .labels(all.map { ($0.0 + 2 * $0.1) % Int32(p) }, classes: p))
  }

  /// Random features with classes.
  static func features(_ count: Int = 12, width: Int = 6, classes: Int = 4) -> Examples {
    var random = SplitMix(3)
    return Examples(
      inputs: .features((0..<count * width).map { _ in random.normal() }, width: width),
      targets: .labels((0..<count).map { Int32($0 % classes) }, classes: classes))
  }

  /// The same inputs with random vectors as targets.
  static func regression(_ examples: Examples, width: Int = 3) -> Examples {
    var random = SplitMix(4)
    var examples = examples
    examples.targets = .vectors((0..<examples.count * width).map { _ in random.normal() }, width: width)
    return examples
  }

  /// A network with a name, and whether it reads symbols.
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var model: any Model
    var readsSymbols = true
    var examples: Examples { readsSymbols ? SmallNetworks.pairs() : SmallNetworks.features() }
  }

  private static func transformer(_ change: (inout Transformer) -> Void) -> Transformer {
    var model = Transformer()
    (model.heads, model.width, model.mlpWidth) = (2, 8, 12)
    change(&model)
    return model
  }

  /// Every model, and every setting that changes the computation.
  static func all() throws -> [Case] {
    var cases = try Activation.allCases.map { activation in
      Case(
        description: "embedding-mlp \(activation.name)",
        model: try EmbeddingMLP(embedding: 3, combine: .sum, width: 7, depth: 2, activation: activation))
    }
    cases += [
      Case(
        description: "embedding-mlp concatenated",
        model: try EmbeddingMLP(embedding: 3, combine: .concatenate, width: 7, depth: 1, initialization: .pytorch)),
      Case(description: "toy-decoder", model: try ToyDecoder(embedding: 1, widths: [6, 5])),
      Case(
        description: "toy-decoder, matrices", model: try ToyDecoder(embedding: 4, combine: .matrixProduct, widths: [6])),
      Case(description: "toy-decoder, linear", model: try ToyDecoder(embedding: 2, widths: [])),
      Case(description: "quadratic", model: try QuadraticNetwork(width: 9)),
      Case(description: "deep-linear", model: try DeepLinear(widths: [5, 3]), readsSymbols: false),
      Case(description: "mlp", model: try MultilayerPerceptron(widths: [6, 5]), readsSymbols: false),
      Case(description: "transformer", model: transformer { _ in }),
      Case(
        description: "transformer, pre-norm, 2 layers, a op b =",
        model: transformer { ($0.layers, $0.normalization, $0.tokens, $0.biases) = (2, .pre, .withOperator, .all) }),
      Case(
        description: "transformer, post-norm, 3 layers, gelu, sinusoidal",
        model: transformer {
          ($0.layers, $0.normalization, $0.activation, $0.positions) = (3, .post, .gelu, .sinusoidal)
        }),
      Case(
        description: "transformer, tied, no positions, pytorch",
        model: transformer { ($0.isTied, $0.positions, $0.initialization, $0.biases) = (true, .none, .pytorch, .none) }),
      Case(
        description: "embedding-mlp, dropout",
        model: try EmbeddingMLP(embedding: 3, combine: .sum, width: 7, depth: 2, activation: .gelu, dropout: 0.3)),
      Case(description: "toy-decoder, dropout", model: try ToyDecoder(embedding: 1, widths: [6, 5], dropout: 0.2)),
      Case(
        description: "toy-decoder, matrices, dropout",
        model: try ToyDecoder(embedding: 4, combine: .matrixProduct, widths: [6], dropout: 0.2)),
      Case(description: "quadratic, dropout", model: try QuadraticNetwork(width: 9, dropout: 0.4)),
      Case(
        description: "deep-linear, dropout", model: try DeepLinear(widths: [5, 3], dropout: 0.3), readsSymbols: false),
      Case(
        description: "mlp, dropout", model: try MultilayerPerceptron(widths: [6, 5], activation: .tanh, dropout: 0.3),
        readsSymbols: false),
      Case(
        description: "transformer, dropout", model: transformer { ($0.layers, $0.dropout) = (2, 0.3) }),
    ]
    return cases
  }

  /// Every loss that goes with classes.
  static let losses: [Loss] = [
    .crossEntropy, .stableMax, .squaredError(mean: .elements, codes: .oneHot),
    .squaredError(mean: .rows, codes: .random(width: 4)),
  ]
}

extension NetworkObjective {
  /// Loss and gradient of some rows.
  func gradient(_ weights: [R], _ rows: [Int32], dropout: DropoutNoise? = nil) -> (Evaluation, [R]) {
    var gradient = [R](repeating: .nan, count: layout.count)
    var span = gradient.mutableSpan
    let evaluation = self.gradient(at: weights.span, rows: rows.span, dropout: dropout, into: &span)
    return (evaluation, gradient)
  }
}

/// The largest difference over the largest number.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  let size = max(a.map(abs).max() ?? 0, b.map(abs).max() ?? 0)
  let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
  return worst.isNaN || size.isNaN ? .infinity : size == 0 ? 0 : worst / size
}
