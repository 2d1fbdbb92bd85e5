// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Settings

/// A causal, decoder-only transformer on the tokens `a b =` or `a ∘ b =`, read out at the last token.
///
///     x = E[token] + P[place]
///     each layer:  x ← x + W_o attention(W_q x, W_k x, W_v x),  x ← x + W_down φ(W_up x + b) + b
///     f = U x_last
///
/// `pre` normalizes what goes into each branch, and the last x; `post` normalizes each sum. Dropout acts on the
/// branches. Parameters:
///
///     embedding.weight (p + 1 or p + 2, width): symbols, then ∘ if there is one, then =
///     position.weight (places, width)
///     layers.I.attention.{query,key,value,output}.weight (width, width), .bias
///     layers.I.mlp.up.weight (mlp-width, width), .bias; layers.I.mlp.down.weight (width, mlp-width), .bias
///     layers.I.attention.normalization.{weight,bias}, layers.I.mlp.normalization.{weight,bias}
///     normalization.{weight,bias} (with `pre`)
///     unembedding.weight (classes, width), .bias
///
/// By default all matrices are N(0, 1/width), the unembedding N(0, 1/classes), biases 0, gains 1 (Nanda et al. 2023).
///
/// Only what the last token needs is computed: of the last layer only its row, of the first layer one row of keys and
/// values for each distinct symbol and place.
package struct Transformer: Model {
  /// Where layers are normalized.
  package enum Normalize: String, Sendable, CaseIterable {
    /// Before each branch, and once at the end.
    case pre
    /// After each sum.
    case post
    /// No layer is normalized.
    case none
  }
  /// How a token's position in the sequence is encoded.
  package enum Positions: String, Sendable, CaseIterable {
    /// A learned vector for each position.
    case learned
    /// sin and cos of place/10000^(2i/width).
    case sinusoidal
    /// Tokens have no positions; only causality tells them apart.
    case none
  }
  /// Which tokens the network reads.
  package enum Tokens: String, Sendable, CaseIterable {
    /// The symbols and `=`.
    case plain = "a b ="
    /// The symbols with a sign for the operation between them, and `=`.
    case withOperator = "a op b ="
  }
  /// Which linear maps have biases.
  package enum Biases: String, Sendable, CaseIterable {
    /// No linear map has a bias.
    case none
    /// Those of the perceptrons.
    case mlp
    /// All linear maps, the attention's and the unembedding included.
    case all
  }

  /// The name in a scenario.
  package var name: String { "transformer" }
  /// How many layers there are.
  package var layers = 1
  /// How many heads each layer has; a divisor of the width.
  package var heads = 4
  /// The same under the word of all models.
  package var attentionHeads: Int { heads }
  /// How many numbers stand for a token.
  package var width = 128
  /// How many neurons each layer has.
  package var mlpWidth = 512
  /// φ: ReLU or GELU.
  package var activation = Activation.relu
  /// Where layers are normalized.
  package var normalization = Normalize.none
  /// How a token's position in the sequence is encoded.
  package var positions = Positions.learned
  /// Which tokens the network reads.
  package var tokens = Tokens.plain
  /// The probability that a number of a branch is dropped.
  package var dropout = 0.0
  /// Whether the unembedding is the embedding.
  package var isTied = false
  /// Which linear maps have biases.
  package var biases = Biases.mlp
  /// α, the factor of all initial weights.
  package var scale = 1.0
  /// How the weights are drawn.
  package var initialization = Initialization.standard

  /// Nanda's network: one layer, width 128, four heads, 512 neurons.
  package init() {}

  func check() throws(Problem) {
    try demandPositive(layers, "layers")
    try demandPositive(heads, "heads")
    try demandPositive(width, "width")
    try demandPositive(mlpWidth, "mlp-width")
    guard width % heads == 0 else {
      let small = (1...max(1, Int(Double(width).squareRoot()))).filter { width % $0 == 0 }
      let divisors = (small + small.reversed().map { width / $0 })
      let nearest = divisors.min { abs($0 - heads) < abs($1 - heads) } ?? 1
      throw Problem("heads is \(heads), which does not divide the width \(width); \(nearest) does.", at: "heads")
    }
    guard dropout >= 0, dropout < 1 else {
      throw Problem("dropout is \(dropout.shortest); it must be at least 0 and below 1.", at: "dropout")
    }
  }

  /// The formula above.
  package func build(_ network: inout NetworkBuilder) throws(Problem) -> Node {
    try check()
    let (slots, vocabulary) = try network.symbols(for: name)
    try network.demandRoom(for: [max(vocabulary, slots.count) + 2, width], at: "width")
    let places = self.places(slots: slots, vocabulary: vocabulary)
    let embedding = network.parameter(
      "embedding.weight", [vocabulary + (tokens == .plain ? 1 : 2), width], group: "embedding", start: embeddingLaw)
    var sources = [network.parameter(embedding, by: .symbol)]
    switch positions {
    case .learned:
      let table = network.parameter("position.weight", [places.count, width], group: "position", start: embeddingLaw)
      sources.append(network.parameter(table, by: .place))
    case .sinusoidal: sources.append(network.constant(waves(places.count), by: .place))
    case .none: break
    }
    var x = network.sum(sources, rows: .tokens(places), width: width)
    for layer in 0..<layers { x = self.layer(layer, of: x, places: places, in: &network) }
    if normalization == .pre { x = normalize(x, "normalization", in: &network) }
    return try unembed(x, embedding: embedding, vocabulary: vocabulary, in: &network)
  }

  private func places(slots: [SymbolPlace], vocabulary: Int) -> [SymbolPlace] {
    switch tokens {
    case .plain: slots + [.constant(vocabulary)]
    case .withOperator:
      Array(slots.map { [$0] }.joined(separator: [.constant(vocabulary)])) + [.constant(vocabulary + 1)]
    }
  }

  /// One layer: rows of the first are distinct tokens, those of the last examples, those between distinct beginnings.
  private func layer(_ number: Int, of x: Node, places: [SymbolPlace], in network: inout NetworkBuilder) -> Node {
    let isLast = number == layers - 1
    let rows = isLast ? Rows.examples : .beginnings(places, shared: !network.drops(dropout))
    let attention = "layers.\(number).attention"
    let input = normalization == .pre ? normalize(x, "\(attention).normalization", in: &network) : x
    var asking = input
    var index = input.rows == rows ? RowIndex.same : .row
    if isLast, number == 0 {
      // The last token of all examples is the same, and it has seen nothing yet: a single row asks.
      asking = network.gather(
        network.rows(of: input, by: .rowAt(places.count - 1)), rows: .symbols(Array(places.suffix(1))), width: width)
      index = .rowAt(0)
    } else if isLast {
      asking = network.gather(network.rows(of: input, by: .row), rows: rows, width: width)
      index = .same
    }
    let queries = map(asking, "\(attention).query", width, in: &network)
    let keys = map(input, "\(attention).key", width, in: &network)
    let values = map(input, "\(attention).value", width, in: &network)
    let attended = network.attend(
      queries: queries, by: index, keys: keys, values: values, heads: heads, rows: rows)
    let stream = network.rows(of: x, by: x.rows == rows ? .same : .row)
    var y = branch(attended, "\(attention).output", onto: stream, hasBias: biases == .all, in: &network)
    if normalization == .post { y = normalize(y, "\(attention).normalization", in: &network) }

    let mlp = "layers.\(number).mlp"
    let normalized = normalization == .pre ? normalize(y, "\(mlp).normalization", in: &network) : y
    let hidden = map(
      normalized, "\(mlp).up", mlpWidth, hasBias: biases != .none, activation: activation, in: &network)
    let z = branch(
      hidden, "\(mlp).down", onto: network.rows(of: y, by: .same), hasBias: biases != .none, in: &network)
    return normalization == .post ? normalize(z, "\(mlp).normalization", in: &network) : z
  }

  /// stream + dropout(W x + b).
  private func branch(
    _ x: Node, _ name: String, onto stream: NetworkBuilder.Source, hasBias: Bool, in network: inout NetworkBuilder
  ) -> Node {
    guard network.drops(dropout) else { return map(x, name, width, hasBias: hasBias, adding: stream, in: &network) }
    let mapped = network.dropout(map(x, name, width, hasBias: hasBias, in: &network), rate: dropout)
    return network.sum([stream, network.rows(of: mapped, by: .same)], rows: x.rows, width: width)
  }

  private func map(
    _ x: Node, _ name: String, _ outputs: Int, hasBias: Bool? = nil, activation: Activation = .identity,
    adding stream: NetworkBuilder.Source? = nil, in network: inout NetworkBuilder
  ) -> Node {
    let isPlain = initialization == .standard
    let bias: InitialLaw = isPlain ? .constant(0) : .uniform(inputs: x.width)
    return network.dense(
      x, name, outputs: outputs, group: name.contains(".mlp.") ? "mlp" : "attention",
      weight: isPlain ? .normal(inputs: width) : .uniform(inputs: x.width),
      bias: hasBias ?? (biases == .all) ? bias : nil, activation: activation, adding: stream)
  }

  private func normalize(_ x: Node, _ name: String, in network: inout NetworkBuilder) -> Node {
    let gain = network.parameter("\(name).weight", [width], group: "normalization", start: .constant(1))
    let shift = network.parameter("\(name).bias", [width], group: "normalization", start: .constant(0))
    return network.normalize(x, gain: gain, shift: shift)
  }

  private func unembed(
    _ x: Node, embedding: ParameterTensor, vocabulary: Int, in network: inout NetworkBuilder
  ) throws(Problem) -> Node {
    let classes = network.outputWidth
    if isTied, classes > vocabulary {
      throw Problem(
        "the unembedding cannot be the embedding: there are \(classes) outputs, but only \(vocabulary) symbols; say "
          + "'tied: false'.", at: "tied")
    }
    let isPlain = initialization == .standard
    let weight =
      isTied
      ? embedding
      : network.parameter(
        "unembedding.weight", [classes, width], group: "unembedding",
        start: isPlain ? .normal(inputs: classes) : .uniform(inputs: width))
    let bias =
      biases == .all
      ? network.parameter(
        "unembedding.bias", [classes], group: "unembedding", start: isPlain ? .constant(0) : .uniform(inputs: width))
      : nil
    return network.linear(x, weight, outputs: classes, bias: bias)
  }

  private var embeddingLaw: InitialLaw {
    initialization == .standard ? .normal(inputs: width) : .normal(deviation: 1)
  }

  /// sin(place/10000^(2i/width)) at column 2i, cos at column 2i + 1 (Vaswani et al. 2017).
  private func waves(_ places: Int) -> [Double] {
    (0..<places * width).map { element in
      let (place, column) = element.quotientAndRemainder(dividingBy: width)
      let angle = Double(place) / pow(10_000, Double(column / 2 * 2) / Double(width))
      return column % 2 == 0 ? sin(angle) : cos(angle)
    }
  }
}
