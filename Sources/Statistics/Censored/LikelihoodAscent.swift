// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Where an ascent ended.
struct LikelihoodOptimum {
  /// The internal coordinates, ln σ last.
  var point: [Double]
  /// ln L there.
  var value: Double
  /// Whether the ascent came to rest.
  var converged: Bool
}

extension CensoredLikelihood {
  /// Newton's method within the bounds, damped as by Levenberg and Marquardt where the Hessian is not negative definite or a step
  /// does not climb; Cholesky's decomposition by GSL.
  ///
  /// - Parameters:
  ///   - start: internal coordinates, ln σ last.
  ///   - held: coordinates that stay as they are.
  ///   - iterations: how many steps at most.
  mutating func climb(
    from start: [Double], holding held: Set<Int> = [], iterations: Int = 100
  ) -> LikelihoodOptimum {
    GSLStatus.prepare()
    var point = start.indices.map { min(max(start[$0], bounds[$0].lowerBound), bounds[$0].upperBound) }
    var value = evaluate(point, derivatives: true)
    guard value > -.infinity else { return LikelihoodOptimum(point: point, value: value, converged: false) }
    var damping = 0.0
    for _ in 0..<iterations {
      // A coordinate at its bound stays there while the slope pushes it out.
      let free = point.indices.filter { index in
        guard !held.contains(index) else { return false }
        if point[index] <= bounds[index].lowerBound, gradient[index] <= 0 { return false }
        return point[index] < bounds[index].upperBound || gradient[index] < 0
      }
      guard !free.isEmpty else { return LikelihoodOptimum(point: point, value: value, converged: true) }
      var found = ascentStep(free, damping: damping)
      while found == nil, damping < 1e12 {
        damping = Self.more(damping)
        found = ascentStep(free, damping: damping)
      }
      guard let step = found else { break }
      // Logarithms go by factors of e² at most: beyond, the parabola is no guide.
      let longest = free.indices.reduce(2.0) { max($0, isLogarithmic(free[$1]) ? abs(step[$1]) : 0) }
      var moved = point
      var gain = 0.0
      for (place, index) in free.enumerated() {
        gain += 0.5 * gradient[index] * step[place]
        moved[index] = min(
          max(point[index] + step[place] * 2 / longest, bounds[index].lowerBound), bounds[index].upperBound)
      }
      // The last step is taken without a test: it squares the error, and rounding hides the gain.
      let isLast = gain < 1e-10 && damping < 1e-2
      let next = evaluate(moved, derivatives: true)
      if next >= value || (isLast && next > value - 1e-7) {
        (point, value) = (moved, next)
        damping = damping < 1e-4 ? 0 : damping / 4
        if isLast { return LikelihoodOptimum(point: point, value: value, converged: true) }
      } else {
        _ = evaluate(point, derivatives: true)
        if isLast { return LikelihoodOptimum(point: point, value: value, converged: true) }
        damping = Self.more(damping)
        if damping > 1e12 { break }
      }
    }
    return LikelihoodOptimum(point: point, value: value, converged: false)
  }

  /// By small factors, since where the likelihood is convex along ln c the step is longest just above one.
  private static func more(_ damping: Double) -> Double { max(4 * damping, 1e-3) }

  private func isLogarithmic(_ index: Int) -> Bool {
    index == count || law.coefficients[index].domain != .real
  }

  /// (−H + damping·|diag H|)⁻¹·gradient over the free coordinates, scaled by the diagonal; `nil` where it is not positive definite.
  private func ascentStep(_ free: [Int], damping: Double) -> [Double]? {
    let diagonal = free.map { max(abs(hessian[$0 * size + $0]), 1e-12) }
    let scale = diagonal.map { 1 / $0.squareRoot() }
    var matrix: [Double] = []
    for (a, i) in free.enumerated() {
      for (b, j) in free.enumerated() {
        matrix.append(-hessian[i * size + j] * scale[a] * scale[b] + (a == b ? damping : 0))
      }
    }
    guard var step = SymmetricSystem.solve(matrix, free.enumerated().map { gradient[$1] * scale[$0] }) else {
      return nil
    }
    for index in step.indices { step[index] *= scale[index] }
    return step.allSatisfy(\.isFinite) ? step : nil
  }
}

/// Systems with a symmetric, positive definite matrix, by GSL.
enum SymmetricSystem {
  /// x with M·x = b; `nil` where M, row by row, is not positive definite to rounding.
  static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    var (factor, solution) = (matrix, right)
    let count = right.count
    let status = factor.withUnsafeMutableBufferPointer { entries in
      solution.withUnsafeMutableBufferPointer { values -> Int32 in
        guard let entries = entries.baseAddress, let values = values.baseAddress else { return -1 }
        var view = gsl_matrix_view_array(entries, count, count)
        var vector = gsl_vector_view_array(values, count)
        let status = gsl_linalg_cholesky_decomp1(&view.matrix)
        guard status == 0, (0..<count).allSatisfy({ entries[$0 * count + $0] > 1e-7 }) else { return -1 }
        return gsl_linalg_cholesky_svx(&view.matrix, &vector.vector)
      }
    }
    return status == 0 ? solution : nil
  }

  /// M⁻¹, row by row.
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let scale = matrix.indices.map { 1 / max(abs(matrix[$0][$0]), 1e-300).squareRoot() }
    let scaled = matrix.indices.flatMap { i in matrix.indices.map { j in matrix[i][j] * scale[i] * scale[j] } }
    var columns: [[Double]] = []
    for unit in matrix.indices {
      guard let column = solve(scaled, matrix.indices.map { $0 == unit ? 1 : 0 }) else { return nil }
      columns.append(column.indices.map { column[$0] * scale[$0] * scale[unit] })
    }
    return columns
  }
}
