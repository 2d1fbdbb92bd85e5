// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Potentials
import TestSupport
import Testing
import Training

/// The exact Hessian products of f are its Hessian's, which small networks have in two other ways.
struct NetworkCurvatureTests {
  private func columns(_ potential: NetworkPotential, at point: [Double]) throws -> [Double] {
    let curvature = try potential.curvature(at: point)
    let d = potential.dimension
    return (0..<d).flatMap { column -> [Double] in
      var unit = [Double](repeating: 0, count: d)
      unit[column] = 1
      var product = unit
      var span = product.mutableSpan
      curvature.multiply(unit.span, into: &span)
      return product
    }
  }

  private func check(_ potential: NetworkPotential, tolerance: Double) throws {
    var random = SplitMix(3)
    let point = (0..<potential.dimension).map { _ in random.normal() }
    let products = try columns(potential, at: point)
    let elements = potential.hessian(at: point)
    let size = elements.map { abs($0) }.max() ?? 0
    for (product, element) in zip(products, elements) { #expect(abs(product - element) <= tolerance * size) }
  }

  @Test func productsAreTheDenseHessian() throws {
    let rows = GivenRows.regression(rows: 9, inputs: 3, outputs: 2, seed: 4)
    let classes = GivenRows.classes(rows: 12, inputs: 3, classes: 4, seed: 5)
    for activation in [Activation.tanh, .gelu, .quadratic] {
      let model = try MultilayerPerceptron(widths: [4, 3], activation: activation)
      try check(rows.potential(model, confinement: 0.3), tolerance: 1e-12)
      try check(classes.potential(model, loss: .crossEntropy, confinement: 0.3), tolerance: 1e-12)
    }
    // Where there is no closed form, the Hessian of the potential is differenced.
    try check(classes.potential(DeepLinear(widths: [2]), loss: .stableMax, confinement: 0.1), tolerance: 1e-6)
  }

  @Test func outputsChangeInAsManyDirectionsAsTheirProductsHaveFreedom() throws {
    let rows = GivenRows.regression(rows: 9, inputs: 5, outputs: 4, seed: 4)
    let potential = try rows.potential(DeepLinear(widths: [2]), confinement: 0.1)
    #expect(potential.outputCount == 36)
    var random = SplitMix(6)
    let point = (0..<18).map { _ in random.normal() }
    let rank = try potential.curvature(at: point).outputRank { false }
    // Matrices of rank two, 4 × 5: 2(4 + 5) − 4.
    #expect(rank?.rank == 14)
    #expect(rank.map { $0.gap > 1e6 } ?? false)
    let stopped = try potential.curvature(at: point).outputRank { true }
    #expect(stopped == nil)
  }
}
