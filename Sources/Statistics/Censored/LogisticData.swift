// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Outcomes of trials against x, collected by distinct x.
struct LogisticData {
  /// The maximum of the likelihood of b₀ + b₁x.
  struct Maximum {
    var intercept: Double
    var slope: Double
    /// Var b₀, Cov, Var b₁.
    var covariance: [Double]
    var logLikelihood: Double
  }

  private let xs: [Double]
  private let successes: [Double]
  private let failures: [Double]

  init(_ values: [Double], _ succeeded: [Bool]) {
    let distinct = Set(values).sorted()
    let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    var (won, lost) = (distinct.map { _ in 0.0 }, distinct.map { _ in 0.0 })
    for (value, success) in zip(values, succeeded) {
      guard let place = places[value] else { continue }
      if success { won[place] += 1 } else { lost[place] += 1 }
    }
    (xs, successes, failures) = (distinct, won, lost)
  }

  /// Σ of ln P over successes and ln(1 − P) over failures.
  func logLikelihood(_ intercept: Double, _ slope: Double) -> Double {
    xs.indices.reduce(0) { sum, k in
      let place = intercept + slope * xs[k]
      return sum - successes[k] * Self.softplus(-place) - failures[k] * Self.softplus(place)
    }
  }

  /// ln(1 + e^z) without overflow.
  private static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

  /// Newton's method from b = 0, halving steps that do not climb; the likelihood is concave.
  func maximum() -> Maximum? {
    var (a, b) = (0.0, 0.0)
    var value = logLikelihood(a, b)
    for _ in 0..<200 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for k in xs.indices {
        let share = 1 / (1 + exp(-(a + b * xs[k])))
        let trials = successes[k] + failures[k]
        let defect = successes[k] - trials * share
        let weight = trials * share * (1 - share)
        ga += defect
        gb += defect * xs[k]
        haa += weight
        hab += weight * xs[k]
        hbb += weight * xs[k] * xs[k]
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 1e-14 * haa * hbb, determinant > 0 else { return nil }
      var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant)
      let gain = ga * da + gb * db
      if gain < 1e-20 {
        return Maximum(
          intercept: a, slope: b, covariance: [hbb / determinant, -hab / determinant, haa / determinant],
          logLikelihood: value)
      }
      for _ in 0..<50 {
        let next = logLikelihood(a + da, b + db)
        if next >= value - 1e-13 * abs(value) {
          (a, b, value) = (a + da, b + db, next)
          break
        }
        (da, db) = (da / 2, db / 2)
      }
    }
    return nil
  }

  /// max over b₁ of ln L with the center held, from a slope.
  private func profile(center: Double, slope start: Double) -> (value: Double, slope: Double) {
    var slope = start
    var value = logLikelihood(-slope * center, slope)
    for _ in 0..<100 {
      var (gradient, curvature) = (0.0, 0.0)
      for k in xs.indices {
        let x = xs[k] - center
        let share = 1 / (1 + exp(-slope * x))
        let trials = successes[k] + failures[k]
        gradient += (successes[k] - trials * share) * x
        curvature += trials * share * (1 - share) * x * x
      }
      guard curvature > 0 else { break }
      var step = gradient / curvature
      if gradient * step < 1e-16 { break }
      for _ in 0..<50 {
        let next = logLikelihood(-(slope + step) * center, slope + step)
        if next >= value {
          (slope, value) = (slope + step, next)
          break
        }
        step /= 2
      }
    }
    return (value, slope)
  }

  /// Where 2Δ ln L of the held center reaches the threshold; `nil` if it does not within 10⁴ ranges.
  func profileEnd(from center: Double, _ best: Maximum, side: Double, threshold: Double) -> Double? {
    var (inside, slope) = (center, best.slope)
    var step = 0.02
    var outside: Double?
    while step < 2e4 {
      let trial = center + side * step
      let held = profile(center: trial, slope: slope)
      if 2 * (best.logLikelihood - held.value) >= threshold {
        outside = trial
        break
      }
      (inside, slope) = (trial, held.slope)
      step *= 1.5
    }
    guard var outer = outside else { return nil }
    for _ in 0..<60 where abs(outer - inside) > 1e-10 * max(1, abs(outer)) {
      let middle = (inside + outer) / 2
      let held = profile(center: middle, slope: slope)
      if 2 * (best.logLikelihood - held.value) >= threshold { outer = middle } else { inside = middle }
    }
    return (inside + outer) / 2
  }
}
