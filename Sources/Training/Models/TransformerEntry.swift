// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

extension Transformer {
  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any Model>(
    name: "transformer", summary: "a causal transformer, read out at the last token",
    formula: "x = E + P;  x ← x + attention(x);  x ← x + W_down φ(W_up x + b) + b;  f = U x_last",
    parameters: [
      .integer("layers", default: 1, .between(1, 1000), "how many layers there are"),
      .integer("heads", default: 4, .between(1, 1e9), "how many heads each layer has; a divisor of the width"),
      .integer("width", default: 128, .between(1, 1e9), "how many numbers stand for a token"),
      .integer("mlp-width", default: 512, .between(1, 1e9), "how many neurons each layer has"),
      Activation.parameter(default: .relu, among: [.relu, .gelu]),
      .word(
        "normalization", default: "none", among: Normalize.allCases.map(\.rawValue), "where layers are normalized"),
      .word(
        "positions", default: "learned", among: Positions.allCases.map(\.rawValue), "how a token's position is encoded"),
      .word("tokens", default: Tokens.plain.rawValue, among: Tokens.allCases.map(\.rawValue), "which tokens are read"),
      .number(
        "dropout", default: 0, Limits(lower: 0, upper: 1, excludesUpper: true),
        "the probability that a number of a branch is dropped"),
      Parameter("tied", .flag, default: .flag(false), "whether the unembedding is the embedding"),
      .word("biases", default: "mlp", among: Biases.allCases.map(\.rawValue), "which linear maps have biases"),
      .scale, .initialization,
    ],
    source: "Power et al. 2022 (2 layers, post); Nanda et al. 2023 (the defaults); Vaswani et al. 2017",
    example: "model: {kind: transformer, layers: 1, heads: 4, width: 128, mlp-width: 512}"
  ) { (values) throws(Problem) in
    var model = Transformer()
    model.layers = values.integer("layers")
    model.heads = values.integer("heads")
    model.width = values.integer("width")
    model.mlpWidth = values.integer("mlp-width")
    model.activation = .named(values.text("activation"))
    model.normalization = Normalize(rawValue: values.text("normalization")) ?? .none
    model.positions = Positions(rawValue: values.text("positions")) ?? .learned
    model.tokens = Tokens(rawValue: values.text("tokens")) ?? .plain
    model.dropout = values.number("dropout")
    model.isTied = values.flag("tied")
    model.biases = Biases(rawValue: values.text("biases")) ?? .mlp
    model.scale = values.number("scale")
    model.initialization = values.initialization()
    try model.check()
    return model
  }
}
