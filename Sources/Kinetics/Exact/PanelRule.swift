// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Statistics

/// The Gauss–Legendre rule on [−1, 1] with the matrix of its running integrals.
///
/// S[i][j] = ∫₋₁^{xᵢ} ℓⱼ(t) dt for the Lagrange polynomials ℓⱼ of the nodes, from ℓⱼ = wⱼ Σ_k (k + ½) P_k(xⱼ) P_k and
/// ∫₋₁ˣ P_k = (P_{k+1}(x) − P_{k−1}(x))/(2k + 1). Exact for polynomials up to degree 15.
struct PanelRule: Sendable {
  static let order = 16
  let nodes: [Double]
  let weights: [Double]
  /// Row by row.
  let running: [Double]

  static let shared = PanelRule()

  private init() {
    GSLStatus.prepare()
    let n = Self.order
    var nodes = [Double](repeating: 0, count: n)
    var weights = nodes
    if let table = gsl_integration_glfixed_table_alloc(n) {
      for index in 0..<n { gsl_integration_glfixed_point(-1, 1, index, &nodes[index], &weights[index], table) }
      gsl_integration_glfixed_table_free(table)
    }
    var running = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      let here = Self.legendre(nodes[i])
      for j in 0..<n {
        let there = Self.legendre(nodes[j])
        var sum = nodes[i] + 1
        for k in 1..<n { sum += there[k] * (here[k + 1] - here[k - 1]) }
        running[i * n + j] = weights[j] * sum / 2
      }
    }
    self.nodes = nodes
    self.weights = weights
    self.running = running
  }

  /// P₀ … P₁₆ at x.
  private static func legendre(_ x: Double) -> [Double] {
    var values = [1, x]
    for k in 1..<order {
      values.append((Double(2 * k + 1) * x * values[k] - Double(k) * values[k - 1]) / Double(k + 1))
    }
    return values
  }
}
