// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import Testing

@testable import Training

/// √Σxᵢ² of a part.
private func norm(_ x: ArraySlice<Double>) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

private func distance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  norm(ArraySlice(zip(a, b).map { $0 - $1 }))
}

private let writtenWeights = ProcessInfo.processInfo.environment["RAVINE_WRITTEN_WEIGHTS"]

/// Every model of the catalogue against PyTorch, in both precisions.
@Suite struct TorchFixtureTests {
  @Test func everyModelHasAFixture() throws {
    let covered = try Set(TorchFixture.names.map { try TorchFixture($0).model.name })
    #expect(covered == Set(ModelCatalogue.entries.map(\.name)))
  }

  /// Both programs round differently, at 2⁻⁵³; 20 steps of Adam enlarge that by less than 10⁵.
  @Test(arguments: TorchFixture.names, [RowSharing.distinct, .none])
  func inDoublePrecisionAllNumbersAgree(name: String, sharing: RowSharing) throws {
    let fixture = try TorchFixture(name)
    let layout = try layout(of: fixture)
    let truth = try fixture.expected(.double, layout: layout)
    let found = try TrainedNetwork(fixture, in: Double.self, sharing: sharing)
    #expect(distance(found.outputs[...], truth.outputs[...]) <= 1e-13 * norm(truth.outputs[...]))
    #expect(found.losses.count == truth.losses.count)
    for (step, (loss, expected)) in zip(found.losses, truth.losses).enumerated() {
      #expect(abs(loss - expected) <= (step == 0 ? 1e-13 : 1e-10) * expected, "loss before step \(step)")
    }
    // Softmax does not see the keys' biases: their gradient is rounding in both programs. Adam divides it by ε at the least.
    let noise = 1e-16 * norm(truth.gradient[...])
    let drift = noise * Double(found.losses.count - 1) * fixture.rate / fixture.optimizer.adam.epsilon
    for tensor in layout.tensors {
      let (gradient, expected) = (found.gradient[tensor.range], truth.gradient[tensor.range])
      let vanishes = tensor.name.hasSuffix("key.bias")
      let allowed = vanishes ? noise : 1e-12 * norm(expected)
      #expect(distance(gradient, expected) <= allowed, "gradient of \(tensor.name)")
      let (weights, trained) = (found.after[tensor.range], truth.after[tensor.range])
      let apart = distance(weights, trained)
      #expect(
        apart <= 1e-10 * norm(trained) + (vanishes ? drift : 0), "weights of \(tensor.name) after all steps")
    }
  }

  /// PyTorch in double precision is the truth, and PyTorch's own distance from it in single precision says what rounding does.
  @Test(arguments: TorchFixture.names)
  func inSinglePrecisionTheyAgreeToRounding(name: String) throws {
    let fixture = try TorchFixture(name)
    let layout = try layout(of: fixture)
    let truth = try fixture.expected(.double, layout: layout)
    let single = try fixture.expected(.single, layout: layout)
    let found = try TrainedNetwork(fixture, in: Float.self)
    func expectRounding(
      _ part: KeyPath<TrainedNetwork, [Double]>, _ range: Range<Int>, _ what: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let exact = truth[keyPath: part][range]
      let rounding = distance(single[keyPath: part][range], exact)
      // A few roundings of 2⁻²⁴ where PyTorch happened to be exact.
      let allowed = 4 * rounding + 0x1p-22 * norm(exact)
      let error = distance(found[keyPath: part][range], exact)
      #expect(error <= allowed, "\(what): PyTorch errs by \(rounding)", sourceLocation: sourceLocation)
    }
    expectRounding(\.outputs, truth.outputs.indices, "outputs")
    for step in truth.losses.indices { expectRounding(\.losses, step..<step + 1, "loss before step \(step)") }
    for tensor in layout.tensors {
      expectRounding(\.gradient, tensor.range, "gradient of \(tensor.name)")
      expectRounding(\.after, tensor.range, "weights of \(tensor.name) after all steps")
    }
  }

  @Test(arguments: TorchFixture.names)
  func aNetworkTrainedInPyTorchLoadsAndGoesOn(name: String) throws {
    let fixture = try TorchFixture(name)
    let objective = try objective(of: fixture)
    // As a user would: PyTorch's names, a file, a network.
    let file = try SafetensorsFile.read(fixture.part("double/after").data())
    let weights = try file.weights(of: objective.layout)
    let rows = (0..<Int32(fixture.examples.count)).map { $0 }
    var gradient = weights
    var room = gradient.mutableSpan
    let loss = objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &room).loss
    let expected = try #require(fixture.values("double/losses").last)
    #expect(abs(loss - expected) <= 1e-13 * expected)
    // A short way against the gradient lowers the loss by |gradient|² times the way.
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    let way = 1e-6 / max(1, square)
    let moved = zip(weights, gradient).map { $0 - way * $1 }
    let lower = objective.evaluate(at: moved.span, rows: rows.span).loss
    #expect(abs((loss - lower) / (way * square) - 1) < 1e-3)
  }

  /// For Tests/fixtures/torch/check_written.py, which gives the files back to PyTorch.
  @Test(.enabled(if: writtenWeights != nil), arguments: TorchFixture.names)
  func weightsAreWrittenForPyTorch(name: String) throws {
    let fixture = try TorchFixture(name)
    let layout = try layout(of: fixture)
    let weights = try fixture.part("double/after").weights(of: layout)
    let folder = URL(filePath: try #require(writtenWeights))
    try SafetensorsFile(weights: weights.span, layout: layout, metadata: ["written-by": "Ravine"])
      .data().write(to: folder.appending(path: "\(name).safetensors"))
  }

  private func objective(of fixture: TorchFixture) throws -> NetworkObjective<Double> {
    try NetworkObjective(
      model: fixture.model, loss: fixture.loss, examples: fixture.examples, rowCapacity: fixture.examples.count)
  }

  private func layout(of fixture: TorchFixture) throws -> ParameterLayout { try objective(of: fixture).layout }
}
