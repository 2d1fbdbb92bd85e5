// SPDX-License-Identifier: GPL-3.0-or-later

/// Natural cubic splines by their values at knots: g(x) = Σ_k N_k(x)·γ_k with g(t_k) = γ_k, linear beyond the outer knots.
package struct SplineBasis: Sendable, Equatable {
  /// The knots t_k, ascending; three at least.
  package let knots: [Double]
  /// The second derivatives at the knots by the values there, row by row: M = C·γ.
  private let curvatures: [Double]

  /// The basis of some knots; those that nearly coincide are one.
  package init(knots: [Double]) {
    let sorted = knots.sorted()
    let range = (sorted.last ?? 1) - (sorted.first ?? 0)
    var kept: [Double] = []
    for knot in sorted where kept.last.map({ knot - $0 > 2e-3 * range }) ?? true { kept.append(knot) }
    while kept.count < 3 { kept.append((kept.last ?? 0) + max(range, 1)) }
    self.knots = kept
    curvatures = Self.curvatures(kept)
  }

  /// How many values determine a curve.
  package var count: Int { knots.count }

  /// C from the equations of continuous slopes, h_{k−1}M_{k−1} + 2(h_{k−1} + h_k)M_k + h_k M_{k+1} = 6 (the change of slope).
  private static func curvatures(_ knots: [Double]) -> [Double] {
    let count = knots.count
    let h = zip(knots, knots.dropFirst()).map { $1 - $0 }
    var result = [Double](repeating: 0, count: count * count)
    var diagonal = [Double](repeating: 0, count: count)
    for column in 0..<count {
      var right = [Double](repeating: 0, count: count)
      for k in 1..<count - 1 {
        let slope = { (j: Int) -> Double in ((j + 1 == column ? 1 : 0) - (j == column ? 1 : 0)) / h[j] }
        right[k] = 6 * (slope(k) - slope(k - 1))
        diagonal[k] = 2 * (h[k - 1] + h[k])
      }
      for k in 2..<max(2, count - 1) {
        let factor = h[k - 1] / diagonal[k - 1]
        diagonal[k] -= factor * h[k - 1]
        right[k] -= factor * right[k - 1]
      }
      var next = 0.0
      for k in stride(from: count - 2, through: 1, by: -1) {
        next = (right[k] - h[k] * next) / diagonal[k]
        result[k * count + column] = next
      }
    }
    return result
  }

  /// Writes N_k(x) times a factor into a row of `count` numbers.
  func fill(_ row: inout [Double], from start: Int, at x: Double, times factor: Double) {
    let count = knots.count
    for k in 0..<count { row[start + k] = 0 }
    func add(_ k: Int, _ weight: Double) { row[start + k] += factor * weight }
    func addCurvature(_ k: Int, _ weight: Double) {
      let scaled = factor * weight
      guard scaled != 0 else { return }
      for j in 0..<count { row[start + j] += scaled * curvatures[k * count + j] }
    }
    if x <= knots[0] {
      let h = knots[1] - knots[0]
      let distance = (x - knots[0]) / h
      add(0, 1 - distance)
      add(1, distance)
      addCurvature(1, -distance * h * h / 6)
    } else if x >= knots[count - 1] {
      let h = knots[count - 1] - knots[count - 2]
      let distance = (x - knots[count - 1]) / h
      add(count - 1, 1 + distance)
      add(count - 2, -distance)
      addCurvature(count - 2, distance * h * h / 6)
    } else {
      var left = 0
      while left < count - 2, x >= knots[left + 1] { left += 1 }
      let h = knots[left + 1] - knots[left]
      let b = (x - knots[left]) / h
      let a = 1 - b
      add(left, a)
      add(left + 1, b)
      addCurvature(left, (a * a * a - a) * h * h / 6)
      addCurvature(left + 1, (b * b * b - b) * h * h / 6)
    }
  }

  /// g(x).
  package func value(_ values: [Double], at x: Double) -> Double {
    var row = [Double](repeating: 0, count: count)
    fill(&row, from: 0, at: x, times: 1)
    return zip(row, values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
