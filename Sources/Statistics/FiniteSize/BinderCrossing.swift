// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

extension FiniteSizeTable.Moments {
  /// Binder's cumulant U = 1 − ⟨m⁴⟩/(3⟨m²⟩²): 2/3 where m does not scatter; `nil` where m is zero throughout.
  ///
  /// K. Binder, Z. Phys. B 43 (1981) 119.
  package var binderCumulant: Double? { second > 0 ? 1 - fourth / (3 * second * second) : nil }
}

/// Where the Binder cumulants of two sizes cross, and where each size passes the middle of its rise, with errors over splits drawn anew.
package struct FiniteSizeCrossings: Sendable {
  /// The crossing of the cumulants of two successive sizes.
  package struct Binder: Sendable, Equatable {
    /// Which sizes.
    package let smaller: Int
    package let larger: Int
    /// The control parameter at which they cross; `nil` where they do not in nineteen of twenty draws.
    package let control: Estimate?
    /// The share of draws in which they cross.
    package let share: Double
  }

  /// Of successive sizes.
  package let binder: [Binder]
  /// The control parameter at which each size passes the middle between the least and the largest mean of the table; `nil` where it
  /// does not.
  package let centers: [Estimate?]
  /// a of center ∝ L^a over the sizes that have one, where all centers are positive; `nil` with fewer than three.
  package let centerExponent: Estimate?

  /// Draws in which curves must cross for a crossing to be one.
  private static let leastShare = 0.95
  /// Below this a cumulant says only that m is small and scatters.
  private static let least = -1.0

  /// Reads the crossings of a table.
  package init(
    _ table: FiniteSizeTable, replicates: Int = 400, level: Double = 0.95,
    using generator: inout some RandomNumberGenerator
  ) {
    let pairs = Array(table.sizes.indices.dropLast())
    let rises = Self.rises(table)
    let own = table.cells.map(\.moments)
    func read(_ moments: [FiniteSizeTable.Moments]) -> (binder: [Double?], centers: [Double?]) {
      (
        pairs.map { Self.crossing(table, moments, $0, $0 + 1, rises: rises) },
        table.sizes.indices.map { Self.center(table, moments, $0, rises: rises) }
      )
    }
    let value = read(own)
    var binders = [[Double]](repeating: [], count: pairs.count)
    var centers = [[Double]](repeating: [], count: table.sizes.count)
    var exponents: [Double] = []
    let count = table.degreesOfFreedom > 0 ? replicates : 0
    for _ in 0..<count {
      let drawn = read(table.resampled(using: &generator))
      for (pair, place) in drawn.binder.enumerated() { if let place { binders[pair].append(place) } }
      for (size, place) in drawn.centers.enumerated() { if let place { centers[size].append(place) } }
      if let exponent = Self.exponent(table.sizes, drawn.centers) { exponents.append(exponent) }
    }
    let freedom = Double(max(table.degreesOfFreedom, 1))
    func estimate(_ value: Double?, _ draws: [Double]) -> Estimate? {
      guard let value else { return nil }
      guard Double(draws.count) > leastShare(count) else { return Estimate(value, standardError: .nan) }
      return Self.estimate(value, draws, table: table, freedom: freedom, level: level)
    }
    func leastShare(_ count: Int) -> Double { max(Self.leastShare * Double(count), 1) }
    binder = pairs.map { pair in
      let share = count > 0 ? Double(binders[pair].count) / Double(count) : .nan
      let isThere = share >= Self.leastShare
      return Binder(
        smaller: pair, larger: pair + 1, control: isThere ? estimate(value.binder[pair], binders[pair]) : nil,
        share: share)
    }
    self.centers = table.sizes.indices.map { estimate(value.centers[$0], centers[$0]) }
    centerExponent = Self.exponent(table.sizes, value.centers).flatMap { estimate($0, exponents) }
  }

  /// The value with the spread of its draws, enlarged as few splits ask for.
  private static func estimate(
    _ value: Double, _ draws: [Double], table: FiniteSizeTable, freedom: Double, level: Double
  ) -> Estimate {
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let splits = Double(table.cells.map(\.splits).min() ?? 2)
    let enlarged = splits > 1 ? splits / (splits - 1) : 1
    let error = (draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) * enlarged).squareRoot()
    let half = gsl_cdf_tdist_Pinv((1 + level) / 2, freedom) * error
    return Estimate(
      value, standardError: error, interval: .between(value - half, value + half), level: level,
      effectiveSamples: freedom + 1)
  }

  /// Whether the order parameter rises with the control parameter.
  private static func rises(_ table: FiniteSizeTable) -> Bool {
    let count = Double(table.cells.count)
    let mean = table.cells.reduce(0) { $0 + $1.control } / count
    return table.cells.reduce(0) { $0 + ($1.control - mean) * $1.moments.first } >= 0
  }

  /// The cumulants' difference, larger size less smaller, goes from below to above zero toward the ordered side: between the points
  /// that part the low ones from the high ones best.
  private static func crossing(
    _ table: FiniteSizeTable, _ moments: [FiniteSizeTable.Moments], _ smaller: Int, _ larger: Int, rises: Bool
  ) -> Double? {
    func curve(_ size: Int) -> [(Double, Double)] {
      table.cells.indices.compactMap { place in
        guard table.cells[place].size == size, let value = moments[place].binderCumulant else { return nil }
        return (table.cells[place].control, max(value, least))
      }
    }
    let coarse = curve(smaller)
    let points = curve(larger).compactMap { control, value in
      interpolated(coarse, at: control).map { (control, rises ? value - $0 : $0 - value) }
    }
    guard points.count > 1 else { return nil }
    var best: (place: Int, contrast: Double)?
    let sum = points.reduce(0) { $0 + $1.1 }
    var before = 0.0
    for place in 1..<points.count {
      before += points[place - 1].1
      let contrast = sum - 2 * before
      let isCrossing = points[place - 1].1 < 0 && points[place].1 > 0
      if isCrossing, contrast > best?.contrast ?? 0 { best = (place, contrast) }
    }
    guard let place = best?.place else { return nil }
    let (left, right) = (points[place - 1], points[place])
    return left.0 - left.1 * (right.0 - left.0) / (right.1 - left.1)
  }

  private static func interpolated(_ curve: [(Double, Double)], at x: Double) -> Double? {
    guard let right = curve.firstIndex(where: { $0.0 >= x }) else { return nil }
    if curve[right].0 == x { return curve[right].1 }
    guard right > 0 else { return nil }
    let (one, other) = (curve[right - 1], curve[right])
    return one.1 + (x - one.0) / (other.0 - one.0) * (other.1 - one.1)
  }

  /// Where a size passes the middle between the least and the largest mean of the table.
  private static func center(
    _ table: FiniteSizeTable, _ moments: [FiniteSizeTable.Moments], _ size: Int, rises: Bool
  ) -> Double? {
    let means = table.cells.map(\.moments.first)
    guard let least = means.min(), let most = means.max(), most > least else { return nil }
    return ScalingSearch.crossing(
      table.cells.indices.filter { table.cells[$0].size == size }.map { place in
        let level = (moments[place].first - least) / (most - least)
        return (table.cells[place].control, rises ? level : 1 - level)
      })
  }

  private static func exponent(_ sizes: [Double], _ centers: [Double?]) -> Double? {
    let points = zip(sizes, centers).compactMap { size, center in center.map { (log(size), $0) } }
    guard points.count > 2, points.allSatisfy({ $0.1 > 0 }) else { return nil }
    let line = try? LinearFit(
      design: points.map { [1, $0.0] }, values: points.map { log($0.1) }, standardErrors: nil)
    return line?.coefficients[1]
  }
}
