// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

struct LinearFitTests {
  /// Two coefficients from three values by hand: y = 1, 2, 4 at x = 0, 1, 2 with unit errors.
  @Test func straightLineByHand() throws {
    let fit = try LinearFit(design: [[1, 0], [1, 1], [1, 2]], values: [1, 2, 4], standardErrors: [1, 1, 1])
    #expect(agree(fit.coefficients[0], 5.0 / 6, relative: 1e-13))
    #expect(agree(fit.coefficients[1], 1.5, relative: 1e-13))
    #expect(agree(fit.chiSquare, 1.0 / 6, relative: 1e-12))
    #expect(fit.degreesOfFreedom == 1)
    #expect(agree(fit.covariance[0][0], 5.0 / 6, relative: 1e-13))
    #expect(agree(fit.covariance[1][1], 0.5, relative: 1e-13))
    #expect(agree(fit.covariance[0][1], -0.5, relative: 1e-13))
    #expect(agree(fit.combination([1, 1]).standardError, (1.0 / 3).squareRoot(), relative: 1e-12))
    #expect(agree(try #require(fit.pValue), erfc((1.0 / 12).squareRoot()), relative: 1e-10))
  }

  @Test(arguments: [true, false])
  func coverageAndPValues(isWeighted: Bool) throws {
    var generator = SplitMix(41)
    let xs = (0..<7).map(Double.init)
    var held = 0
    var chances: [Double] = []
    for _ in 0..<2000 {
      let errors = xs.map { isWeighted ? 0.1 + 0.05 * $0 : 0.3 }
      let values = zip(xs, errors).map { 2 - 0.5 * $0 + $1 * generator.normal() }
      let fit = try LinearFit(design: xs.map { [1, $0] }, values: values, standardErrors: isWeighted ? errors : nil)
      if try #require(fit.combination([0, 1]).interval).contains(-0.5) { held += 1 }
      let bent = try LinearFit(
        design: xs.map { [1, $0, $0 * $0] }, values: values, standardErrors: isWeighted ? errors : nil)
      chances.append(bent.test(coefficient: 2).pValue)
      if let p = fit.pValue { chances.append(p) }
    }
    #expect(abs(binomialZ(held, of: 2000, probability: 0.95)) <= 4, "\(held)")
    // The two p-values of one fit are nearly independent; the statistic's law is not sensitive to the rest.
    #expect(kolmogorovStatistic(chances) < 2.23)
  }

  @Test func columnsOfVeryDifferentSizes() throws {
    let xs = (1...6).map { Double($0) * 1e-8 }
    let fit = try LinearFit(design: xs.map { [1, $0] }, values: xs.map { 3 + 2e6 * $0 }, standardErrors: nil)
    #expect(agree(fit.coefficients[1], 2e6, relative: 1e-9))
  }

  @Test func singularAndPoorFitsAreRefused() {
    #expect(throws: NotApplicable("the fit is singular: the data do not tell its coefficients apart")) {
      try LinearFit(design: [[1, 2], [1, 2], [1, 2]], values: [1, 2, 3], standardErrors: nil)
    }
    #expect(throws: NotApplicable("a fit of 2 coefficients to 2 values has nothing to tell its error")) {
      try LinearFit(design: [[1, 1], [1, 2]], values: [1, 2], standardErrors: nil)
    }
    #expect(throws: NotApplicable("a weighted fit needs one positive standard error a value")) {
      try LinearFit(design: [[1], [1]], values: [1, 2], standardErrors: [1, 0])
    }
  }
}
