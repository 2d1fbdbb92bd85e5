// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Training

@Suite struct WeightShapesTests {
  /// A transpose is taken where shapes tell it, and asked for where squares do not.
  @Test func squaresLeaveATransposeOpen() throws {
    let sample = try WeightSample(model: EmbeddingMLP(embedding: 3, width: 7, depth: 2))
    let naming = try #require(WeightNaming(word: "ravine"))
    var (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    for index in file.tensors.indices where file.tensors[index].name.contains("hidden") { turn(&file.tensors[index]) }
    turn(&file.tensors[file.tensors.firstIndex { $0.name == "output.weight" }!])
    #expect {
      try naming.weights(in: file.data(), of: sample.network)
    } throws: {
      "\($0)".contains("'hidden.1.weight' is square")
    }
    var told = naming
    told.rules.isTurned = true
    #expect(try told.weights(in: file.data(), of: sample.network).weights == sample.weights)
    told.rules.isTurned = false
    #expect(throws: Problems.self) { try told.weights(in: file.data(), of: sample.network) }
    // Without squares shapes tell it all.
    let plain = try WeightSample(model: EmbeddingMLP(embedding: 3, width: 7, depth: 1))
    (file, _) = try naming.file(plain.weights, precision: .double, of: plain.network)
    for index in file.tensors.indices { turn(&file.tensors[index]) }
    #expect(try naming.weights(in: file.data(), of: plain.network).weights == plain.weights)
  }

  private func turn(_ tensor: inout StoredTensor) {
    guard tensor.shape.count == 2 else { return }
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    tensor.values = (0..<rows * columns).map { [values = tensor.values] in values[$0 % rows * columns + $0 / rows] }
    tensor.shape = [columns, rows]
  }

  /// A permutation of axes and its inverse are the identity.
  @Test func permutationsOfAxesHaveInverses() throws {
    let tensor = ParameterTensor(name: "x", shape: [24], offset: 3, group: "g", start: .constant(0))
    let view = WeightView(tensor).reshaped([2, 3, 4])
    let turned = view.permuted([2, 0, 1])
    #expect(turned.shape == [4, 2, 3])
    #expect(turned.indices[(1 * 2 + 1) * 3 + 2] == 3 + (1 * 3 + 2) * 4 + 1)
    #expect(turned.permuted([1, 2, 0]) == view)
  }

  /// What cannot be expressed is refused as a whole.
  @Test(arguments: [
    ("nanda", Transformer.Normalize.pre, Transformer.Biases.mlp, "normalization: none"),
    ("nanda", .none, .all, "biases: mlp"), ("transformer-lens", .post, .all, "normalization: pre"),
    ("pytorch", .none, .mlp, "normalization: post"), ("grok", .post, .mlp, "positions: sinusoidal"),
    ("sequential", .none, .mlp, "attention"),
  ])
  func whatTheOtherCannotExpressIsRefused(
    word: String, normalization: Transformer.Normalize, biases: Transformer.Biases, hint: String
  ) throws {
    let sample = try WeightSample { ($0.normalization, $0.biases) = (normalization, biases) }
    let naming = try #require(WeightNaming(word: word))
    #expect {
      try naming.file(sample.weights, precision: .double, of: sample.network)
    } throws: {
      "\($0)".contains(hint)
    }
  }

  /// A map of the user's own: names, a transpose, three matrices in one, chosen rows.
  @Test func aMapOfOnesOwn() throws {
    let sample = try WeightSample { _ in }
    let map = Record([
      ("base", .text("nanda")),
      (
        "names",
        .record(
          Record([
            ("qkv", .list(["query", "key", "value"].map { .text("layers.0.attention.\($0).weight") })),
            ("head", .record(Record([("name", .text("unembedding.weight")), ("transpose", .flag(true))]))),
            (
              "tokens",
              .record(Record([("name", .text("embedding.weight")), ("rows", .list([.text("2:7"), .integer(0)]))]))
            ),
          ]))
      ), ("ignore", .list([.text("junk*")])),
    ])
    let log = ProblemLog()
    let naming = try #require(WeightNaming.named(.record(map), at: .root, log: log))
    var (file, _) = try #require(WeightNaming(word: "nanda")).file(
      sample.weights, precision: .double, of: sample.network)
    file.tensors.removeAll { ["embed.W_E", "unembed.W_U"].contains($0.name) || $0.name.contains("W_Q") }
    file.tensors.removeAll { $0.name.contains("W_K") || $0.name.contains("W_V") }
    let layout = sample.network.layout
    func numbers(_ name: String) -> [Double] { Array(sample.weights[layout[name]!.range]) }
    file.tensors += [
      StoredTensor(
        name: "qkv", shape: [24, 8], precision: .double,
        values: ["query", "key", "value"].flatMap { numbers("layers.0.attention.\($0).weight") }),
      StoredTensor(
        name: "head", shape: [8, 5], precision: .double,
        values: (0..<40).map { numbers("unembedding.weight")[$0 % 5 * 8 + $0 / 5] }),
      StoredTensor(
        name: "tokens", shape: [9, 8], precision: .double,
        values: Array(numbers("embedding.weight").suffix(8)) + Array(repeating: 4, count: 8)
          + numbers("embedding.weight").dropLast(8) + Array(repeating: 5, count: 16)),
      StoredTensor(name: "junk.7", shape: [1], precision: .double, values: [3]),
    ]
    #expect(try naming.weights(in: file.data(), of: sample.network).weights == sample.weights)
  }

  @Test func filesOfTorchSaveAreNamedAndNotRead() throws {
    for beginning in [Array("PK".utf8) + [3, 4], [0x80, 2]] {
      #expect {
        try SafetensorsFile.read(Data(beginning + Array(repeating: UInt8(7), count: 40)))
      } throws: {
        "\($0)".contains("safetensors.torch")
      }
    }
    // The length of a header may begin with the same bytes.
    let long = SafetensorsFile(
      [StoredTensor(name: "x", shape: [1], precision: .double, values: [1])],
      metadata: ["note": String(repeating: "a", count: 0x280 - 100)])
    for extra in 0..<16 {
      var file = long
      file.metadata["more"] = String(repeating: "b", count: extra)
      #expect(try SafetensorsFile.read(file.data()) == file)
    }
  }
}
