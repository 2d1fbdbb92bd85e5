// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// Errors and tests of scaling fits from splits drawn anew.
///
/// The deviations of the means of drawn splits are laid on the curve of a fit, which is then true, and the fit is repeated: its parameters scatter
/// as the estimates do, and its χ² as that of a true model does, whatever the law of the noise and its correlation along a split.
struct ScalingNoise {
  /// In units of the fits.
  let criticalPoint: Estimate
  let inverseExponent: Estimate
  let amplitudeExponent: Estimate
  let widthExponent: Estimate
  let collapseProbability: Double
  let commonCenterProbability: Double
  let shapeProbability: Double

  /// Replicates farther off than this many errors count as that far off: a fit that ran away tells nothing more.
  private static let reach = 6.0

  /// Draws for the model with one critical point and the one with free centers, fitted to the same table with the same curve.
  init(
    _ table: FiniteSizeTable, common: ScalingFit, free: ScalingFit, settings: FiniteSizeScaling.Settings,
    using generator: inout some RandomNumberGenerator
  ) {
    var centers: [Double] = []
    var exponents: [Double] = []
    var amplitudes: [Double] = []
    var widths: [Double] = []
    var worse = 0
    var farther = 0
    var shapeless = 0
    let gain = common.chiSquared - free.chiSquared
    let isKnown = table.degreesOfFreedom > 0
    let replicates = isKnown ? settings.replicates : 0
    for _ in 0..<replicates {
      let noise = Self.noise(of: table, floor: common.problem.errorFloor, using: &generator)
      let values = zip(common.fitted, noise).map { $0 + $1 }
      let fit = ScalingFit(common.problem, values: values, from: common.parameters)
      centers.append(fit.parameters[0])
      exponents.append(fit.exponent)
      amplitudes.append(fit.amplitude)
      if fit.chiSquared >= common.chiSquared { worse += 1 }
      // On the collapse's own curve: what is gained by freeing the centers where that is needless.
      let freed = ScalingFit(free.problem, values: values, from: free.start(like: common))
      if fit.chiSquared - freed.chiSquared >= gain { farther += 1 }
      let own = ScalingFit(
        free.problem, values: zip(free.fitted, noise).map { $0 + $1 }, from: free.parameters)
      widths.append(own.exponent)
      if own.chiSquared >= free.chiSquared { shapeless += 1 }
    }
    let freedom = Double(table.degreesOfFreedom)
    func estimate(_ value: Double, _ values: [Double]) -> Estimate {
      Self.estimate(value, values, freedom: freedom, level: settings.level)
    }
    criticalPoint = estimate(common.parameters[0], centers)
    inverseExponent = estimate(common.exponent, exponents)
    amplitudeExponent = estimate(common.amplitude, amplitudes)
    widthExponent = estimate(free.exponent, widths)
    func probability(_ count: Int) -> Double { isKnown ? Double(1 + count) / Double(1 + replicates) : .nan }
    collapseProbability = probability(worse)
    commonCenterProbability = table.sizes.count > 2 ? probability(farther) : 1
    shapeProbability = probability(shapeless)
  }

  /// Deviations of drawn splits, and those that a curve of a few knots cannot follow.
  private static func noise(
    of table: FiniteSizeTable, floor: Double, using generator: inout some RandomNumberGenerator
  ) -> [Double] {
    table.noise(using: &generator).map { deviation in
      let uniform = (Double(generator.next() >> 11) + 0.5) * 0x1p-53
      return deviation + floor * gsl_cdf_ugaussian_Pinv(uniform)
    }
  }

  /// The exponent of the width alone.
  static func widthExponent(
    _ table: FiniteSizeTable, _ free: ScalingFit, settings: FiniteSizeScaling.Settings,
    using generator: inout some RandomNumberGenerator
  ) -> Estimate {
    let widths = (0..<(table.degreesOfFreedom > 0 ? settings.replicates : 0)).map { _ in
      let noise = noise(of: table, floor: free.problem.errorFloor, using: &generator)
      let values = zip(free.fitted, noise).map { $0 + $1 }
      return ScalingFit(free.problem, values: values, from: free.parameters).exponent
    }
    return estimate(free.exponent, widths, freedom: Double(table.degreesOfFreedom), level: settings.level)
  }

  /// A value with the scatter of its replicates about it, Student's quantile of the splits' degrees of freedom, the bias taken off.
  private static func estimate(_ value: Double, _ values: [Double], freedom: Double, level: Double) -> Estimate {
    guard values.count > 1, freedom > 0 else { return Estimate(value, standardError: .nan) }
    let sorted = values.sorted()
    func quantile(_ part: Double) -> Double { sorted[Int(part * Double(sorted.count - 1))] }
    let middle = quantile(0.5)
    let spread = max((quantile(0.84) - quantile(0.16)) / 2, 1e-12)
    let kept = values.map { min(max($0, middle - reach * spread), middle + reach * spread) }
    let count = Double(kept.count)
    let mean = kept.reduce(0, +) / count
    let error = (kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    let corrected = value - min(max(mean - value, -error), error)
    let half = gsl_cdf_tdist_Pinv((1 + level) / 2, freedom) * error
    return Estimate(
      corrected, standardError: error, interval: .between(corrected - half, corrected + half), level: level,
      effectiveSamples: freedom + 1)
  }
}

extension ScalingFit {
  /// Parameters of this model, with free centers, that say the same as a fit with one critical point.
  ///
  /// Both curves have the same abscissa where c_L = r_c + a·L^{−y} with the a that the given center asks for.
  func start(like common: ScalingFit) -> [Double] {
    let y = common.exponent
    let sizes = problem.logSizes
    let critical = common.parameters[0]
    let a = (problem.gauge - critical) * exp(y * sizes[problem.gaugeSize])
    var parameters = sizes.indices.filter { $0 != problem.gaugeSize }.map { critical + a * exp(-y * sizes[$0]) }
    if problem.model.fitsExponent { parameters.append(y) }
    if problem.model.amplitude == nil { parameters.append(common.amplitude) }
    return parameters
  }
}
