// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

/// Hessians that are known in closed form.
@Suite struct ClosedHessianTests {
  @Test func ofLinearRegressionIsTwiceTheSecondMoments() throws {
    var random = SplitMix(12)
    let (count, width, outputs) = (11, 4, 3)
    let x = (0..<count * width).map { _ in random.normal() }
    let examples = SmallNetworks.regression(
      Examples(inputs: .features(x, width: width), targets: .labels([], classes: 0)), width: outputs)
    for (mean, divisor) in [(Loss.Mean.rows, 1.0), (.elements, Double(outputs))] {
      let curvature = try NetworkCurvature<Double>(
        model: try DeepLinear(widths: []), loss: .squaredError(mean: mean, codes: .oneHot), examples: examples,
        rowCapacity: count)
      let weights = (0..<curvature.layout.count).map { _ in random.normal() }
      let v = weights.map { _ in random.normal() }
      let product = curvature.hessian(weights, (0..<Int32(count)).map { $0 }, v)
      // (2/n) V Xᵀ X for the matrix V (outputs × inputs) of the direction.
      let exact = (0..<outputs).flatMap { o in
        (0..<width).map { i -> Double in
          (0..<count).reduce(0.0) { sum, row in
            let projection = (0..<width).reduce(0.0) { $0 + v[o * width + $1] * x[row * width + $1] }
            return sum + 2 * projection * x[row * width + i] / (Double(count) * divisor)
          }
        }
      }
      #expect(distance(product, exact) < 1e-14, "\(mean)")
    }
  }

  /// f = c(s − ab)² + L₀ + (γ/2)(a² + b²): at the minima 2γ and 4cs − 2γ, at the saddle γ − 2cs and γ + 2cs.
  @Test(arguments: [(c: 1.0, s: 1.0, gamma: 0.5), (c: 0.7, s: 2.5, gamma: 1.2), (c: 3, s: 0.4, gamma: 0.1)])
  func ofTwoWeights(_ law: (c: Double, s: Double, gamma: Double)) throws {
    let x = law.c.squareRoot()
    let examples = Examples(inputs: .features([x], width: 1), targets: .vectors([law.s * x], width: 1))
    let curvature = try NetworkCurvature<Double>(
      model: try DeepLinear(widths: [1]), loss: .squaredError(mean: .elements, codes: .oneHot), examples: examples,
      rowCapacity: 1)
    let root = (law.s - law.gamma / (2 * law.c)).squareRoot()
    func eigenvalue(_ point: [Double], _ direction: [Double]) -> Double {
      let product = zip(curvature.hessian(point, [0], direction), direction).map { $0 + law.gamma * $1 }
      #expect(abs(product[0] * direction[1] - product[1] * direction[0]) < 1e-13)
      return inner(product, direction) / inner(direction, direction)
    }
    for sign in [1.0, -1] {
      let minimum = [sign * root, sign * root]
      #expect(agree(eigenvalue(minimum, [1, -1]), 2 * law.gamma, relative: 1e-13))
      #expect(agree(eigenvalue(minimum, [1, 1]), 4 * law.c * law.s - 2 * law.gamma, relative: 1e-13))
    }
    #expect(agree(eigenvalue([0, 0], [1, 1]), law.gamma - 2 * law.c * law.s, relative: 1e-13))
    #expect(agree(eigenvalue([0, 0], [1, -1]), law.gamma + 2 * law.c * law.s, relative: 1e-13))
  }
}
