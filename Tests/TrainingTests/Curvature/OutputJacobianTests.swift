// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

@Suite struct OutputJacobianTests {
  private func jacobian(_ model: any Model, _ examples: Examples, rows: [Int32]) throws -> OutputJacobian {
    let network = try CurvedNetwork("", model, .squaredError(mean: .rows, codes: .oneHot), examples, rows: rows)
    let found = OutputJacobian(of: network.curvature, at: network.weights.span, rows: rows)
    return try #require(found)
  }

  @Test func rankOfOneLayerIsThatOfTheInputsForEachOutput() throws {
    // Twelve rows of six features: rank six; three rows: rank three; each counts once for each of the four outputs.
    let examples = SmallNetworks.features()
    #expect(try jacobian(DeepLinear(widths: []), examples, rows: Array(0..<12)).rank == 24)
    #expect(try jacobian(DeepLinear(widths: []), examples, rows: [2, 5, 9]).rank == 12)
    // The same row twice says nothing new.
    #expect(try jacobian(DeepLinear(widths: []), examples, rows: [2, 5, 2]).rank == 8)
  }

  @Test func rankOfTwoLayersLeavesTheirSymmetryOut() throws {
    // Products of 4 × 3 and 3 × 6 matrices: 3·(4 + 6) weights, of which 3·3 only change the basis in between.
    let jacobian = try jacobian(DeepLinear(widths: [3]), SmallNetworks.features(), rows: Array(0..<12))
    #expect(jacobian.rank == 21)
    #expect(jacobian.singularValues.count == 30)
    #expect(jacobian.gap > 1e6)
  }

  @Test func squaresOfSingularValuesAddUpToTheNormOfTheProducts() throws {
    for item in try SmallNetworks.all() {
      let network = try CurvedNetwork(
        "\(item)", item.model, .crossEntropy, item.examples, rows: [3, 0, 7])
      let jacobian = OutputJacobian(of: network.curvature, at: network.weights.span, rows: network.rows)
      let found = try #require(jacobian)
      var square = 0.0
      for weight in network.weights.indices {
        var unit = [Double](repeating: 0, count: network.weights.count)
        unit[weight] = 1
        let column = network.curvature.jacobianProduct(
          at: network.weights.span, rows: network.rows.span, times: unit.span)
        square += inner(column, column)
      }
      #expect(agree(found.singularValues.reduce(0) { $0 + $1 * $1 }, square, relative: 1e-12), "\(item)")
      #expect(found.rank <= 3 * network.curvature.outputWidth)
    }
  }
}
