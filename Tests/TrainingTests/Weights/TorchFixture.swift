// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import Testing

@testable import Training

/// What PyTorch made of a network; Tests/fixtures/torch/make_fixtures.py wrote it.
struct TorchFixture: CustomTestStringConvertible {
  let name: String
  let model: any Model
  let loss: Loss
  let examples: Examples
  let optimizer: AdamW
  let rate: Double
  let decay: Double
  private let file: SafetensorsFile

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/torch")
    .standardized

  /// Every file of the folder.
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(".safetensors".count)) }.sorted()

  var testDescription: String { name }

  init(_ name: String) throws {
    self.name = name
    file = try SafetensorsFile.read(Data(contentsOf: Self.folder.appending(path: "\(name).safetensors")))
    let metadata = file.metadata
    func setting(_ key: String) throws -> Value { try Value(jsonText: #require(metadata[key])) }
    let reader = Reader(.record(Record([("model", try setting("model")), ("loss", try setting("loss"))])))
    let model = reader.chosen("model", from: ModelCatalogue.entries, listing: "models")
    let loss = reader.chosen("loss", from: LossCatalogue.entries, listing: "losses")
    try reader.log.check()
    self.model = try #require(model)
    self.loss = try #require(loss)
    let inputs = try #require(file["inputs"])
    let targets = try #require(file["targets"])
    let vocabulary = metadata["vocabulary"].flatMap { Int($0) }
    let classes = metadata["classes"].flatMap { Int($0) }
    examples = Examples(
      inputs: vocabulary.map {
        .symbols(inputs.values.map { Int32($0) }, width: inputs.shape[1], vocabulary: $0)
      } ?? .features(inputs.values, width: inputs.shape[1]),
      targets: classes.map { .labels(targets.values.map { Int32($0) }, classes: $0) }
        ?? .vectors(targets.values, width: targets.shape[1]))
    let settings = try #require(try setting("optimizer").asRecord)
    func number(_ key: String) throws -> Double { try #require(settings[key]?.asNumber) }
    optimizer = AdamW(beta1: try number("beta1"), beta2: try number("beta2"), epsilon: try number("epsilon"))
    (rate, decay) = (try number("rate"), try number("decay"))
  }

  /// The tensors below a name, `weights` or for instance `double/gradient`, as a file of their own.
  func part(_ prefix: String) -> SafetensorsFile {
    SafetensorsFile(
      file.tensors.filter { $0.name.hasPrefix(prefix + "/") }.map { tensor in
        StoredTensor(
          name: String(tensor.name.dropFirst(prefix.count + 1)), shape: tensor.shape, precision: tensor.precision,
          values: tensor.values)
      })
  }

  /// The numbers of one tensor.
  func values(_ name: String) throws -> [Double] { try #require(file[name]).values }

  /// What PyTorch found in a precision.
  func expected(_ precision: Precision, layout: ParameterLayout) throws -> TrainedNetwork {
    TrainedNetwork(
      outputs: try values("\(precision)/outputs"), losses: try values("\(precision)/losses"),
      gradient: try part("\(precision)/gradient").weights(of: layout),
      after: try part("\(precision)/after").weights(of: layout))
  }
}

/// A network and what became of it.
struct TrainedNetwork {
  /// The outputs of all examples before the first step.
  var outputs: [Double]
  /// The loss before each step and after the last.
  var losses: [Double]
  /// The gradient before the first step.
  var gradient: [Double]
  /// The weights after the last step.
  var after: [Double]

  /// Trains as the fixture was trained, from PyTorch's weights.
  init<R: Real>(_ fixture: TorchFixture, in: R.Type, sharing: RowSharing = .distinct) throws {
    let count = fixture.examples.count
    let objective = try NetworkObjective<R>(
      model: fixture.model, loss: fixture.loss, examples: fixture.examples, rowCapacity: count, sharing: sharing)
    let rows = (0..<Int32(count)).map { $0 }
    var weights = try fixture.part("weights").weights(of: objective.layout).map { R($0) }
    var gradient = [R](repeating: 0, count: weights.count)
    var stateVectors = [gradient, gradient]
    outputs = objective.outputs(at: weights.span, rows: rows.span).map { Double($0) }
    losses = []
    self.gradient = []
    let steps = try fixture.values("double/losses").count - 1
    for step in 0..<steps {
      var room = gradient.mutableSpan
      losses.append(
        objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &room).loss)
      if step == 0 { self.gradient = gradient.map { Double($0) } }
      let context = OptimizerStepContext(
        step: step, updates: step, rate: fixture.rate, decay: fixture.decay,
        noise: StreamName(seed: 0, task: 0, purpose: .dynamics), walker: 0)
      Self.update(&weights, &gradient, &stateVectors, by: fixture.optimizer, in: context)
    }
    losses.append(objective.evaluate(at: weights.span, rows: rows.span).loss)
    after = weights.map { Double($0) }
  }

  init(outputs: [Double], losses: [Double], gradient: [Double], after: [Double]) {
    (self.outputs, self.losses, self.gradient, self.after) = (outputs, losses, gradient, after)
  }

  private static func update<R: Real>(
    _ weights: inout [R], _ gradient: inout [R], _ stateVectors: inout [[R]], by optimizer: AdamW,
    in context: OptimizerStepContext
  ) {
    var (first, second) = (stateVectors[0], stateVectors[1])
    weights.withUnsafeMutableBufferPointer { weights in
      gradient.withUnsafeMutableBufferPointer { gradient in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            guard let w = weights.baseAddress, let g = gradient.baseAddress, let m = first.baseAddress,
              let v = second.baseAddress
            else { return }
            var slice = ParameterSlice(count: weights.count, offset: 0, weights: w, gradient: g, stateVectors: [m, v])
            optimizer.update(&slice, in: context)
          }
        }
      }
    }
    stateVectors = [first, second]
  }
}
