// SPDX-License-Identifier: GPL-3.0-or-later

/// L with LLᵀ = H + ρI, the smallest ρ ≥ 0 of a coarse series that makes it positive definite; L lower triangular.
///
/// d³/6 operations once per sampler with d ≤ 64: too little to ask a library for.
struct CholeskyFactor: Sendable {
  private let dimension: Int
  private let entries: [Double]

  init(ofNearlyPositive matrix: [Double], dimension: Int) {
    self.dimension = dimension
    let size = (0..<dimension).reduce(0.0) { max($0, abs(matrix[$1 * dimension + $1])) }
    let scale = size.isFinite && size > 0 ? size : 1
    var ridge = 0.0
    while true {
      if let entries = Self.factor(matrix, dimension, ridge: ridge, least: 1e-6 * scale) {
        self.entries = entries
        return
      }
      // Ends at the latest when the ridge dominates; a matrix that is not finite becomes a multiple of one.
      if ridge > 1e3 * scale {
        entries = (0..<dimension * dimension).map { $0 % (dimension + 1) == 0 ? scale.squareRoot() : 0 }
        return
      }
      ridge = max(4 * ridge, 1e-3 * scale)
    }
  }

  private static func factor(_ matrix: [Double], _ d: Int, ridge: Double, least: Double) -> [Double]? {
    var l = [Double](repeating: 0, count: d * d)
    for i in 0..<d {
      for j in 0...i {
        var sum = matrix[i * d + j] + (i == j ? ridge : 0)
        for k in 0..<j { sum -= l[i * d + k] * l[j * d + k] }
        if i == j {
          guard sum >= least else { return nil }
          l[i * d + i] = sum.squareRoot()
        } else {
          l[i * d + j] = sum / l[j * d + j]
        }
      }
    }
    return l
  }

  /// v ← L⁻¹ v.
  func solve(_ v: inout [Double]) {
    for i in 0..<dimension {
      var sum = v[i]
      for k in 0..<i { sum -= entries[i * dimension + k] * v[k] }
      v[i] = sum / entries[i * dimension + i]
    }
  }

  /// Lᵀ v.
  func roundCoordinates(_ v: [Double]) -> [Double] {
    (0..<dimension).map { i in (i..<dimension).reduce(0) { $0 + entries[$1 * dimension + i] * v[$1] } }
  }

  /// v ← L⁻ᵀ v.
  func solveTransposed(_ v: inout [Double]) {
    for i in (0..<dimension).reversed() {
      v[i] /= entries[i * dimension + i]
      for k in 0..<i { v[k] -= entries[i * dimension + k] * v[i] }
    }
  }
}
