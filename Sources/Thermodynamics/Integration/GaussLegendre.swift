// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Statistics

/// The Gauss–Legendre rule on [−1, 1] with a coarser rule on every second of its nodes.
///
/// The coarse weights are v_j = ∫ℓ_j of the Lagrange polynomials on the chosen nodes, which the full rule integrates exactly.
/// How far the two rules differ bounds the error of the full one for integrands that a polynomial can follow.
struct GaussLegendre: Sendable {
  let nodes: [Double]
  let weights: [Double]
  /// Zero at the nodes that are left out.
  let coarseWeights: [Double]

  init(nodes count: Int) {
    GSLStatus.prepare()
    var nodes = [Double](repeating: 0, count: count)
    var weights = nodes
    if let table = gsl_integration_glfixed_table_alloc(count) {
      for index in 0..<count { gsl_integration_glfixed_point(-1, 1, index, &nodes[index], &weights[index], table) }
      gsl_integration_glfixed_table_free(table)
    }
    let chosen = stride(from: count % 2 == 0 ? 1 : 0, to: count, by: 2).map { $0 }
    var coarse = [Double](repeating: 0, count: count)
    for j in chosen {
      for i in nodes.indices {
        coarse[j] += chosen.filter { $0 != j }.reduce(weights[i]) { product, k in
          product * (nodes[i] - nodes[k]) / (nodes[j] - nodes[k])
        }
      }
    }
    self.nodes = nodes
    self.weights = weights
    coarseWeights = coarse
  }
}
