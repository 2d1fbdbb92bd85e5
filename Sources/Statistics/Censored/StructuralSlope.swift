// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Slopes of y against x where both scatter, as two times of the same run do: what each way of drawing the line supposes.
///
/// Errors are those of the jackknife, intervals Student's.
package struct StructuralSlope: Sendable, Equatable {
  /// S_xy/S_xx: x is known. Scatter of x flattens it.
  package let direct: Estimate
  /// S_yy/S_xy: y is known. With the direct slope it brackets every slope with independent errors in both.
  package let reverse: Estimate
  /// The line of least distances: both scatter alike (W. E. Deming, 1943, with ratio one).
  package let orthogonal: Estimate
  /// The line through the means of groups, weighed by their runs: x scatters within the groups by chance only (A. Wald, Ann. Math. Stat. 11
  /// (1940) 284; two-stage least squares with the group as instrument). `nil` with fewer than four groups.
  package let betweenGroups: Estimate?

  /// The slopes by each construction, with their errors.
  ///
  /// - Parameters:
  ///   - xs: finite numbers.
  ///   - ys: one for each.
  ///   - groups: what differs by design, such as the size of the training set; one for each.
  ///   - level: the coverage of the intervals.
  /// - Throws: `NotApplicable` with fewer than five pairs, or where they do not vary together.
  package init(_ xs: [Double], _ ys: [Double], groups: [Double], level: Double = 0.95) throws(NotApplicable) {
    guard xs.count == ys.count, xs.count == groups.count, xs.count >= 5, (xs + ys).allSatisfy(\.isFinite) else {
      throw NotApplicable("a slope with errors in both times needs at least five runs with both")
    }
    let points = xs.indices.map { (x: xs[$0], y: ys[$0], weight: 1.0) }
    guard let moments = Moments(points), abs(moments.xy) > 1e-12 * (moments.xx * moments.yy).squareRoot() else {
      throw NotApplicable("both times do not vary together")
    }
    func estimate(_ points: [(x: Double, y: Double, weight: Double)], _ slope: (Moments) -> Double) -> Estimate? {
      guard let whole = Moments(points) else { return nil }
      let value = slope(whole)
      let parts = points.indices.compactMap { left -> Double? in
        Moments(points.indices.filter { $0 != left }.map { points[$0] }).map(slope)
      }
      let mean = parts.reduce(0, +) / Double(parts.count)
      let n = Double(points.count)
      let error = ((n - 1) / n * parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
      let half = gsl_cdf_tdist_Pinv((1 + level) / 2, max(1, n - 2)) * error
      return Estimate(
        value, standardError: error, interval: .between(value - half, value + half), level: level, effectiveSamples: n)
    }
    guard let direct = estimate(points, { $0.xy / $0.xx }), let reverse = estimate(points, { $0.yy / $0.xy }),
      let orthogonal = estimate(points, \.orthogonal)
    else { throw NotApplicable("both times do not vary together") }
    self.direct = direct
    self.reverse = reverse
    self.orthogonal = orthogonal
    let members = Dictionary(grouping: points.indices) { groups[$0] }
    let means = members.keys.sorted().compactMap { members[$0] }.map { rows in
      let n = Double(rows.count)
      return (x: rows.reduce(0) { $0 + xs[$1] } / n, y: rows.reduce(0) { $0 + ys[$1] } / n, weight: n)
    }
    betweenGroups = means.count >= 4 ? estimate(means) { $0.xy / $0.xx } : nil
  }
}

/// Weighted second moments about the mean.
private struct Moments {
  var (xx, xy, yy) = (0.0, 0.0, 0.0)

  init?(_ points: [(x: Double, y: Double, weight: Double)]) {
    let sum = points.reduce(0) { $0 + $1.weight }
    let x = points.reduce(0) { $0 + $1.weight * $1.x } / sum
    let y = points.reduce(0) { $0 + $1.weight * $1.y } / sum
    for point in points {
      xx += point.weight * (point.x - x) * (point.x - x)
      xy += point.weight * (point.x - x) * (point.y - y)
      yy += point.weight * (point.y - y) * (point.y - y)
    }
    guard xx > 0, yy > 0 else { return nil }
  }

  /// The direction of the larger axis of the ellipse of scatter.
  var orthogonal: Double {
    let difference = yy - xx
    return (difference + (difference * difference + 4 * xy * xy).squareRoot()) / (2 * xy)
  }
}
