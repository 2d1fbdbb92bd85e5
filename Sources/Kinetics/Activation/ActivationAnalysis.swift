// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// What a sweep of the temperature says about a barrier: Arrhenius' and Eyring's plots, fitted.
///
/// Arrhenius: ln k = ln A − E_a/θ. Eyring, after k = √(θ|λ₋|/2π) e^{−βΔF‡} with ΔF‡ = ΔE‡ − θΔS‡:
///
///     ln(k/√θ) = ½ ln(|λ₋|/2π) + ΔS‡ − ΔE‡/θ.
///
/// Both are fitted in β − β_ref, so that ΔF‡, ΔE‡ = −∂ ln(k/√θ)/∂β and ΔS‡ = (ΔE‡ − ΔF‡)/θ hold at the reference
/// temperature with their covariance. Each plot is tested for curvature by a quadratic term. Where Eyring's is curved the
/// quadratic fit supplies the slope at the reference, because that of a straight line would belong to no temperature.
package struct ActivationAnalysis: Sendable {
  /// One plot with its fits.
  package struct Plot: Sendable, Equatable {
    /// The straight line, with coefficients of 1 and β − β_ref.
    package let line: LinearFit
    /// The parabola, with one more coefficient; `nil` with too few temperatures.
    package let parabola: LinearFit?
    /// The test of the quadratic term; `nil` with too few temperatures.
    package let curvature: TestResult?

    /// Whether the quadratic term is significant at the level of one in a hundred.
    package var isCurved: Bool { (curvature?.pValue ?? 1) < 0.01 }
  }

  /// θ_ref.
  package let referenceTemperature: Double
  /// ln k over β.
  package let arrhenius: Plot
  /// ln(k/√θ) over β.
  package let eyring: Plot
  /// E_a of the straight Arrhenius line.
  package let activationEnergy: Estimate
  /// ln A of the straight Arrhenius line.
  package let logPrefactor: Estimate
  /// ΔF‡ at the reference temperature.
  package let activationFreeEnergy: Estimate
  /// ΔE‡ at the reference temperature.
  package let activationEnthalpy: Estimate
  /// ΔS‡ = −∂ΔF‡/∂θ at the reference temperature.
  package let activationEntropy: Estimate
  /// Curvature, lack of fit, and on what the errors rest.
  package let notes: [String]

  /// Fits a sweep.
  ///
  /// - Parameters:
  ///   - temperatures: at least three different ones.
  ///   - rates: one a temperature. Where none has a standard error the errors come from the scatter about the fit; where
  ///     some have, a computed rate counts with its accuracy.
  ///   - unstableCurvature: |λ₋| at the saddle, for the absolute ΔF‡ and ΔS‡.
  ///   - referenceTemperature: 1/mean β if `nil`.
  /// - Throws: `NotApplicable` with too few temperatures or a rate that is not positive.
  package init(
    temperatures: [Double], rates: [Estimate], unstableCurvature: Double, referenceTemperature: Double? = nil
  ) throws(NotApplicable) {
    let sorted = temperatures.sorted()
    // Temperatures that differ by rounding only are one.
    let distinct = zip(sorted, sorted.dropFirst()).count { $1 - $0 > 1e-12 * abs($1) } + 1
    guard temperatures.count == rates.count, distinct >= 3 else {
      throw NotApplicable("an activation energy with an error needs rates at three temperatures at least")
    }
    guard temperatures.allSatisfy({ $0 > 0 }), unstableCurvature > 0,
      rates.allSatisfy({ $0.value > 0 && $0.value.isFinite })
    else { throw NotApplicable("temperatures, rates and the unstable curvature must be positive") }
    let betas = temperatures.map { 1 / $0 }
    let reference = referenceTemperature.map { 1 / $0 } ?? betas.reduce(0, +) / Double(betas.count)
    let theta = 1 / reference
    self.referenceTemperature = theta
    let isSampled = rates.contains { $0.standardError > 0 }
    let errors = rates.map { rate in
      let numerical = max(rate.accuracy ?? 0, 1e-12)
      return (pow(rate.standardError / rate.value, 2) + numerical * numerical).squareRoot()
    }
    let offsets = betas.map { $0 - reference }
    let logs = rates.map { log($0.value) }
    arrhenius = try Self.plot(offsets, logs, isSampled ? errors : nil)
    eyring = try Self.plot(offsets, zip(logs, temperatures).map { $0 - log($1) / 2 }, isSampled ? errors : nil)

    activationEnergy = arrhenius.line.combination([0, -1])
    logPrefactor = arrhenius.line.combination([1, -reference])
    let local = eyring.isCurved ? eyring.parabola ?? eyring.line : eyring.line
    let rest = [Double](repeating: 0, count: local.coefficients.count - 2)
    // y = ½ ln(|λ₋|/2π) − βΔF‡, so ΔF‡ = −θ(y − offset) and ΔS‡ = y − offset − β·∂y/∂β.
    let offset = log(unstableCurvature / (2 * .pi)) / 2
    activationFreeEnergy = local.combination([-theta, 0] + rest).shifted(by: theta * offset)
    activationEnthalpy = local.combination([0, -1] + rest)
    activationEntropy = local.combination([1, -reference] + rest).shifted(by: -offset)
    notes = Self.remarks(arrhenius: arrhenius, eyring: eyring, isSampled: isSampled)
  }

  private static func plot(_ offsets: [Double], _ values: [Double], _ errors: [Double]?) throws(NotApplicable) -> Plot {
    let line = try LinearFit(design: offsets.map { [1, $0] }, values: values, standardErrors: errors)
    let parabola = try? LinearFit(design: offsets.map { [1, $0, $0 * $0] }, values: values, standardErrors: errors)
    return Plot(line: line, parabola: parabola, curvature: parabola?.test(coefficient: 2))
  }

  private static func remarks(arrhenius: Plot, eyring: Plot, isSampled: Bool) -> [String] {
    var notes: [String] = []
    func number(_ p: Double) -> String { String(format: "%.2g", p) }
    for (name, plot) in [("Arrhenius", arrhenius), ("Eyring", eyring)] {
      if let curvature = plot.curvature, plot.isCurved {
        notes.append("the \(name) plot is curved (p = \(number(curvature.pValue)))")
      }
      if let p = (plot.isCurved ? plot.parabola : plot.line)?.pValue, p < 0.01 {
        notes.append("the \(name) fit misses its points by more than their errors (p = \(number(p)))")
      }
    }
    if eyring.isCurved { notes.append("activation energy and entropy hold at the reference temperature only") }
    if !isSampled { notes.append("the rates are computed; the errors are those of the lack of fit") }
    return notes
  }
}

extension Estimate {
  /// The estimate plus an exact number.
  fileprivate func shifted(by offset: Double) -> Estimate {
    var copy = self
    copy.value += offset
    copy.interval = interval.map { ($0.lowerBound + offset)...($0.upperBound + offset) }
    return copy
  }
}
