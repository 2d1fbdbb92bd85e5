// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport
import Testing

@testable import Training

/// The models and losses as a scenario names them, and what is said when they do not fit.
@Suite struct ModelCatalogueTests {
  private func read(_ values: [(String, Value)], _ key: String = "model") -> (model: (any Model)?, problems: [String]) {
    let reader = Reader(.record(Record([(key, .record(Record(values)))])))
    let model = reader.chosen(key, from: ModelCatalogue.entries, listing: "models")
    return (model, reader.log.problems.map(\.description))
  }

  @Test func everyEntryBuildsItsModelFromItsDefaults() throws {
    for entry in ModelCatalogue.entries {
      let (model, problems) = read([("kind", .text(entry.name))])
      #expect(problems.isEmpty)
      #expect(model?.name == entry.name)
      #expect(!entry.formula.isEmpty && !entry.source.isEmpty && entry.example.contains(entry.name))
    }
  }

  @Test func settingsReachTheModel() throws {
    let (model, _) = read([
      ("kind", .text("transformer")), ("layers", .integer(2)), ("heads", .integer(8)), ("width", .integer(64)),
      ("mlp-width", .integer(32)), ("activation", .text("gelu")), ("normalization", .text("post")),
      ("positions", .text("sinusoidal")), ("tokens", .text("a op b =")), ("dropout", .number(0.25)),
      ("tied", .flag(true)), ("biases", .text("all")), ("scale", .number(2)), ("initialization", .text("pytorch")),
    ])
    let transformer = try #require(model as? Transformer)
    #expect(transformer.layers == 2 && transformer.heads == 8 && transformer.width == 64)
    #expect(transformer.mlpWidth == 32 && transformer.activation == .gelu && transformer.normalization == .post)
    #expect(transformer.positions == .sinusoidal && transformer.tokens == .withOperator)
    #expect(transformer.dropout == 0.25 && transformer.isTied && transformer.biases == .all)
    #expect(transformer.scale == 2 && transformer.initialization == .pytorch)
    let toy = try #require(
      read([
        ("kind", .text("toy-decoder")), ("widths", .list([.integer(3), .integer(4)])), ("embedding", .integer(9)),
        ("combine", .text("matrix-product")),
      ]).model as? ToyDecoder)
    #expect(toy.widths == [3, 4] && toy.embedding == 9 && toy.combine == .matrixProduct)
  }

  @Test func sizesThatDoNotFitAreRefused() {
    #expect(
      read([("kind", .text("transformer")), ("heads", .integer(3)), ("width", .integer(128))]).problems == [
        "model.heads: heads is 3, which does not divide the width 128; 2 does."
      ])
    #expect(
      read([("kind", .text("toy-decoder")), ("embedding", .integer(8)), ("combine", .text("matrix-product"))]).problems
        == [
          "model.embedding: embedding is 8; for matrix-product it must be a square number, such as 9 for 3 × 3 matrices."
        ])
    #expect(
      read([("kind", .text("mlp")), ("widths", .list([.integer(20), .integer(0)]))]).problems == [
        "model.widths.1: width 2 is 0; it must be a whole number above zero."
      ])
    #expect(
      read([("kind", .text("mlp")), ("widths", .list([.number(2.5)]))]).problems == [
        "model.widths.0: width 1 is 2.5; it must be a whole number above zero."
      ])
    #expect(
      read([("kind", .text("embedding-mlp")), ("width", .integer(0))]).problems == [
        "model.width: width is 0; it must be between 1 and 1000000000."
      ])
    #expect(
      read([("kind", .text("transformer")), ("dropout", .integer(1))]).problems == [
        "model.dropout: dropout is 1; it must be at least 0 and below 1."
      ])
  }

  private func refusal(_ model: any Model, _ examples: Examples, _ loss: Loss = .crossEntropy) -> String {
    do {
      _ = try NetworkObjective<Float>(model: model, loss: loss, examples: examples, rowCapacity: 4)
      return "accepted"
    } catch { return error.description }
  }

  @Test func modelsThatDoNotFitTheTaskAreRefused() throws {
    let (symbols, features) = (SmallNetworks.pairs(), SmallNetworks.features())
    #expect(
      refusal(try MultilayerPerceptron(), symbols)
        == "model.kind: mlp reads features, but the task gives symbols; choose a model with embeddings, such as "
        + "'embedding-mlp', or a task with features.")
    #expect(
      refusal(Transformer(), features)
        == "model.kind: transformer reads symbols, but the task gives features; choose 'mlp' or 'deep-linear', or a task "
        + "with symbols.")
    #expect(
      refusal(Transformer(), SmallNetworks.regression(symbols))
        == "loss.kind: cross-entropy needs classes, but the task's targets are vectors; choose 'squared-error'.")
    #expect(
      refusal(
        Transformer(), SmallNetworks.regression(symbols), .squaredError(mean: .rows, codes: .random(width: 3)))
        == "loss.codes: the task's targets are vectors; random codes are for classes. Leave 'codes' out.")
    #expect(
      refusal(
        try QuadraticNetwork(initialization: .analytic), symbols, .squaredError(mean: .rows, codes: .random(width: 3)))
        == "model.initialization: the analytic weights solve addition modulo p: two symbols in, one of as many classes "
        + "out; choose 'default'.")
    var tied = Transformer()
    tied.isTied = true
    #expect(
      refusal(tied, symbols, .squaredError(mean: .rows, codes: .random(width: 9)))
        == "model.tied: the unembedding cannot be the embedding: there are 9 outputs, but only 5 symbols; say 'tied: "
        + "false'.")
  }

  @Test func examplesOutOfRangeAreRefused() throws {
    let model = try ToyDecoder()
    var examples = SmallNetworks.pairs(3)
    examples.targets = .labels([0, 1, 2, 0, 1, 3, 0, 1, 2], classes: 3)
    #expect(refusal(model, examples) == "task: example 5 has the label 3; it must be from 0 to 2.")
    examples.targets = .labels([0], classes: 3)
    #expect(refusal(model, examples) == "task: the task has 9 inputs and 1 targets; it needs as many of both.")
    examples = SmallNetworks.pairs(3)
    examples.inputs = .symbols([0, 1, 2, -1], width: 2, vocabulary: 3)
    #expect(refusal(model, examples) == "task: example 1 has the symbol -1; it must be from 0 to 2.")
  }

  @Test func lossesAreReadByName() throws {
    func read(_ value: Value) -> Loss? {
      Reader(.record(Record([("loss", value)]))).chosen("loss", from: LossCatalogue.entries, listing: "losses")
    }
    #expect(read(.text("cross-entropy")) == .crossEntropy)
    #expect(read(.text("squared-error")) == .squaredError(mean: .elements, codes: .oneHot))
    let record = Record([
      ("kind", .text("squared-error")), ("mean", .text("rows")), ("codes", .text("random")),
      ("code-width", .integer(7)),
    ])
    #expect(read(.record(record)) == .squaredError(mean: .rows, codes: .random(width: 7)))
  }
}
