// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Training

@Suite struct WeightNamesTests {
  /// What another program computes from its own tensors is what ours computes from the converted ones.
  private func compare(
    _ sample: WeightSample, _ word: String, hasSign: Bool = false, _ other: (ForeignNetworks, [Int]) -> [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let naming = try #require(WeightNaming(word: word))
    let (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    let foreign = ForeignNetworks(file, heads: sample.heads)
    let theirs = (0..<25).flatMap { other(foreign, sample.tokens($0, hasSign: hasSign)) }
    let converted = try naming.weights(in: file.data(), of: sample.network).weights
    #expect(converted == sample.weights, "ours, theirs and ours again", sourceLocation: sourceLocation)
    #expect(distance(try sample.logits(Double.self, converted), theirs) < 1e-12, sourceLocation: sourceLocation)
    #expect(distance(try sample.logits(Float.self, converted), theirs) < 1e-6, sourceLocation: sourceLocation)
    let (again, _) = try naming.file(converted, precision: .double, of: sample.network)
    #expect(again == file, sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 2]) func networksOfNandaGiveTheSameLogits(layers: Int) throws {
    try compare(WeightSample { $0.layers = layers }, "nanda") { $0.nanda($1, layers: layers) }
  }

  @Test(arguments: [1, 2]) func networksOfTransformerLensGiveTheSameLogits(layers: Int) throws {
    try compare(
      WeightSample { ($0.layers, $0.normalization, $0.biases) = (layers, .pre, .all) }, "transformer-lens"
    ) { $0.transformerLens($1, layers: layers, isNormalized: true) }
    // Biases that ours does without are zeros there.
    try compare(WeightSample { $0.layers = layers }, "transformer-lens") {
      $0.transformerLens($1, layers: layers, isNormalized: false)
    }
  }

  @Test(arguments: [Transformer.Normalize.pre, .post]) func encodersOfPyTorchGiveTheSameLogits(
    _ normalization: Transformer.Normalize
  ) throws {
    try compare(
      WeightSample { ($0.layers, $0.normalization, $0.biases, $0.tokens) = (2, normalization, .all, .withOperator) },
      "pytorch", hasSign: true
    ) { $0.pytorch($1, layers: 2, isBefore: normalization == .pre) }
  }

  @Test func networksOfPowerGiveTheSameLogits() throws {
    try compare(
      WeightSample {
        ($0.layers, $0.normalization, $0.biases, $0.tokens, $0.positions) = (
          2, .post, .none, .withOperator, .sinusoidal
        )
      }, "grok", hasSign: true
    ) { $0.grok($1, layers: 2) }
  }

  @Test func numberedMapsAreThoseOfAPerceptron() throws {
    let sample = try WeightSample(model: EmbeddingMLP(embedding: 3, width: 7, depth: 2))
    let naming = try #require(WeightNaming(word: "sequential"))
    let (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    #expect(
      file.tensors.map(\.name) == [
        "embedding.weight", "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias",
      ])
    #expect(try naming.weights(in: file.data(), of: sample.network).weights == sample.weights)
    var renamed = file
    for (index, name) in ["emb.weight", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc10.weight", "fc10.bias"]
      .enumerated()
    { renamed.tensors[index].name = name }
    // Numbers count, not letters: fc10 comes after fc2.
    #expect(try naming.weights(in: renamed.data(), of: sample.network).weights == sample.weights)
  }

  @Test func theFirstMapOfTheQuadraticNetworkIsTheTransposeOfItsTable() throws {
    let sample = try WeightSample(model: QuadraticNetwork(width: 3))
    let naming = try #require(WeightNaming(word: "sequential"))
    let (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    let first = try #require(file["0.weight"])
    #expect(first.shape == [3, 10])
    #expect(first.values[1 * 10 + 4] == sample.weights[4 * 3 + 1])
    #expect(try naming.weights(in: file.data(), of: sample.network).weights == sample.weights)
  }

  /// Tied weights are written twice and read if they agree.
  @Test func tiedTensorsMustAgree() throws {
    let sample = try WeightSample { $0.isTied = true }
    let naming = try #require(WeightNaming(word: "nanda"))
    var (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    #expect(try naming.weights(in: file.data(), of: sample.network).weights == sample.weights)
    let place = try #require(file.tensors.firstIndex { $0.name == "unembed.W_U" })
    file.tensors[place].values[3] += 1
    #expect(throws: Problems.self) { try naming.weights(in: file.data(), of: sample.network) }
  }

  /// Buffers of any format, not finite even, are passed over and named.
  @Test func buffersAreNoWeights() throws {
    let sample = try WeightSample { _ in }
    let naming = try #require(WeightNaming(word: "transformer-lens"))
    var (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    file.tensors.append(
      StoredTensor(name: "blocks.0.attn.IGNORE", shape: [], precision: .double, values: [-.infinity]))
    let text = String(decoding: file.data(), as: UTF8.self)
    #expect(text.contains("IGNORE"))
    let read = try naming.weights(in: file.data(), of: sample.network)
    #expect(read.weights == sample.weights)
    #expect(read.steps.last?.theirs == "blocks.0.attn.IGNORE")
  }

  @Test func anOutputForTheSignIsLeftOutOnRequestOnly() throws {
    let sample = try WeightSample { _ in }
    var naming = try #require(WeightNaming(word: "nanda"))
    var (file, _) = try naming.file(sample.weights, precision: .double, of: sample.network)
    let place = try #require(file.tensors.firstIndex { $0.name == "unembed.W_U" })
    let narrow = file.tensors[place].values
    let wide = (0..<48).map { (index: Int) -> Double in
      let (row, column) = (index / 6, index % 6)
      return column == 5 ? 9 : narrow[row * 5 + column]
    }
    file.tensors[place] = StoredTensor(name: "unembed.W_U", shape: [8, 6], precision: .double, values: wide)
    #expect {
      try naming.weights(in: file.data(), of: sample.network)
    } throws: {
      "\($0)".contains("'longer: first'")
    }
    naming.rules.takesFirst = true
    #expect(try naming.weights(in: file.data(), of: sample.network).weights == sample.weights)
  }
}
