// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// TransformerLens: matrices act from the right, x W, and heads have an axis of their own.
///
///     embed.W_E (vocabulary, d), pos_embed.W_pos (places, d), unembed.W_U (d, classes), unembed.b_U
///     blocks.I.attn.W_Q, W_K, W_V (heads, d, d/heads), W_O (heads, d/heads, d), b_Q, b_K, b_V (heads, d/heads), b_O (d)
///     blocks.I.mlp.W_in (d, mlp-width), b_in, W_out (mlp-width, d), b_out;  ln1, ln2, ln_final: w and b each
///
/// Layers are normalized before or not at all. Source: TransformerLens, `HookedTransformer`.
struct TransformerLensNames: WeightNames {
  let name = "transformer-lens"
  let summary = "TransformerLens: blocks.0.attn.W_Q (heads, d, d/heads), mlp.W_in (d, mlp-width)"
  let ignored = ["mask", "IGNORE", "causal_mask", "rotary_sin", "rotary_cos"]

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    let width = try network.width(for: name)
    try demandLearnedPositions(network, "TransformerLens")
    guard !network.isNormalized || network.isNormalizedBefore else {
      throw Problem(
        "TransformerLens normalizes before attention and perceptron, and this network behind them; say normalization: pre, "
          + "or none for normalization_type=None.", at: .root)
    }
    let (heads, part) = (network.heads, width / network.heads)
    var tensors = headlessTensors(network, unembedding: "unembed.W_U", embeddingIsTurned: false)
    tensors.append(
      .bias(
        "unembed.b_U", network.view("unembedding.bias", orZeros: [network.classes]), aliases: ["b_U"]
      ).mayBeLonger(along: 0, "outputs"))
    for layer in 0..<network.layers {
      let (attention, mlp) = ("layers.\(layer).attention", "layers.\(layer).mlp")
      let theirs = "blocks.\(layer)"
      for (mine, letter) in [("query", "Q"), ("key", "K"), ("value", "V")] {
        if let view = network.view("\(attention).\(mine).weight") {
          tensors.append(
            ForeignTensor("\(theirs).attn.W_\(letter)", view.reshaped([heads, part, width]).permuted([0, 2, 1])))
        }
        tensors.append(
          .bias(
            "\(theirs).attn.b_\(letter)",
            network.view("\(attention).\(mine).bias", orZeros: [width]).reshaped([heads, part])))
      }
      if let view = network.view("\(attention).output.weight") {
        tensors.append(ForeignTensor("\(theirs).attn.W_O", view.transposed.reshaped([heads, part, width])))
      }
      tensors.append(.bias("\(theirs).attn.b_O", network.view("\(attention).output.bias", orZeros: [width])))
      for (mine, other) in [("up", "in"), ("down", "out")] {
        guard let view = network.view("\(mlp).\(mine).weight") else { continue }
        tensors.append(.matrix("\(theirs).mlp.W_\(other)", view.transposed))
        tensors.append(
          .bias("\(theirs).mlp.b_\(other)", network.view("\(mlp).\(mine).bias", orZeros: [view.shape[0]])))
      }
      for (mine, other) in [("weight", "w"), ("bias", "b")] {
        if let view = network.view("\(attention).normalization.\(mine)") {
          tensors.append(ForeignTensor("\(theirs).ln1.\(other)", view))
        }
        if let view = network.view("\(mlp).normalization.\(mine)") {
          tensors.append(ForeignTensor("\(theirs).ln2.\(other)", view))
        }
      }
    }
    for (mine, other) in [("weight", "w"), ("bias", "b")] {
      if let view = network.view("normalization.\(mine)") {
        tensors.append(ForeignTensor("ln_final.\(other)", view))
      }
    }
    return tensors
  }

  func meaning(ofExtra name: String, for network: NamedNetwork) -> String {
    if name.contains("ln"), !network.isNormalized { return "say normalization: pre" }
    return name.contains("W_gate") ? "this network has no gated perceptrons" : ""
  }
}

/// The networks of Nanda et al. (2023) and their descendants: matrices act from the left, heads have an axis of their own.
///
///     embed.W_E (d, vocabulary), pos_embed.W_pos (places, d), unembed.W_U (d, classes)
///     blocks.I.attn.W_K, W_Q, W_V (heads, d/heads, d), W_O (d, d): head h has the columns h·d/heads …
///     blocks.I.mlp.W_in (mlp-width, d), b_in, W_out (d, mlp-width), b_out
///
/// Nothing is normalized. Their unembedding has a column for `=` as well, which ours has not. Source: the notebook to
/// arXiv:2301.05217.
struct NandaNames: WeightNames {
  let name = "nanda"
  let summary = "the networks of Nanda et al.: embed.W_E (d, vocabulary), blocks.0.attn.W_K (heads, d/heads, d)"
  let ignored = ["mask"]

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    let width = try network.width(for: name)
    try demandLearnedPositions(network, "Nanda's network")
    guard !network.isNormalized else {
      throw Problem(
        "Nanda's network normalizes nothing (and where a variant does, otherwise than this network); say normalization: none.",
        at: .root)
    }
    guard !network.hasAllBiases else {
      throw Problem("Nanda's network has biases in its perceptrons only; say biases: mlp.", at: .root)
    }
    let (heads, part) = (network.heads, width / network.heads)
    var tensors = headlessTensors(network, unembedding: "unembed.W_U", embeddingIsTurned: true)
    for layer in 0..<network.layers {
      let (ours, theirs) = ("layers.\(layer)", "blocks.\(layer)")
      for (mine, letter) in [("key", "K"), ("query", "Q"), ("value", "V")] {
        if let view = network.view("\(ours).attention.\(mine).weight") {
          tensors.append(ForeignTensor("\(theirs).attn.W_\(letter)", view.reshaped([heads, part, width])))
        }
      }
      if let view = network.view("\(ours).attention.output.weight") {
        tensors.append(.matrix("\(theirs).attn.W_O", view))
      }
      for (mine, other) in [("up", "in"), ("down", "out")] {
        guard let view = network.view("\(ours).mlp.\(mine).weight") else { continue }
        tensors.append(.matrix("\(theirs).mlp.W_\(other)", view))
        tensors.append(
          .bias("\(theirs).mlp.b_\(other)", network.view("\(ours).mlp.\(mine).bias", orZeros: [view.shape[0]])))
      }
    }
    return tensors
  }

  func meaning(ofExtra name: String, for network: NamedNetwork) -> String {
    name.contains("ln") || name.contains("norm")
      ? "its normalization divides by the unbiased deviation + 10⁻⁴, which this network cannot" : ""
  }
}

extension WeightNames {
  /// Embedding, positions and unembedding (d, classes).
  fileprivate func headlessTensors(
    _ network: NamedNetwork, unembedding: String, embeddingIsTurned: Bool
  ) -> [ForeignTensor] {
    var tensors: [ForeignTensor] = []
    if let view = network.view("embedding.weight") {
      tensors.append(.matrix("embed.W_E", embeddingIsTurned ? view.transposed : view, aliases: ["W_E"]))
    }
    if let view = network.view("position.weight") {
      tensors.append(ForeignTensor("pos_embed.W_pos", view, aliases: ["W_pos"]).mayBeLonger(along: 0, "places"))
    }
    if let view = network.unembedding {
      tensors.append(
        .matrix(unembedding, view.transposed, aliases: ["W_U"]).mayBeLonger(along: 1, "outputs"))
    }
    return tensors
  }

  fileprivate func demandLearnedPositions(_ network: NamedNetwork, _ whose: String) throws(Problem) {
    if !network.hasPositions { throw Problem("\(whose) learns its positions; say positions: learned.", at: .root) }
  }
}
