// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// PyTorch's `nn.TransformerEncoderLayer` in a module of any name: queries, keys and values are one matrix.
///
///     layers.I.self_attn.in_proj_weight (3d, d): W_q, W_k, W_v one below the other;  in_proj_bias (3d)
///     layers.I.self_attn.out_proj, linear1, linear2, norm1, norm2: weight and bias each;  norm (behind the last)
///
/// The names of embedding, positions and unembedding are the user's; the usual ones are known. Source: documentation of
/// `torch.nn.TransformerEncoderLayer`, `torch.nn.MultiheadAttention`.
struct PyTorchNames: WeightNames {
  let name = "pytorch"
  let summary = "nn.TransformerEncoderLayer of PyTorch: self_attn.in_proj_weight, linear1, norm1"
  let ignored = ["mask", "src_mask", "causal_mask", "pe", "position_ids"]

  func tensors(of network: NamedNetwork, found: [String]) throws(Problem) -> [ForeignTensor] {
    let width = try network.width(for: name)
    guard network.isNormalized else {
      throw Problem(
        "nn.TransformerEncoderLayer always normalizes, and this network does not; say normalization: post (as PyTorch by "
          + "default), or pre for norm_first=True.", at: .root)
    }
    var tensors: [ForeignTensor] = []
    if let view = network.view("embedding.weight") {
      tensors.append(ForeignTensor("embedding.weight", view, aliases: Self.embeddings))
    }
    if let view = network.view("position.weight") {
      tensors.append(
        ForeignTensor("position.weight", view, aliases: Self.positions).mayBeLonger(along: 0, "places"))
    }
    for layer in 0..<network.layers {
      let (ours, theirs) = ("layers.\(layer)", "layers.\(layer)")
      func add(_ name: String, _ view: WeightView?, isMatrix: Bool = false) {
        guard let view else { return }
        let aliases = network.layers == 1 ? [name] : []
        tensors.append(
          isMatrix
            ? .matrix("\(theirs).\(name)", view, aliases: aliases)
            : .bias("\(theirs).\(name)", view, writesZeros: network.hasBiases, aliases: aliases))
      }
      let parts = ["query", "key", "value"].map { "\(ours).attention.\($0)" }
      add("self_attn.in_proj_weight", .stacked(parts.compactMap { network.view("\($0).weight") }), isMatrix: true)
      add("self_attn.in_proj_bias", .stacked(parts.map { network.view("\($0).bias", orZeros: [width]) }))
      add("self_attn.out_proj.weight", network.view("\(ours).attention.output.weight"), isMatrix: true)
      add("self_attn.out_proj.bias", network.view("\(ours).attention.output.bias", orZeros: [width]))
      for (mine, other) in [("up", "linear1"), ("down", "linear2")] {
        let matrix = network.view("\(ours).mlp.\(mine).weight")
        add("\(other).weight", matrix, isMatrix: true)
        add("\(other).bias", network.view("\(ours).mlp.\(mine).bias", orZeros: [matrix?.shape.first ?? 0]))
      }
      for (mine, other) in [("attention", "norm1"), ("mlp", "norm2")] {
        for part in ["weight", "bias"] {
          add("\(other).\(part)", network.view("\(ours).\(mine).normalization.\(part)"))
        }
      }
    }
    for part in ["weight", "bias"] {
      guard let view = network.view("normalization.\(part)") else { continue }
      tensors.append(
        ForeignTensor(
          "norm.\(part)", view, aliases: ["ln_f", "final_norm", "norm_f", "ln_final"].map { "\($0).\(part)" }))
    }
    if let view = network.unembedding {
      let aliases = Self.unembeddings.map { "\($0).weight" }
      tensors.append(.matrix("unembedding.weight", view, aliases: aliases).mayBeLonger(along: 0, "outputs"))
    }
    let shift = network.view("unembedding.bias", orZeros: [network.classes])
    tensors.append(
      .bias("unembedding.bias", shift, writesZeros: false, aliases: Self.unembeddings.map { "\($0).bias" })
        .mayBeLonger(along: 0, "outputs"))
    return tensors
  }

  func meaning(ofExtra name: String, for network: NamedNetwork) -> String {
    if name.contains("norm"), !network.isNormalizedBefore {
      return "theirs normalizes once more behind the last layer, which ours does with normalization: pre only"
    }
    if name.contains("cross_attn") || name.contains("multihead_attn") {
      return "this network has no attention to another sequence"
    }
    return name.contains("pos") ? "say positions: learned, if that are its positions" : ""
  }

  static let embeddings = ["embed", "token_embedding", "tok_emb", "tok_embed", "token_embed", "emb", "wte"].map {
    "\($0).weight"
  }
  private static let positions = [
    "pos_embedding", "position_embedding", "positional_embedding", "pos_embed", "pos_emb", "positions", "wpe",
  ].map { "\($0).weight" }
  private static let unembeddings = [
    "unembed", "fc", "fc_out", "head", "lm_head", "output", "out", "linear", "classifier", "decoder", "readout",
  ]
}
