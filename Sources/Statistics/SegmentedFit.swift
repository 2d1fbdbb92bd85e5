// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// A fit of straight pieces that pass smoothly into each other, to data that are correlated:
///
///     y = c + α₀x + Σₖ (αₖ − αₖ₋₁) w ln(1 + e^{(x − xₖ)/w}).
///
/// Far from the breaks xₖ the slopes are αₖ; the lines on both sides of a break meet at xₖ. All breaks have one width w.
/// The slopes follow from breaks and width by generalized least squares, breaks and width minimize what is left of χ².
/// Errors come from fits to data drawn anew from the normal law with the data's covariance: for means over many samples
/// that is the bootstrap over samples.
package struct SegmentedFit: Sendable, Equatable {
  /// The breaks x₁ < x₂ < …
  package let breaks: [Estimate]
  /// The slopes α₀, α₁, …, one more than breaks.
  package let slopes: [Estimate]
  /// w.
  package let width: Double
  /// The probability of so bad a fit if the data followed it; `nil` without degrees of freedom.
  package let pValue: Double?
  private let coefficients: [Double]

  /// The range of widths that are tried: a kink up to half a decade's e-folding.
  private static let widths = 0.02...2.0
  /// No more breaks than this are searched for.
  private static let mostBreaks = 4

  /// Fits with a number of breaks.
  ///
  /// - Parameters:
  ///   - xs: ascending abscissas.
  ///   - values: the data y.
  ///   - covariance: theirs, row by row.
  ///   - samples: how many independent samples the data are means of, see `GeneralizedFit`.
  ///   - tolerance: how far the truth may be from the fitted form: its square is added to the variances that weigh the data, so
  ///     that where these are all but free of noise the shape of the bend does not decide; the errors do not contain it.
  ///   - count: the number of breaks, from 1 to 4.
  ///   - replicates: how often the data are drawn anew.
  ///   - generator: where the draws come from.
  /// - Throws: `NotApplicable` with fewer than 2·count + 4 data, or if no break lies within the data.
  package init(
    _ xs: [Double], values: [Double], covariance: [[Double]], samples: Int?, tolerance: Double = 0, breaks count: Int,
    replicates: Int = 200, using generator: inout some RandomNumberGenerator
  ) throws(NotApplicable) {
    guard (1...Self.mostBreaks).contains(count) else {
      throw NotApplicable("a fit has from 1 to \(Self.mostBreaks) breaks, not \(count)")
    }
    guard xs.count >= 2 * count + 4, values.count == xs.count else {
      throw NotApplicable("\(count) breaks need \(2 * count + 4) data at least; there are \(xs.count)")
    }
    var weighing = covariance
    for index in weighing.indices { weighing[index][index] += tolerance * tolerance }
    let problem = try PieceProblem(xs, values, weighing, samples: samples, breaks: count, widths: Self.widths)
    let noise = try Whitening(covariance, samples: samples)
    let best = try problem.solved(from: problem.start)
    var draws: [(nonlinear: [Double], slopes: [Double])] = []
    for _ in 0..<replicates {
      let deviates = noise.colored(
        xs.map { _ in gsl_cdf_ugaussian_Pinv(Double.random(in: 1e-12..<1, using: &generator)) })
      let again = problem.with(values: zip(values, deviates).map { $0 + $1 })
      if let draw = try? again.solved(from: best.nonlinear) { draws.append((draw.nonlinear, draw.slopes)) }
    }
    guard draws.count > replicates / 2 else {
      throw NotApplicable("the breaks are not determined: most fits to data drawn anew find none")
    }
    func estimate(_ value: Double, _ drawn: [Double]) -> Estimate {
      let mean = drawn.reduce(0, +) / Double(drawn.count)
      let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(drawn.count - 1)
      let error = variance.squareRoot()
      let half = gsl_cdf_tdist_Pinv(0.975, Double(drawn.count - 1)) * error
      return Estimate(
        value, standardError: error, interval: .between(value - half, value + half),
        effectiveSamples: samples.map(Double.init))
    }
    breaks = (0..<count).map { k in estimate(best.nonlinear[k], draws.map { $0.nonlinear[k] }) }
    slopes = (0...count).map { k in estimate(best.slopes[k], draws.map { $0.slopes[k] }) }
    width = exp(best.nonlinear[count])
    coefficients = best.fit.coefficients
    pValue = gsl_cdf_chisq_Q(best.fit.chiSquare, Double(max(1, xs.count - 2 * count - 3)))
  }

  /// The fitted function at x.
  package func value(at x: Double) -> Double {
    let row = PieceProblem.row(x, breaks: breaks.map(\.value), width: width)
    return zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// χ² as a function of the breaks and the logarithm of the width, everything linear fitted.
private struct PieceProblem {
  let xs: [Double]
  let values: [Double]
  let whitening: Whitening
  let count: Int
  let widths: ClosedRange<Double>

  init(
    _ xs: [Double], _ values: [Double], _ covariance: [[Double]], samples: Int?, breaks: Int,
    widths: ClosedRange<Double>
  ) throws(NotApplicable) {
    guard covariance.indices.allSatisfy({ covariance[$0][$0] > 0 && covariance[$0][$0].isFinite }) else {
      throw NotApplicable("a fit to correlated data needs a positive variance for each of them")
    }
    self.xs = xs
    self.values = values
    whitening = try Whitening(covariance, samples: samples)
    count = breaks
    self.widths = widths
  }

  private init(_ other: PieceProblem, values: [Double]) {
    (xs, whitening, count, widths) = (other.xs, other.whitening, other.count, other.widths)
    self.values = values
  }

  func with(values: [Double]) -> PieceProblem { PieceProblem(self, values: values) }

  /// 1, x and w ln(1 + e^{(x − xₖ)/w}).
  static func row(_ x: Double, breaks: [Double], width: Double) -> [Double] {
    [1, x]
      + breaks.map { place in
        let reduced = (x - place) / width
        return reduced > 30 ? x - place : width * log1p(exp(reduced))
      }
  }

  /// The linear fit at given breaks and width; `nil` where they are not allowed or not told apart.
  func fit(_ nonlinear: [Double]) -> LinearFit? {
    let breaks = Array(nonlinear.prefix(count))
    let width = exp(nonlinear[count])
    guard widths.contains(width), let first = xs.first, let last = xs.last else { return nil }
    let ends = [first] + breaks + [last]
    // Breaks that are closer than this to each other or to an end are not told from the noise.
    let least = (last - first) / Double(2 * xs.count)
    guard zip(ends, ends.dropFirst()).allSatisfy({ $1 - $0 > least }) else { return nil }
    let rows = xs.map { Self.row($0, breaks: breaks, width: width) }
    let columns = rows[0].indices.map { column in whitening.apply(rows.map { $0[column] }) }
    return try? LinearFit(
      design: xs.indices.map { row in columns.map { $0[row] } }, values: whitening.apply(values),
      standardErrors: Array(repeating: 1, count: xs.count))
  }

  /// The best of a grid of breaks at two widths.
  var start: [Double] {
    let (first, last) = (xs.first ?? 0, xs.last ?? 1)
    let places = (1..<12).map { first + (last - first) * Double($0) / 12 }
    var best: (score: Double, nonlinear: [Double]) = (.infinity, Array(places.prefix(count)) + [log(0.3)])
    func extend(_ chosen: [Double], from index: Int) {
      if chosen.count == count {
        for width in [0.1, 0.4] {
          let nonlinear = chosen + [log(width)]
          if let score = fit(nonlinear)?.chiSquare, score < best.score { best = (score, nonlinear) }
        }
        return
      }
      for next in index..<max(index, places.count) { extend(chosen + [places[next]], from: next + 1) }
    }
    extend([], from: 0)
    return best.nonlinear
  }

  /// Minimizes χ² by the simplex method of Nelder and Mead.
  func solved(from start: [Double]) throws(NotApplicable) -> (nonlinear: [Double], slopes: [Double], fit: LinearFit) {
    let optimum = try Simplex.minimum(from: start, size: (xs[xs.count - 1] - xs[0]) / 20) { point in
      fit(point)?.chiSquare ?? 1e300
    }
    guard let fit = fit(optimum) else { throw NotApplicable("no break lies within the data") }
    var slopes = [fit.coefficients[1]]
    for change in fit.coefficients.dropFirst(2) { slopes.append(slopes[slopes.count - 1] + change) }
    return (optimum, slopes, fit)
  }
}
