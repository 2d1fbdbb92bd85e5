// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Finite-size scaling of an order parameter: the critical point, the exponents, and whether there is a transition at all.
///
/// Fitted is m = L^{−β/ν}·g((r − r_c)·L^{1/ν}) with a free master curve g, a natural cubic spline whose number of knots is chosen by Akaike's
/// criterion, by least squares in units of the errors of the means. Beside it stand the families in which each size has a center of its
/// own: with a free exponent of the width, and with none, the smooth crossover. Errors, and the probabilities that a family describes the data, come
/// from the noise of splits drawn anew on top of each family's own fit.
///
/// J. Houdayer and A. Hartmann, Phys. Rev. B 70 (2004) 014418; K. Harada, Phys. Rev. E 84 (2011) 056704.
package struct FiniteSizeScaling: Sendable {
  /// r_c.
  package let criticalPoint: Estimate
  /// 1/ν with one critical point.
  package let inverseExponent: Estimate
  /// β/ν; exact where it was given.
  package let amplitudeExponent: Estimate
  /// The exponent with which the rise narrows, each size having its own center.
  package let widthExponent: Estimate
  /// The same for the logarithm of the control parameter: how the width relative to the place shrinks; `nil` where that says no more.
  package let relativeWidthExponent: Estimate?
  /// χ² and degrees of freedom of the collapse.
  package let chiSquared: Double
  package let degreesOfFreedom: Int
  /// How often chance alone leaves a worse collapse where the scaling form is true.
  package let collapseProbability: Double
  /// How often chance alone moves the centers farther from what one critical point has them at.
  package let commonCenterProbability: Double
  /// How often chance alone leaves a worse fit where all sizes have rises of one shape.
  package let shapeProbability: Double
  /// Akaike's criterion of the crossover whose rise may move, less that of the transition.
  package let crossoverDisadvantage: Double
  /// The table without the sizes that were left out.
  package let table: FiniteSizeTable
  /// Sizes that do not pass the middle of the rise.
  package let sizesWithoutRise: [Double]
  /// The collapse in the units of the control parameter: abscissa (r − r_c)(L/L̄)^{1/ν}, ordinate m·(L/L̄)^{β/ν} with its error, by cell.
  package let collapse: [CollapsedCell]
  /// g along the collapse.
  package let masterCurve: [(x: Double, y: Double)]
  /// The geometric mean of the sizes, L̄.
  package let referenceSize: Double
  /// Where each size passes the middle of the rise, from the fit with free centers.
  package let crossings: [Double]
  /// Whether r_c lies within what was measured, at all sizes that matter.
  let isCriticalPointSeen: Bool
  /// What the data lack for any verdict.
  let lack: String?
  /// The verdict and why.
  package private(set) var verdict = FiniteSizeVerdict.undecided
  package private(set) var reason = ""

  /// A cell on the collapse.
  package struct CollapsedCell: Sendable, Equatable {
    package let size: Int
    package let x: Double
    package let y: Double
    package let error: Double
  }

  /// What is asked.
  package struct Settings: Sendable, Equatable {
    /// β/ν; fitted where it is `nil`.
    package var amplitudeExponent: Double?
    /// How often splits are drawn anew.
    package var replicates: Int
    /// The coverage of the intervals.
    package var level: Double

    package init(amplitudeExponent: Double? = nil, replicates: Int = 400, level: Double = 0.95) {
      self.amplitudeExponent = amplitudeExponent
      self.replicates = replicates
      self.level = level
    }
  }

  /// 1/(1/ν): ν with the interval that 1/ν gives it, which is open above where 1/ν may be zero.
  package var exponent: Estimate {
    let y = inverseExponent
    guard let interval = y.interval else { return Estimate(1 / y.value, standardError: .nan) }
    let upper = interval.lowerBound > 0 ? 1 / interval.lowerBound : .infinity
    let lower = interval.upperBound > 0 ? 1 / interval.upperBound : .infinity
    return Estimate(
      1 / y.value, standardError: y.standardError / (y.value * y.value), interval: .between(lower, upper),
      level: y.level, effectiveSamples: y.effectiveSamples)
  }

  /// Analyzes a table.
  ///
  /// - Throws: `NotApplicable` with fewer than two sizes that show the rise, an order parameter that does not vary, or too few cells.
  package init(
    _ whole: FiniteSizeTable, settings: Settings = Settings(), using generator: inout some RandomNumberGenerator
  ) throws(NotApplicable) {
    guard whole.sizes.count > 1 else {
      throw NotApplicable("there is but one size; how a rise depends on the size takes three at least")
    }
    guard let first = ScalingSearch(whole) else {
      throw NotApplicable("the order parameter or the control parameter does not vary, so that nothing rises")
    }
    let without = whole.sizes.indices.filter { first.crossings[$0] == nil }
    sizesWithoutRise = without.map { whole.sizes[$0] }
    let table = whole.keeping { !without.contains($0) }
    self.table = table
    guard table.sizes.count > 1, let unweighted = ScalingSearch(table) else {
      throw NotApplicable(
        "at \(without.count) of \(whole.sizes.count) sizes the order parameter does not pass the middle of its rise; choose control parameters "
          + "on both sides of it")
    }
    let kappa = settings.amplitudeExponent
    let search =
      unweighted.bestFit(ScalingModel(hasCommonCenter: false, amplitude: kappa))
      .map { unweighted.reweighted(by: $0, table) } ?? unweighted
    guard
      let free = search.bestFit(ScalingModel(hasCommonCenter: false, amplitude: kappa)),
      let common = search.fit(
        ScalingModel(hasCommonCenter: true, amplitude: kappa), knots: free.problem.basis.count),
      let still = search.fit(
        ScalingModel(hasCommonCenter: false, fitsExponent: false, amplitude: kappa), knots: free.problem.basis.count)
    else {
      throw NotApplicable(
        "\(table.cells.count) pairs of size and control parameter are too few for a master curve; take ten control parameters a size"
      )
    }
    let scaling = ScalingNoise(table, common: common, free: free, settings: settings, using: &generator)
    inverseExponent = scaling.inverseExponent
    criticalPoint = scaling.criticalPoint.scaled(by: search.unit).shifted(by: search.origin)
    amplitudeExponent = kappa.map { .exact($0, accuracy: 0) } ?? scaling.amplitudeExponent
    widthExponent = scaling.widthExponent
    collapseProbability = scaling.collapseProbability
    commonCenterProbability = scaling.commonCenterProbability
    shapeProbability = scaling.shapeProbability
    chiSquared = common.chiSquared
    degreesOfFreedom = common.problem.degreesOfFreedom
    crossoverDisadvantage =
      still.chiSquared + 2 * Double(still.problem.parameterCount) - common.chiSquared
      - 2 * Double(common.problem.parameterCount)
    relativeWidthExponent = Self.relativeWidth(table, settings, using: &generator)
    crossings = search.crossings.map { ($0 ?? 0) * search.unit + search.origin }
    referenceSize = exp(table.sizes.reduce(0) { $0 + log($1) } / Double(table.sizes.count))
    (collapse, masterCurve) = Self.collapse(common, search)
    isCriticalPointSeen = Self.isSeen(criticalPoint, table)
    lack = Self.lack(search, table)
    (verdict, reason) = judged()
  }

  /// The exponent of the width in ln r, where all r are positive.
  private static func relativeWidth(
    _ table: FiniteSizeTable, _ settings: Settings, using generator: inout some RandomNumberGenerator
  ) -> Estimate? {
    let model = ScalingModel(hasCommonCenter: false, amplitude: settings.amplitudeExponent)
    guard table.cells.allSatisfy({ $0.control > 0 }), let search = ScalingSearch(table, transform: { log($0) }),
      let first = search.bestFit(model), let free = search.reweighted(by: first, table).bestFit(model)
    else { return nil }
    return ScalingNoise.widthExponent(table, free, settings: settings, using: &generator)
  }

  /// Whether r_c and its interval lie between control parameters that were measured at the largest size and at all others but one.
  private static func isSeen(_ critical: Estimate, _ table: FiniteSizeTable) -> Bool {
    let bounds = critical.interval ?? critical.value...critical.value
    let seen = table.sizes.indices.map { size in
      let controls = table.cells.filter { $0.size == size }.map(\.control)
      return (controls.min() ?? .infinity) <= bounds.lowerBound && (controls.max() ?? -.infinity) >= bounds.upperBound
    }
    return seen.last == true && seen.count { !$0 } <= 1
  }

  /// What is missing for a verdict.
  private static func lack(_ search: ScalingSearch, _ table: FiniteSizeTable) -> String? {
    if table.sizes.count < 3 {
      return "two sizes tell a width each, and nothing tells whether a third would follow; take three at least"
    }
    let resolved = search.cellsInRise.count { $0 > 1 }
    if resolved < 2 || search.cellsInRise.reduce(0, +) < table.sizes.count + 2 {
      return
        "hardly any control parameter lies within the rise, so that its width is not seen; take values closer together there"
    }
    return nil
  }

  private static func collapse(
    _ fit: ScalingFit, _ search: ScalingSearch
  ) -> ([CollapsedCell], [(x: Double, y: Double)]) {
    let x = fit.problem.coordinates(fit.parameters)
    let factors = fit.problem.amplitudes(fit.parameters)
    let cells = x.indices.map { cell in
      let factor = 1 / factors[search.owners[cell]]
      return CollapsedCell(
        size: search.owners[cell], x: x[cell] * search.unit, y: search.values[cell] * factor,
        error: search.errors[cell] * factor)
    }
    let low = x.min() ?? 0
    let high = x.max() ?? 1
    let curve = (0...200).map { step in
      let place = low + (high - low) * Double(step) / 200
      return (x: place * search.unit, y: fit.problem.basis.value(fit.curve, at: place))
    }
    return (cells, curve)
  }
}
