// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The networks of Power et al. (2022): each head has matrices of its own.
///
///     embedding.weight (vocabulary, d), linear.weight (classes, d)
///     decoder.blocks.I.self_attn.attn_heads.H.Wq, Wk, Wv .weight (d/heads, d);  self_attn.Wo.weight (d, d)
///     decoder.blocks.I.ffn.ffn.0, ffn.ffn.2 .weight;  self_attn_norm, ffn_norm: weight and bias each
///
/// Sums are normalized, positions are sin and cos, no linear map has a bias. Their sequences begin with `<|eos|>` and their
/// vocabulary holds it, all operations and more: such a network reads a token that ours does not, and only one that was
/// trained on `a ∘ b =` alone can be taken over. Source: the repository of arXiv:2201.02177, `grok/transformer.py`.
struct GrokNames: WeightNames {
  let name = "grok"
  let summary = "the networks of Power et al.: decoder.blocks.0.self_attn.attn_heads.0.Wq, ffn.ffn.0, ffn_norm"
  let ignored = ["position_encoding", "self_attn_mask"]

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    let width = try network.width(for: name)
    guard network.isNormalized, !network.isNormalizedBefore else {
      throw Problem("the networks of Power et al. normalize sums; say normalization: post.", at: .root)
    }
    guard !network.hasPositions else {
      throw Problem("the networks of Power et al. do not learn their positions; say positions: sinusoidal.", at: .root)
    }
    guard !network.hasBiases else {
      throw Problem("the networks of Power et al. have no biases; say biases: none.", at: .root)
    }
    var tensors: [ForeignTensor] = []
    if let view = network.view("embedding.weight") {
      var table = ForeignTensor("embedding.weight", view)
      table.hint =
        "their vocabulary holds <|eos|>, which begins every equation there, and all operations; this network reads a ∘ b = "
        + "alone, so that it can compute only what was trained on these tokens"
      tensors.append(table)
    }
    let part = width / network.heads
    for layer in 0..<network.layers {
      let (ours, theirs) = ("layers.\(layer)", "decoder.blocks.\(layer)")
      for (mine, letter) in [("query", "q"), ("key", "k"), ("value", "v")] {
        guard let view = network.view("\(ours).attention.\(mine).weight") else { continue }
        for head in 0..<network.heads {
          tensors.append(
            .matrix(
              "\(theirs).self_attn.attn_heads.\(head).W\(letter).weight", view.rows(head * part..<(head + 1) * part)))
        }
      }
      for (mine, other) in [
        ("attention.output", "self_attn.Wo"), ("mlp.up", "ffn.ffn.0"), ("mlp.down", "ffn.ffn.2"),
      ] {
        if let view = network.view("\(ours).\(mine).weight") {
          tensors.append(.matrix("\(theirs).\(other).weight", view))
        }
      }
      for (mine, other) in [("attention", "self_attn_norm"), ("mlp", "ffn_norm")] {
        for part in ["weight", "bias"] {
          if let view = network.view("\(ours).\(mine).normalization.\(part)") {
            tensors.append(ForeignTensor("\(theirs).\(other).\(part)", view))
          }
        }
      }
    }
    if let view = network.unembedding {
      tensors.append(.matrix("linear.weight", view).mayBeLonger(along: 0, "outputs"))
    }
    return tensors
  }
}
