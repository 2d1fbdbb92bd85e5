// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension GibbsLine {
  /// ln ∫ from the left end to each place of a function given by its logarithm at the nodes.
  func fromLeft(_ logarithm: [Double]) -> Values {
    let n = PanelRule.order
    let rule = PanelRule.shared
    var atNodes = [Double](repeating: -.infinity, count: nodes.count)
    var atEdges = [-Double.infinity]
    atEdges.reserveCapacity(edges.count)
    var scaled = [Double](repeating: 0, count: n)
    var soFar = -Double.infinity
    for panel in 0..<(edges.count - 1) {
      let half = (edges[panel + 1] - edges[panel]) / 2
      let reference = scale(logarithm, panel, into: &scaled)
      var total = 0.0
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<n { sum += rule.running[i * n + j] * scaled[j] }
        atNodes[panel * n + i] = Self.logSum(soFar, reference + log(max(0, sum * half)))
        total += rule.weights[i] * scaled[i]
      }
      soFar = Self.logSum(soFar, reference + log(total * half))
      atEdges.append(soFar)
    }
    return Values(nodes: atNodes, edges: atEdges)
  }

  /// ln ∫ from each place to the right end.
  func fromRight(_ logarithm: [Double]) -> Values {
    let n = PanelRule.order
    let rule = PanelRule.shared
    var atNodes = [Double](repeating: -.infinity, count: nodes.count)
    var atEdges = [Double](repeating: -.infinity, count: edges.count)
    var scaled = [Double](repeating: 0, count: n)
    var soFar = -Double.infinity
    for panel in stride(from: edges.count - 2, through: 0, by: -1) {
      let half = (edges[panel + 1] - edges[panel]) / 2
      let reference = scale(logarithm, panel, into: &scaled)
      var total = 0.0
      for i in 0..<n {
        // The rule is symmetric: what lies right of node i is what lies left of its mirror image.
        var sum = 0.0
        for j in 0..<n { sum += rule.running[(n - 1 - i) * n + (n - 1 - j)] * scaled[j] }
        atNodes[panel * n + i] = Self.logSum(soFar, reference + log(max(0, sum * half)))
        total += rule.weights[i] * scaled[i]
      }
      soFar = Self.logSum(soFar, reference + log(total * half))
      atEdges[panel] = soFar
    }
    return Values(nodes: atNodes, edges: atEdges)
  }

  /// ln ∫ over the panels that lie in a range whose ends are breaks.
  func over(_ range: ClosedRange<Double>, _ logarithm: [Double]) -> Double {
    let n = PanelRule.order
    var scaled = [Double](repeating: 0, count: n)
    var sum = -Double.infinity
    for panel in 0..<(edges.count - 1) {
      let middle = (edges[panel] + edges[panel + 1]) / 2
      guard range.contains(middle) else { continue }
      let reference = scale(logarithm, panel, into: &scaled)
      let total = zip(PanelRule.shared.weights, scaled).reduce(0) { $0 + $1.0 * $1.1 }
      sum = Self.logSum(sum, reference + log(total * (edges[panel + 1] - edges[panel]) / 2))
    }
    return sum
  }

  /// Writes e^{g − largest g} of a panel; returns the largest g.
  private func scale(_ logarithm: [Double], _ panel: Int, into scaled: inout [Double]) -> Double {
    let n = PanelRule.order
    var largest = -Double.infinity
    for j in 0..<n { largest = max(largest, logarithm[panel * n + j]) }
    guard largest > -.infinity else {
      for j in 0..<n { scaled[j] = 0 }
      return 0
    }
    for j in 0..<n { scaled[j] = exp(logarithm[panel * n + j] - largest) }
    return largest
  }

  /// ln(eᵃ + eᵇ).
  static func logSum(_ a: Double, _ b: Double) -> Double {
    if a == -.infinity { return b }
    if b == -.infinity { return a }
    return max(a, b) + log1p(exp(-abs(a - b)))
  }
}
