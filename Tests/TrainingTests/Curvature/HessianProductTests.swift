// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

/// A product with the Hessian is the derivative of the gradient along the direction.
@Suite struct HessianProductTests {
  @Test func equalsCentralDifferencesForEveryModelAndLoss() throws {
    for network in try CurvedNetwork.all() {
      let direction = network.direction(5)
      let product = network.hessian(direction)
      func difference(_ step: Double) -> [Double] {
        let (up, down) = (network.gradient(along: direction, step), network.gradient(along: direction, -step))
        return zip(up, down).map { ($0 - $1) / (2 * step) }
      }
      // A short step crosses no kink of ReLU; where there is none, two longer ones cancel the error of the second order.
      if network.isSmooth {
        let wanted = zip(difference(4e-4), difference(8e-4)).map { (4 * $0 - $1) / 3 }
        #expect(distance(product, wanted) < 1e-8, "\(network.name)")
      } else {
        #expect(distance(product, difference(1e-6)) < 1e-7, "\(network.name)")
      }
    }
  }

  @Test func tellsTheMeanLoss() throws {
    for network in try CurvedNetwork.all() {
      var product = network.weights
      var span = product.mutableSpan
      let loss = network.curvature.hessianProduct(
        at: network.weights.span, rows: network.rows.span, times: network.direction(5).span, into: &span)
      let known = network.objective.evaluate(at: network.weights.span, rows: network.rows.span).loss
      #expect(agree(loss, known, relative: 1e-12), "\(network.name)")
    }
  }

  @Test func isSymmetricAndLinear() throws {
    for network in try CurvedNetwork.all() {
      let (u, v) = (network.direction(5), network.direction(6))
      let (hu, hv) = (network.hessian(u), network.hessian(v))
      let size = max(norm(hu), norm(hv))
      #expect(abs(inner(u, hv) - inner(v, hu)) <= 1e-13 * size, "\(network.name)")
      let mixture = network.hessian(zip(u, v).map { 3 * $0 - 0.5 * $1 })
      #expect(norm(zip(mixture, zip(hu, hv)).map { $0 - 3 * $1.0 + 0.5 * $1.1 }) <= 1e-13 * size, "\(network.name)")
    }
  }

  @Test func followsTheRows() throws {
    for network in try CurvedNetwork.all() {
      let (v, rows) = (network.direction(5), network.rows)
      let whole = network.hessian(v)
      let size = norm(whole)
      func isWhole(_ other: [Double]) -> Bool { norm(zip(whole, other).map { $0 - $1 }) <= 1e-12 * size }
      #expect(isWhole(network.hessian(v, rows.reversed())), "\(network.name), another order")
      // The mean over the rows is the mean of the means over parts of them.
      let (first, second) = (Array(rows.prefix(2)), Array(rows.dropFirst(2)))
      let (share, rest) = (Double(first.count) / Double(rows.count), Double(second.count) / Double(rows.count))
      let parts = zip(network.hessian(v, first), network.hessian(v, second)).map { share * $0 + rest * $1 }
      #expect(isWhole(parts), "\(network.name), in parts")
      // More rows than a pass takes, and each row by itself.
      for (capacity, sharing) in [(3, RowSharing.distinct), (8, .none)] {
        let other = try NetworkCurvature<Double>(
          model: network.model, loss: network.loss, examples: network.examples, rowCapacity: capacity, sharing: sharing)
        #expect(isWhole(other.hessian(network.weights, rows, v)), "\(network.name), \(capacity) rows, \(sharing)")
      }
    }
  }

  @Test func inSinglePrecisionIsThatInDoublePrecisionToRounding() throws {
    for network in try CurvedNetwork.all() {
      let single = try NetworkCurvature<Float>(
        model: network.model, loss: network.loss, examples: network.examples, rowCapacity: 8)
      let (weights, v) = (network.weights.map { Float($0) }, network.direction(5).map { Float($0) })
      let product = single.hessian(weights, network.rows, v).map { Double($0) }
      let exact = network.curvature.hessian(weights.map { Double($0) }, network.rows, v.map { Double($0) })
      #expect(distance(product, exact) < 2e-5, "\(network.name)")
    }
  }

  @Test func threadsDoNotChangeABit() throws {
    let examples = SmallNetworks.pairs(31)
    let rows = (0..<Int32(examples.count)).filter { $0 % 7 != 0 }
    let models: [any Model] = [
      try EmbeddingMLP(), Transformer(), try QuadraticNetwork(width: 700), try ToyDecoder(),
      {
        var model = Transformer()
        (model.layers, model.normalization) = (2, .pre)
        return model
      }(),
    ]
    for model in models {
      let runs = try [1, 2, 3].map { threads in
        let curvature = try NetworkCurvature<Float>(
          model: model, loss: .crossEntropy, examples: examples, rowCapacity: rows.count, threads: threads)
        let weights = curvature.layout.initialWeights(seed: 1, replica: 0).map { Float($0) }
        let direction = curvature.layout.initialWeights(seed: 2, replica: 0).map { Float($0) }
        return (0..<2).map { _ in
          [curvature.hessian(weights, rows, direction), curvature.gaussNewton(weights, rows, direction)]
        }
      }
      for run in runs.flatMap({ $0 }) { #expect(run == runs[0][0]) }
      #expect(runs[0][0][0].contains { $0 != 0 })
    }
  }
}
