// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// What the names of another program need to know of a network: its tensors and its heads.
package struct NamedNetwork: Sendable {
  /// Which tensor lies where in the vector of weights.
  package let layout: ParameterLayout
  /// Heads of each attention layer.
  let heads: Int
  /// What the model is called, for messages.
  let model: String

  /// How many layers have attention.
  var layers: Int { (0...).prefix { layout["layers.\($0).attention.query.weight"] != nil }.count }
  /// Whether layers are normalized, before or after what they do.
  var isNormalized: Bool { layout["layers.0.attention.normalization.weight"] != nil }
  /// Whether they are normalized before: then there is a normalization at the end as well.
  var isNormalizedBefore: Bool { layout["normalization.weight"] != nil }
  /// Whether positions are learned.
  var hasPositions: Bool { layout["position.weight"] != nil }
  /// Whether the perceptrons have biases.
  var hasBiases: Bool { layout["layers.0.mlp.up.bias"] != nil }
  /// Whether attention and unembedding have them too.
  var hasAllBiases: Bool { layout["layers.0.attention.query.bias"] != nil }

  /// A tensor as it lies; `nil` if the network has none of this name.
  func view(_ name: String) -> WeightView? { layout[name].map { WeightView($0) } }

  /// A tensor that the network may do without: zeros then.
  func view(_ name: String, orZeros shape: [Int]) -> WeightView { view(name) ?? .zeros(shape) }

  /// How wide the output is.
  let classes: Int

  /// (classes, width): the unembedding, or the rows of the embedding that stand for it.
  var unembedding: WeightView? {
    view("unembedding.weight") ?? view("embedding.weight")?.prefix(classes)
  }

  /// The network of a problem.
  package init(_ problem: LearningProblem) {
    layout = problem.layout
    heads = problem.model.attentionHeads
    model = problem.model.name
    classes = (try? problem.loss.outputWidth(for: problem.examples.targets)) ?? 0
  }

  /// What the settings of the network may be where a file lacks a tensor: `say tied: true, …`; empty where unknown.
  func meaning(ofMissing tensor: ForeignTensor) -> String {
    guard layers > 0, let place = tensor.views[0].indices.first,
      let own = layout.tensors.first(where: { $0.range.contains(place) })?.name
    else { return "" }
    switch own {
    case "unembedding.weight": return "say tied: true, if the embedding is the unembedding there"
    case "position.weight": return "say positions: none or sinusoidal, if theirs are not learned"
    case "normalization.weight", "normalization.bias":
      return "with normalization: pre the last layer is normalized too; say post, if theirs normalizes sums"
    case _ where own.contains("normalization"): return "say normalization: none, if theirs has none"
    case _ where own.hasSuffix(".bias"): return "say biases: mlp or none, if theirs has fewer"
    default: return ""
    }
  }

  /// A transformer, whose width is that of its embedding.
  ///
  /// - Throws: a problem if the network is none.
  func width(for names: String) throws(Problem) -> Int {
    guard layers > 0, let width = layout["embedding.weight"]?.shape.last else {
      throw Problem(
        "the names '\(names)' are those of transformers, and this network is \(model) (tensors "
          + "\(layout.tensors.prefix(3).map(\.name).joined(separator: ", ")) …); "
          + "perceptrons have 'sequential' names, or a map of your own.", at: .root)
    }
    return width
  }
}
