// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// A sigmoid c + (d − c)/(1 + e^{−k(x − x₀)}) fitted to a rise.
package struct SigmoidFit: Sendable, Equatable {
  /// c, the level long before.
  package let lower: Estimate
  /// d, the level long after.
  package let upper: Estimate
  /// x₀, where the middle of the two is passed.
  package let center: Estimate
  /// k > 0, four times the slope at x₀ in units of d − c; its interval is symmetric in ln k.
  package let steepness: Estimate
  /// The correlation of successive residuals. A value far above 1/√n says that the curve is no sigmoid or its noise not
  /// independent; the errors are enlarged for it.
  package let residualCorrelation: Double
  /// √(RSS/(n − 4)), the scatter about the fit.
  package let scatter: Double

  /// ln 81/k, how far it is from 10 to 90 % of the rise.
  package var width: Estimate {
    var result = steepness.inverse.scaled(by: log(81))
    result.level = steepness.level
    return result
  }

  /// The fitted curve.
  package func callAsFunction(_ x: Double) -> Double {
    lower.value + (upper.value - lower.value) * Self.logistic(steepness.value * (x - center.value))
  }

  /// Fits by unweighted nonlinear least squares from three starts around the 10 and 90 % marks.
  ///
  /// The coefficients are c, d, x₀ and ln k; the errors are those of the scatter, with Student's quantile of n − 4
  /// degrees of freedom, enlarged where successive residuals are correlated. The coverage is measured in `SigmoidFitTests`.
  ///
  /// - Parameters:
  ///   - xs: the abscissas, ascending.
  ///   - values: the signal.
  ///   - level: the coverage of the intervals.
  /// - Throws: `NotApplicable` with fewer than six finite values, a signal that does not rise, a fit that does not
  ///   converge, or a rise that falls between two abscissas, so that nothing tells its steepness.
  package init(_ xs: [Double], _ values: [Double], level: Double = 0.95) throws(NotApplicable) {
    guard xs.count == values.count, values.count >= 6 else {
      throw NotApplicable("a sigmoid needs at least six values")
    }
    guard let first = xs.first, let last = xs.last, last > first, let levels = StateLevels(of: values) else {
      throw NotApplicable("the values do not rise from one level to another")
    }
    // In units of the whole range the four coefficients are of order one.
    let range = last - first
    let reduced = xs.map { ($0 - first) / range }
    let above = levels.value(at: 0.9)
    let below = levels.value(at: 0.1)
    let end = values.indices.first { $0 >= levels.middle && values[$0] >= above } ?? levels.middle
    let begin = values.indices.last { $0 < end && values[$0] <= below } ?? 0
    let rise = max(reduced[end] - reduced[begin], 1e-6)
    let middle = (reduced[levels.middle - 1] + reduced[levels.middle]) / 2

    var best: NonlinearFit?
    var refusal = NotApplicable("the fit does not converge")
    for factor in [1.0, 3, 1 / 3.0] {
      do {
        let start = [levels.lower, levels.upper, middle, log(factor * log(81) / rise)]
        let fit = try NonlinearFit(reduced, values, start: start, model: Self.model)
        if fit.residualSumOfSquares < best?.residualSumOfSquares ?? .infinity { best = fit }
      } catch {
        refusal = error
      }
    }
    let k = best.map { exp($0.coefficients[3]) } ?? .nan
    let within = reduced.count { x in
      let share = best.map { Self.logistic(k * (x - $0.coefficients[2])) } ?? 0
      return (0.02...0.98).contains(share)
    }
    guard let best else { throw refusal }
    guard within >= 2 else {
      throw NotApplicable("the rise falls between two evaluations, so that its steepness is not seen")
    }
    guard best.coefficients[1] > best.coefficients[0] else { throw NotApplicable("the fitted curve does not rise") }
    lower = best.estimate(0, level: level)
    upper = best.estimate(1, level: level)
    center = best.estimate(2, level: level).scaled(by: range).shifted(by: first)
    steepness = best.estimate(3, level: level).exponential.scaled(by: 1 / range)
    residualCorrelation = best.residualCorrelation
    scatter = (best.residualSumOfSquares / Double(best.degreesOfFreedom)).squareRoot()
  }

  private static func model(_ x: Double, _ c: [Double], _ gradient: inout [Double]) -> Double {
    let k = exp(c[3])
    let share = logistic(k * (x - c[2]))
    let slope = (c[1] - c[0]) * share * (1 - share)
    gradient[0] = 1 - share
    gradient[1] = share
    gradient[2] = -slope * k
    gradient[3] = slope * k * (x - c[2])
    // Infinite k times zero slope.
    for index in 2..<4 where !gradient[index].isFinite { gradient[index] = 0 }
    return c[0] + (c[1] - c[0]) * share
  }

  private static func logistic(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
}

extension Estimate {
  /// The estimate of another origin.
  public func shifted(by offset: Double) -> Estimate {
    var result = self
    result.value += offset
    result.interval = interval.map { ($0.lowerBound + offset)...($0.upperBound + offset) }
    return result
  }

  /// e^estimate: the standard error to first order, the interval's ends carried along.
  public var exponential: Estimate {
    var result = self
    result.value = exp(value)
    result.standardError = exp(value) * standardError
    result.interval = interval.map { exp($0.lowerBound)...exp($0.upperBound) }
    return result
  }
}
