// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Statistics

/// ln t = a − bx.
let line = TimeLaw(
  name: "line", formula: "ln t = a − b·x",
  coefficients: [LawCoefficient("level", "a", "level"), LawCoefficient("slope", "b", "slope")]
) { [1, -$0[0]] }

@Suite struct CensoredFitTests {
  /// Logarithms that scatter normally and are all seen: the fit is the least-squares line, its intervals are Student's.
  @Test func aLineThroughNormalLogarithmsIsLeastSquares() throws {
    var generator = SplitMix(11)
    let xs = (0..<24).map { Double($0 / 3) }
    let logarithms = xs.map { 9 - 0.4 * $0 + 0.5 * generator.normal() }
    let fit = try CensoredFit(
      times: logarithms.map { .exact(exp($0)) }, covariates: xs.map { [$0] }, law: line, distribution: .logNormal)
    let squares = try LinearFit(design: xs.map { [1, -$0] }, values: logarithms, standardErrors: nil)
    for (index, unit) in [[1.0, 0], [0, 1]].enumerated() {
      let known = squares.combination(unit)
      let found = fit.coefficients[index]
      #expect(agree(found.value, known.value, relative: 1e-9))
      #expect(agree(found.standardError, known.standardError, relative: 1e-7))
      #expect(agree(found.bounds.lowerBound, known.bounds.lowerBound, relative: 1e-5))
      #expect(agree(found.bounds.upperBound, known.bounds.upperBound, relative: 1e-5))
    }
    #expect(agree(fit.scale.value, (squares.chiSquare / 22).squareRoot(), relative: 1e-9))
    // ln L = −Σ ln t − n ln(σ√2π) − n/2 with σ² = RSS/n, of which AIC counts three coefficients.
    let variance = squares.chiSquare / 24
    let height = -logarithms.reduce(0, +) - 12 * log(2 * .pi * variance) - 12
    #expect(agree(fit.logLikelihood, height, relative: 1e-10))
    #expect(agree(fit.aic, 6 - 2 * height, relative: 1e-10))
    #expect(agree(fit.aicc, 6 - 2 * height + 24.0 / 20, relative: 1e-10))
    #expect(agree(fit.bic, 3 * log(24.0) - 2 * height, relative: 1e-10))
    let middle = try #require(fit.median(at: [3.5]))
    let known = squares.combination([1, -3.5])
    #expect(agree(middle.value, exp(known.value), relative: 1e-9))
    #expect(agree(middle.bounds.lowerBound, exp(known.bounds.lowerBound), relative: 1e-6))
    #expect(fit.notes.isEmpty && fit.isIdentified)
  }
}
