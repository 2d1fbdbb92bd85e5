// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// The interval of a coefficient on which the profile likelihood is high enough.
struct ProfileInterval {
  /// In the coefficient itself; an open end is ±∞ or the limit of its domain.
  let range: ClosedRange<Double>?
  /// Whether a coefficient that can be negative has no lower end.
  let isOpenBelow: Bool
}

/// max ln L with one coordinate held, all others free.
struct ProfileLikelihood {
  private var likelihood: CensoredLikelihood
  private let optimum: LikelihoodOptimum
  private let spread: FitSpread
  private let quantile: Double
  /// A point that lies above the maximum, if one was met.
  private(set) var better: [Double]?

  /// A gain in ln L that counts: along a ridge to infinity the search comes to rest a little below the top.
  private static let gain = 0.01

  init(_ likelihood: CensoredLikelihood, optimum: LikelihoodOptimum, spread: FitSpread, level: Double) {
    self.likelihood = likelihood
    self.optimum = optimum
    self.spread = spread
    quantile = gsl_cdf_tdist_Pinv((1 + level) / 2, Double(spread.freedom))
  }

  /// The interval of a coefficient: 2Δ ln L ≤ d ln(1 + t²/(d − p)), times what clusters enlarge variances by.
  ///
  /// For linear laws of normal logarithms, all seen, it is Student's interval exactly.
  mutating func interval(of index: Int) -> ProfileInterval {
    let seen = Double(spread.seen)
    let freedom = Double(max(1, spread.seen - likelihood.count))
    let target =
      (seen * log1p(quantile * quantile / freedom) * spread.inflation(of: index)).squareRoot()
    let ends = [end(index, side: -1, target: target), end(index, side: 1, target: target)]
    let values = ends.map { $0.map { likelihood.coefficient(index, $0) } }
    switch likelihood.law.coefficients[index].domain {
    case .real:
      return ProfileInterval(
        range: .between(values[0] ?? -.infinity, values[1] ?? .infinity), isOpenBelow: values[0] == nil)
    case .positive:
      return ProfileInterval(range: .between(values[0] ?? 0, values[1] ?? .infinity), isOpenBelow: false)
    case .belowSeen:
      // Beyond the point at which a limit has run away nothing is bounded.
      let least = ends[1].flatMap { likelihood.isAtInfinity(index, $0) ? nil : values[1] }
      return ProfileInterval(
        range: .between(least ?? -.infinity, values[0] ?? likelihood.limits[index]), isOpenBelow: least == nil)
    }
  }

  /// The coordinate at which the root of twice the loss reaches its target; `nil` where it never does within the bounds.
  private mutating func end(_ index: Int, side: Double, target: Double) -> Double? {
    let center = optimum.point[index]
    let bound = side < 0 ? likelihood.bounds[index].lowerBound : likelihood.bounds[index].upperBound
    let error = spread.standardError(of: index)
    let isLogarithmic = likelihood.law.coefficients[index].domain != .real
    var step = error.isFinite ? quantile * error : 1
    if isLogarithmic { step = min(max(step, 1e-6), 3) }
    var (inside, insideRoot) = (center, 0.0)
    var outside: (at: Double, root: Double)?
    var point = optimum.point
    for _ in 0..<60 {
      var trial = inside + side * step
      let isLast = side * (trial - bound) >= 0
      if isLast { trial = bound }
      let (root, place) = loss(index, at: trial, from: point)
      if better != nil { return nil }
      guard root < target else {
        outside = (trial, root)
        break
      }
      if isLast || (isLogarithmic && abs(trial - center) > 60) { return nil }
      // The root is nearly linear: the next trial goes a little beyond where the line meets the target.
      let slope = (root - insideRoot) / abs(trial - inside)
      (inside, insideRoot) = (trial, root)
      if let place { point = place }
      step = slope > 0 ? min(max(1.05 * (target - root) / slope, step / 2), 4 * step) : 2 * step
      if isLogarithmic { step = min(step, 5) }
    }
    guard var outer = outside else { return nil }
    var inner = (at: inside, root: insideRoot)
    for round in 0..<60 where abs(outer.at - inner.at) > 1e-7 * max(1e-9, abs(outer.at - center)) {
      // The secant, with a bisection now and then for roots that jump.
      let share =
        round % 4 == 3 || !outer.root.isFinite
        ? 0.5 : min(max((target - inner.root) / (outer.root - inner.root), 0.02), 0.98)
      let trial = inner.at + share * (outer.at - inner.at)
      let (root, place) = loss(index, at: trial, from: point)
      if better != nil { return nil }
      if abs(root - target) < 1e-5 * target { return trial }
      if root < target {
        inner = (trial, root)
        if let place { point = place }
      } else {
        outer = (trial, root)
      }
    }
    return (inner.at + outer.at) / 2
  }

  /// √(2(ln L_max − ln L_profile)), and where the other coordinates went.
  private mutating func loss(_ index: Int, at value: Double, from point: [Double]) -> (Double, [Double]?) {
    var start = point
    start[index] = value
    var held = likelihood.climb(from: start, holding: [index], iterations: 60)
    if held.value == -.infinity || !held.converged {
      start = optimum.point
      start[index] = value
      let again = likelihood.climb(from: start, holding: [index], iterations: 200)
      if again.value > held.value { held = again }
    }
    if held.value > optimum.value + Self.gain { better = held.point }
    let difference = 2 * (optimum.value - held.value)
    return (max(0, difference).squareRoot(), held.value > -.infinity ? held.point : nil)
  }
}
