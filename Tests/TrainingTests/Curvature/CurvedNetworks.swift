// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport

@testable import Training

/// A network at a point off its symmetric start, with the curvature and the gradient of the same loss.
struct CurvedNetwork {
  var name: String
  var model: any Model
  var loss: Loss
  var examples: Examples
  var rows: [Int32]
  var weights: [Double]
  let objective: NetworkObjective<Double>
  let curvature: NetworkCurvature<Double>

  init(
    _ name: String, _ model: any Model, _ loss: Loss, _ examples: Examples, rows: [Int32], capacity: Int = 8
  ) throws {
    (self.name, self.model, self.loss, self.examples, self.rows) = (name, model, loss, examples, rows)
    objective = try NetworkObjective(model: model, loss: loss, examples: examples, rowCapacity: capacity)
    curvature = try NetworkCurvature(model: model, loss: loss, examples: examples, rowCapacity: capacity)
    // Off the symmetric start: biases that are 0 and gains that are 1 would hide mistakes.
    var random = SplitMix(9)
    weights = objective.layout.initialWeights(seed: 1, replica: 0).map { $0 + 0.1 * random.normal() }
  }

  /// Every model with every loss, vectors and the margin included.
  static func all() throws -> [CurvedNetwork] {
    try SmallNetworks.all().flatMap { item -> [CurvedNetwork] in
      let rows: [Int32] = item.readsSymbols ? [3, 0, 7, 3, 12, 24, 11] : [1, 4, 0, 4, 9]
      let regression = SmallNetworks.regression(item.examples, width: 3)
      return try (SmallNetworks.losses + [.negativeMargin]).map {
        try CurvedNetwork("\(item), \($0)", item.model, $0, item.examples, rows: rows)
      } + [
        CurvedNetwork(
          "\(item), regression", item.model, .squaredError(mean: .rows, codes: .oneHot), regression, rows: rows)
      ]
    }
  }

  /// Whether all of its layers are smooth.
  var isSmooth: Bool {
    guard let width = try? loss.outputWidth(for: examples.targets), loss != .negativeMargin else { return false }
    var builder = NetworkBuilder(examples: examples, outputWidth: width)
    _ = try? model.build(&builder)
    return builder.layers.allSatisfy {
      ($0 as? Linear)?.activation != .relu && ($0 as? GatherSum)?.activation != .relu
    }
  }

  /// A direction of length 1.
  func direction(_ seed: UInt64) -> [Double] {
    var random = SplitMix(seed)
    let numbers = weights.map { _ in random.normal() }
    let size = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return numbers.map { $0 / size }
  }

  func gradient(along direction: [Double], _ step: Double) -> [Double] {
    objective.gradient(zip(weights, direction).map { $0 + step * $1 }, rows).1
  }

  func hessian(_ direction: [Double], _ rows: [Int32]? = nil) -> [Double] {
    curvature.hessian(weights, rows ?? self.rows, direction)
  }

  func gaussNewton(_ direction: [Double]) -> [Double] { curvature.gaussNewton(weights, rows, direction) }
}

extension NetworkCurvature {
  func hessian(_ weights: [R], _ rows: [Int32], _ direction: [R]) -> [R] {
    var product = [R](repeating: .nan, count: layout.count)
    var span = product.mutableSpan
    hessianProduct(at: weights.span, rows: rows.span, times: direction.span, into: &span)
    return product
  }

  func gaussNewton(_ weights: [R], _ rows: [Int32], _ direction: [R]) -> [R] {
    var product = [R](repeating: .nan, count: layout.count)
    var span = product.mutableSpan
    gaussNewtonProduct(at: weights.span, rows: rows.span, times: direction.span, into: &span)
    return product
  }

  func transposed(_ weights: [R], _ rows: [Int32], _ outputs: [R]) -> [R] {
    var product = [R](repeating: .nan, count: layout.count)
    var span = product.mutableSpan
    transposedJacobianProduct(at: weights.span, rows: rows.span, times: outputs, into: &span)
    return product
  }
}

func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

func norm(_ a: [Double]) -> Double { inner(a, a).squareRoot() }
