// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The covariance of the internal coordinates at the maximum of a likelihood.
struct FitSpread: Sendable {
  /// Coordinates without curvature: at a bound, or where the likelihood is flat.
  let edges: Set<Int>
  /// By the observed information, enlarged for few runs; zero rows for edges.
  let covariance: [[Double]]
  /// By the sandwich over clusters; `nil` without clusters.
  let sandwich: [[Double]]?
  /// Degrees of freedom of the intervals.
  let freedom: Int
  /// Runs that were seen.
  let seen: Int
  /// Independent groups of runs, where there are fewer than runs.
  let clusters: Int?

  /// Curvatures below which a coordinate counts as flat: ln c uncertain by a factor e³⁰.
  private static let flat = 1e-3

  init(
    _ likelihood: inout CensoredLikelihood, at optimum: LikelihoodOptimum, seen: Int, clusters: [Int]?
  ) throws(NotApplicable) {
    let (count, size) = (likelihood.count, likelihood.size)
    _ = likelihood.evaluate(optimum.point, derivatives: true)
    let hessian = likelihood.hessian
    var edges: Set<Int> = []
    for index in 0..<count {
      let bounds = likelihood.bounds[index]
      let isBound =
        optimum.point[index] <= bounds.lowerBound || optimum.point[index] >= bounds.upperBound
        || likelihood.isAtInfinity(index, optimum.point[index])
      let isLogarithmic = likelihood.law.coefficients[index].domain != .real
      if isBound || (isLogarithmic && -hessian[index * size + index] < Self.flat) { edges.insert(index) }
    }
    // Times without scatter leave σ at its least value, where it has no curvature.
    let isExact = optimum.point[count] <= likelihood.bounds[count].lowerBound
    let active = (0..<size).filter { !edges.contains($0) && !(isExact && $0 == count) }
    let information = active.map { i in active.map { j in -hessian[i * size + j] } }
    guard let inverse = SymmetricSystem.inverse(information) else {
      throw NotApplicable(
        "the law '\(likelihood.law.name)' is not determined: the runs do not tell its coefficients apart")
    }
    self.edges = edges
    self.seen = seen
    let independent = clusters.map { Set($0).count } ?? likelihood.rowOfRun.count
    let isClustered = independent < likelihood.rowOfRun.count
    self.clusters = isClustered ? independent : nil
    freedom = max(1, min(seen, isClustered ? independent : seen) - count)
    let enlarged = Double(seen) / Double(max(1, seen - count))
    covariance = Self.embedded(inverse, active, size, factor: enlarged)
    guard isClustered, let clusters else {
      sandwich = nil
      return
    }
    var sums: [Int: [Double]] = [:]
    for (run, score) in likelihood.scores(at: optimum.point).enumerated() {
      var sum = sums[clusters[run]] ?? [Double](repeating: 0, count: size)
      for index in 0..<size { sum[index] += score[index] }
      sums[clusters[run]] = sum
    }
    // In the order of the clusters' numbers, so that rounding is the same in every process.
    let steps = sums.keys.sorted().compactMap { sums[$0] }.map { sum in
      inverse.map { row in zip(row, active).reduce(0) { $0 + $1.0 * sum[$1.1] } }
    }
    let meat = active.indices.map { i in active.indices.map { j in steps.reduce(0) { $0 + $1[i] * $1[j] } } }
    let groups = Double(independent)
    sandwich = Self.embedded(meat, active, size, factor: enlarged * groups / max(1, groups - 1))
  }

  private static func embedded(_ matrix: [[Double]], _ active: [Int], _ size: Int, factor: Double) -> [[Double]] {
    var full = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for (a, i) in active.enumerated() { for (b, j) in active.enumerated() { full[i][j] = matrix[a][b] * factor } }
    return full
  }

  /// The variance of Σ rowᵢ coordinateᵢ; the larger of both where runs come in clusters.
  func variance(of row: [Double]) -> Double {
    func form(_ matrix: [[Double]]) -> Double {
      row.indices.reduce(0) { sum, i in
        row[i] == 0 ? sum : sum + row.indices.reduce(0) { $0 + row[i] * row[$1] * matrix[i][$1] }
      }
    }
    return max(form(covariance), sandwich.map(form) ?? 0, 0)
  }

  /// The standard error of a coordinate; ∞ at an edge.
  func standardError(of index: Int) -> Double {
    edges.contains(index)
      ? .infinity : max(covariance[index][index], sandwich?[index][index] ?? 0).squareRoot()
  }

  /// By how much the clusters enlarge the variance of a coordinate.
  func inflation(of index: Int) -> Double {
    guard let sandwich, covariance[index][index] > 0 else { return 1 }
    return max(1, sandwich[index][index] / covariance[index][index])
  }

  /// Whether a positive coefficient that is at an edge is there because it is small.
  func isSmall(_ index: Int, _ optimum: LikelihoodOptimum, _ likelihood: CensoredLikelihood) -> Bool {
    optimum.point[index] < likelihood.bounds[index].upperBound - 1
  }
}
