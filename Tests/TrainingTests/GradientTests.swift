// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import TestSupport
import Testing

@testable import Training

/// The gradient is the derivative of the loss, tensor by tensor.
@Suite struct GradientTests {
  /// Compares a gradient with central differences, tensor by tensor.
  private func check(
    _ name: String, _ objective: NetworkObjective<Double>, rows: [Int32], dropout: DropoutNoise? = nil
  ) {
    // A step at which neither the curvature nor rounding reaches the seventh digit.
    let step = 3e-6
    // Off the symmetric start: biases that are 0 and gains that are 1 would hide mistakes.
    var random = SplitMix(9)
    let weights = objective.layout.initialWeights(seed: 1, replica: 0).map { $0 + 0.1 * random.normal() }
    let (_, gradient) = objective.gradient(weights, rows, dropout: dropout)
    for tensor in objective.layout.tensors {
      let difference = tensor.range.map { element -> Double in
        func loss(_ move: Double) -> Double {
          var moved = weights
          moved[element] += move
          return objective.gradient(moved, rows, dropout: dropout).0.loss
        }
        return (loss(step) - loss(-step)) / (2 * step)
      }
      let found = Array(gradient[tensor.range])
      if tensor.name.hasSuffix("key.bias") {
        // A bias of the keys adds the same to all products of a query, which softmax does not see.
        let size = gradient.map(abs).max() ?? 0
        #expect(found.allSatisfy { abs($0) < 1e-12 * size }, "\(name): \(tensor.name)")
        continue
      }
      #expect(distance(found, difference) < 1e-6, "\(name): \(tensor.name)")
    }
  }

  @Test func equalsCentralDifferencesForEveryModelAndLoss() throws {
    for item in try SmallNetworks.all() {
      let rows: [Int32] = item.readsSymbols ? [3, 0, 7, 3, 12, 24, 11] : [1, 4, 0, 4, 9]
      for loss in SmallNetworks.losses {
        let objective = try NetworkObjective<Double>(
          model: item.model, loss: loss, examples: item.examples, rowCapacity: 8)
        check("\(item), \(loss)", objective, rows: rows)
      }
      let objective = try NetworkObjective<Double>(
        model: item.model, loss: .squaredError(mean: .rows, codes: .oneHot),
        examples: SmallNetworks.regression(item.examples, width: 3), rowCapacity: 8)
      check("\(item), regression", objective, rows: rows)
    }
  }

  @Test func equalsCentralDifferencesWithAFixedDropoutMask() throws {
    for item in try SmallNetworks.all() where item.description.contains("dropout") {
      let noise = DropoutNoise(
        stream: StreamName(seed: 5, task: 0, purpose: .dropout), walker: 2, step: 77)
      let objective = try NetworkObjective<Double>(
        model: item.model, loss: .crossEntropy, examples: item.examples, rowCapacity: 8)
      check("\(item)", objective, rows: [3, 0, 7, 3, 11], dropout: noise)
      let weights = objective.layout.initialWeights(seed: 1, replica: 0)
      let still = objective.gradient(weights, [3, 0, 7]).0.loss
      let dropped = objective.gradient(weights, [3, 0, 7], dropout: noise).0.loss
      #expect(still != dropped)
    }
  }

  @Test func inSinglePrecisionIsThatInDoublePrecisionToRounding() throws {
    for item in try SmallNetworks.all() {
      let rows = Array(0..<Int32(12))
      for loss in SmallNetworks.losses {
        let double = try NetworkObjective<Double>(
          model: item.model, loss: loss, examples: item.examples, rowCapacity: 12)
        let single = try NetworkObjective<Float>(
          model: item.model, loss: loss, examples: item.examples, rowCapacity: 12)
        // The same point, exactly.
        let weights = double.layout.initialWeights(seed: 6, replica: 0).map { Float($0) }
        let (first, second) = (double.gradient(weights.map { Double($0) }, rows), single.gradient(weights, rows))
        #expect(agree(first.0.loss, second.0.loss, relative: 1e-5), "\(item), \(loss)")
        #expect(distance(first.1, second.1.map { Double($0) }) < 1e-5, "\(item), \(loss)")
      }
    }
  }

  @Test func ofLongListsIsTheMeanOverTheirParts() throws {
    for item in try SmallNetworks.all() {
      let rows = (0..<Int32(item.examples.count)).filter { $0 % 3 != 1 }
      let whole = try NetworkObjective<Double>(
        model: item.model, loss: .crossEntropy, examples: item.examples, rowCapacity: item.examples.count)
      let parts = try NetworkObjective<Double>(
        model: item.model, loss: .crossEntropy, examples: item.examples, rowCapacity: 3)
      let weights = whole.layout.initialWeights(seed: 2, replica: 0)
      let (first, second) = (whole.gradient(weights, rows), parts.gradient(weights, rows))
      #expect(distance(first.1, second.1) < 1e-12, "\(item)")
      #expect(agree(first.0.loss, second.0.loss, relative: 1e-12))
      #expect(first.0.correct == second.0.correct)
      #expect(whole.evaluate(at: weights.span, rows: rows.span) == first.0)
      #expect(
        distance(whole.outputs(at: weights.span, rows: rows.span), parts.outputs(at: weights.span, rows: rows.span))
          < 1e-12)
    }
  }
}
