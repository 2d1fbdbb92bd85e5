// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

@testable import Training

/// Transformers of other programs, computed from their own tensors in their own conventions, one pair at a time and without
/// anything of ours: what a converted network is held against.
struct ForeignNetworks {
  let tensors: [String: StoredTensor]
  let heads: Int

  init(_ file: SafetensorsFile, heads: Int) {
    tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    self.heads = heads
  }

  typealias Rows = [[Double]]

  /// A tensor; one without numbers where the file has none of that name.
  private func tensor(_ name: String) -> StoredTensor {
    tensors[name] ?? StoredTensor(name: name, shape: [0], precision: .double, values: [])
  }

  /// An element by its indices.
  private func at(_ name: String, _ index: Int...) -> Double {
    let tensor = tensor(name)
    return tensor.values[zip(index, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  private func vector(_ name: String) -> [Double] { tensor(name).values }

  private func shape(_ name: String) -> [Int] { tensor(name).shape }

  /// W x with W (outputs, inputs).
  private func left(_ name: String, _ x: [Double]) -> [Double] {
    (0..<shape(name)[0]).map { o in x.indices.reduce(0) { $0 + at(name, o, $1) * x[$1] } }
  }

  /// x W with W (inputs, outputs).
  private func right(_ x: [Double], _ name: String) -> [Double] {
    (0..<shape(name)[1]).map { o in x.indices.reduce(0) { $0 + at(name, $1, o) * x[$1] } }
  }

  private func plus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map(+) }

  private func normalized(_ x: [Double], _ gain: String, _ shift: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * vector(gain)[$0] + vector(shift)[$0] }
  }

  private func relu(_ x: [Double]) -> [Double] { x.map { max($0, 0) } }

  /// Causal attention of one head.
  private func attend(_ q: Rows, _ k: Rows, _ v: Rows) -> Rows {
    q.indices.map { row in
      let scores = (0...row).map { other in
        exp(zip(q[row], k[other]).reduce(0) { $0 + $1.0 * $1.1 } / Double(q[row].count).squareRoot())
      }
      let sum = scores.reduce(0, +)
      return v[0].indices.map { c in (0...row).reduce(0) { $0 + scores[$1] / sum * v[$1][c] } }
    }
  }

  /// The notebook of Nanda et al. on `a b =`.
  func nanda(_ tokens: [Int], layers: Int) -> [Double] {
    let width = shape("embed.W_E")[0]
    var x = tokens.enumerated().map { place, token in
      (0..<width).map { at("embed.W_E", $0, token) + at("pos_embed.W_pos", place, $0) }
    }
    for layer in 0..<layers {
      let block = "blocks.\(layer)"
      let part = width / heads
      var z = x.map { _ in [Double]() }
      for head in 0..<heads {
        func map(_ letter: String) -> Rows {
          x.map { row in
            (0..<part).map { h in row.indices.reduce(0) { $0 + at("\(block).attn.W_\(letter)", head, h, $1) * row[$1] }
            }
          }
        }
        for (row, part) in attend(map("Q"), map("K"), map("V")).enumerated() { z[row] += part }
      }
      x = x.indices.map { plus(x[$0], left("\(block).attn.W_O", z[$0])) }
      x = x.map { row in
        let hidden = relu(plus(left("\(block).mlp.W_in", row), vector("\(block).mlp.b_in")))
        return plus(row, plus(left("\(block).mlp.W_out", hidden), vector("\(block).mlp.b_out")))
      }
    }
    return right(x[x.count - 1], "unembed.W_U")
  }

  /// TransformerLens' HookedTransformer with LayerNorm and ReLU.
  func transformerLens(_ tokens: [Int], layers: Int, isNormalized: Bool) -> [Double] {
    let width = shape("embed.W_E")[1]
    func norm(_ x: [Double], _ name: String) -> [Double] {
      isNormalized ? normalized(x, "\(name).w", "\(name).b") : x
    }
    var x = tokens.enumerated().map { place, token in
      (0..<width).map { at("embed.W_E", token, $0) + at("pos_embed.W_pos", place, $0) }
    }
    for layer in 0..<layers {
      let block = "blocks.\(layer)"
      let y = x.map { norm($0, "\(block).ln1") }
      let part = width / heads
      for head in 0..<heads {
        func map(_ letter: String) -> Rows {
          y.map { row in
            (0..<part).map { h in
              row.indices.reduce(at("\(block).attn.b_\(letter)", head, h)) {
                $0 + row[$1] * at("\(block).attn.W_\(letter)", head, $1, h)
              }
            }
          }
        }
        for (row, z) in attend(map("Q"), map("K"), map("V")).enumerated() {
          for d in 0..<width { x[row][d] += z.indices.reduce(0) { $0 + z[$1] * at("\(block).attn.W_O", head, $1, d) } }
        }
      }
      x = x.map { row in
        let row = plus(row, vector("\(block).attn.b_O"))
        let hidden = relu(plus(right(norm(row, "\(block).ln2"), "\(block).mlp.W_in"), vector("\(block).mlp.b_in")))
        return plus(row, plus(right(hidden, "\(block).mlp.W_out"), vector("\(block).mlp.b_out")))
      }
    }
    return plus(right(norm(x[x.count - 1], "ln_final"), "unembed.W_U"), vector("unembed.b_U"))
  }

  /// nn.TransformerEncoder with a causal mask.
  func pytorch(_ tokens: [Int], layers: Int, isBefore: Bool) -> [Double] {
    let width = shape("embedding.weight")[1]
    var x = tokens.enumerated().map { place, token in
      (0..<width).map { at("embedding.weight", token, $0) + at("position.weight", place, $0) }
    }
    for layer in 0..<layers {
      let name = "layers.\(layer)"
      func norm(_ x: Rows, _ which: Int) -> Rows {
        x.map { normalized($0, "\(name).norm\(which).weight", "\(name).norm\(which).bias") }
      }
      func attention(_ x: Rows) -> Rows {
        let all = x.map { plus(left("\(name).self_attn.in_proj_weight", $0), vector("\(name).self_attn.in_proj_bias")) }
        let part = width / heads
        var z = x.map { _ in [Double]() }
        for head in 0..<heads {
          func slice(_ which: Int) -> Rows {
            all.map { Array($0[which * width + head * part..<which * width + (head + 1) * part]) }
          }
          for (row, part) in attend(slice(0), slice(1), slice(2)).enumerated() { z[row] += part }
        }
        return z.map { plus(left("\(name).self_attn.out_proj.weight", $0), vector("\(name).self_attn.out_proj.bias")) }
      }
      func perceptron(_ x: Rows) -> Rows {
        x.map { row in
          let hidden = relu(plus(left("\(name).linear1.weight", row), vector("\(name).linear1.bias")))
          return plus(left("\(name).linear2.weight", hidden), vector("\(name).linear2.bias"))
        }
      }
      if isBefore {
        x = zip(x, attention(norm(x, 1))).map(plus)
        x = zip(x, perceptron(norm(x, 2))).map(plus)
      } else {
        x = norm(zip(x, attention(x)).map(plus), 1)
        x = norm(zip(x, perceptron(x)).map(plus), 2)
      }
    }
    let last = isBefore ? normalized(x[x.count - 1], "norm.weight", "norm.bias") : x[x.count - 1]
    return plus(left("unembedding.weight", last), vector("unembedding.bias"))
  }

  /// The networks of Power et al. on `a ∘ b =`.
  func grok(_ tokens: [Int], layers: Int) -> [Double] {
    let width = shape("embedding.weight")[1]
    var x = tokens.enumerated().map { place, token in
      (0..<width).map { i in
        let angle = Double(place) / pow(10_000, Double(i - i % 2) / Double(width))
        return at("embedding.weight", token, i) + (i % 2 == 0 ? sin(angle) : cos(angle))
      }
    }
    for layer in 0..<layers {
      let block = "decoder.blocks.\(layer)"
      var z = x.map { _ in [Double]() }
      for head in 0..<heads {
        let name = "\(block).self_attn.attn_heads.\(head)"
        func map(_ letter: String) -> Rows { x.map { left("\(name).W\(letter).weight", $0) } }
        for (row, part) in attend(map("q"), map("k"), map("v")).enumerated() { z[row] += part }
      }
      x = x.indices.map { row in
        let sum = plus(x[row], left("\(block).self_attn.Wo.weight", z[row]))
        let y = normalized(sum, "\(block).self_attn_norm.weight", "\(block).self_attn_norm.bias")
        let hidden = relu(left("\(block).ffn.ffn.0.weight", y))
        return normalized(
          plus(y, left("\(block).ffn.ffn.2.weight", hidden)), "\(block).ffn_norm.weight", "\(block).ffn_norm.bias")
      }
    }
    return left("linear.weight", x[x.count - 1])
  }
}
