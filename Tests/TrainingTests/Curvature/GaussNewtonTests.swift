// SPDX-License-Identifier: GPL-3.0-or-later
import TestSupport
import Testing

@testable import Training

/// Products with the Jacobian of the outputs, and the part of the Hessian that they make.
@Suite struct GaussNewtonTests {
  @Test func jacobianIsTheDerivativeOfTheOutputs() throws {
    for network in try CurvedNetwork.all() {
      let v = network.direction(5)
      let found = network.curvature.jacobianProduct(at: network.weights.span, rows: network.rows.span, times: v.span)
      func outputs(_ step: Double) -> [Double] {
        let moved = zip(network.weights, v).map { $0 + step * $1 }
        return network.objective.outputs(at: moved.span, rows: network.rows.span)
      }
      let wanted = zip(outputs(1e-6), outputs(-1e-6)).map { ($0 - $1) / 2e-6 }
      #expect(distance(found, wanted) < 1e-7, "\(network.name)")
    }
  }

  @Test func transposedJacobianIsTheAdjoint() throws {
    for network in try CurvedNetwork.all() {
      let v = network.direction(5)
      let forward = network.curvature.jacobianProduct(at: network.weights.span, rows: network.rows.span, times: v.span)
      var random = SplitMix(8)
      let u = forward.map { _ in random.normal() }
      let back = network.curvature.transposed(network.weights, network.rows, u)
      #expect(abs(inner(u, forward) - inner(back, v)) <= 1e-13 * norm(u) * norm(forward), "\(network.name)")
    }
  }

  @Test func isSymmetricAndPositiveForConvexLosses() throws {
    for network in try CurvedNetwork.all() {
      let (u, v) = (network.direction(5), network.direction(6))
      let (gu, gv) = (network.gaussNewton(u), network.gaussNewton(v))
      #expect(abs(inner(u, gv) - inner(v, gu)) <= 1e-13 * max(norm(gu), norm(gv)), "\(network.name)")
      if network.curvature.isConvexInOutputs { #expect(inner(u, gu) >= 0 && inner(v, gv) >= 0, "\(network.name)") }
    }
  }

  @Test func isTheHessianOfANetworkThatIsLinearInItsWeights() throws {
    let examples = SmallNetworks.features()
    for loss in SmallNetworks.losses {
      let network = try CurvedNetwork("linear", try DeepLinear(widths: []), loss, examples, rows: [1, 4, 0, 4, 9])
      let v = network.direction(5)
      #expect(distance(network.hessian(v), network.gaussNewton(v)) < 1e-14, "\(loss)")
    }
  }

  @Test func isTheHessianWhereNoResidualIsLeft() throws {
    for item in try SmallNetworks.all() {
      let rows: [Int32] = item.readsSymbols ? [3, 0, 7, 12, 24, 11] : [1, 4, 0, 9]
      let loss = Loss.squaredError(mean: .rows, codes: .oneHot)
      let before = try CurvedNetwork(
        "\(item)", item.model, loss, SmallNetworks.regression(item.examples, width: 3), rows: rows)
      let all = (0..<Int32(item.examples.count)).map { $0 }
      var examples = before.examples
      // The network's own answers.
      examples.targets = .vectors(before.objective.outputs(at: before.weights.span, rows: all.span), width: 3)
      let network = try CurvedNetwork("\(item)", item.model, loss, examples, rows: rows)
      let v = network.direction(5)
      #expect(distance(network.hessian(v), network.gaussNewton(v)) < 1e-11, "\(item)")
    }
  }

  @Test func hessianOfTheCrossEntropyStaysExactWhereAllIsKnown() throws {
    // One class has all of the probability but e^{-60}: what is left must come out to full relative precision.
    let examples = Examples(
      inputs: .features([1], width: 1), targets: .labels([0], classes: 2))
    let curvature = try NetworkCurvature<Double>(
      model: try DeepLinear(widths: []), loss: .crossEntropy, examples: examples, rowCapacity: 1)
    // L = ln(1 + e^{−(w₀ − w₁)}), so that H = s (1, −1; −1, 1) with s = p(1 − p).
    let product = curvature.hessian([30, -30], [0], [1, 0])
    let exact = 8.75651076269652e-27
    #expect(agree(product[0], exact, relative: 1e-12) && agree(product[1], -exact, relative: 1e-12))
  }
}
