// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// A least-squares fit y ≈ g(x; c) of a function that is not linear in its coefficients, with their covariance.
///
/// Levenberg–Marquardt by GSL. The covariance is (JᵀJ)⁻¹·s² with the Jacobian J at the optimum and s² = RSS/(n − p), the
/// scatter about the fit: it holds to first order in the noise, for independent residuals of equal variance.
package struct NonlinearFit: Sendable, Equatable {
  /// The coefficients c.
  package let coefficients: [Double]
  /// Their covariance matrix, row by row.
  package let covariance: [[Double]]
  /// Data less fit, in the order of the data.
  package let residuals: [Double]
  /// Data less coefficients.
  package let degreesOfFreedom: Int

  /// The value of the function at x, and its derivatives with respect to the coefficients written into `gradient`.
  package typealias Model = (_ x: Double, _ coefficients: [Double], _ gradient: inout [Double]) -> Double

  /// Fits from a start.
  ///
  /// - Parameters:
  ///   - xs: the abscissas.
  ///   - values: the data y, one for each abscissa.
  ///   - start: coefficients near the optimum, each of order one or scaled so.
  ///   - iterations: how many steps at most.
  ///   - model: the function with its gradient.
  /// - Throws: `NotApplicable` with too few or non-finite data, if it does not converge, or if the data do not tell the
  ///   coefficients apart.
  package init(
    _ xs: [Double], _ values: [Double], start: [Double], iterations: Int = 200, model: @escaping Model
  ) throws(NotApplicable) {
    let parameters = start.count
    guard parameters > 0, xs.count == values.count, values.count > parameters else {
      throw NotApplicable("a fit of \(parameters) coefficients to \(values.count) values has nothing to tell its error")
    }
    guard (xs + values + start).allSatisfy(\.isFinite) else {
      throw NotApplicable("the data of the fit hold numbers that are not finite")
    }
    GSLStatus.prepare()
    var settings = gsl_multifit_nlinear_default_parameters()
    guard let first = gsl_vector_alloc(parameters), let spread = gsl_matrix_alloc(parameters, parameters),
      let workspace = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &settings, values.count, parameters)
    else { throw NotApplicable("there is not enough memory for the fit") }
    defer {
      gsl_vector_free(first)
      gsl_matrix_free(spread)
      gsl_multifit_nlinear_free(workspace)
    }
    for (index, value) in start.enumerated() { gsl_vector_set(first, index, value) }
    let data = Data(xs: xs, values: values, parameters: parameters, model: model)
    var system = gsl_multifit_nlinear_fdf()
    system.f = { coefficients, context, out in Data.write(coefficients, context) { gsl_vector_set(out, $0, $1) } }
    system.df = { coefficients, context, out in
      Data.write(coefficients, context) { row, _, gradient in
        for (column, slope) in gradient.enumerated() { gsl_matrix_set(out, row, column, slope) }
      }
    }
    system.n = values.count
    system.p = parameters
    system.params = Unmanaged.passUnretained(data).toOpaque()
    var reason: Int32 = 0
    var status = withExtendedLifetime(data) {
      let status = gsl_multifit_nlinear_init(first, &system, workspace)
      guard status == 0 else { return status }
      return gsl_multifit_nlinear_driver(iterations, 1e-10, 1e-10, 0, nil, nil, &reason, workspace)
    }
    // At the limit of rounding no step improves the fit: that is the optimum as far as numbers go.
    if status == Int32(GSL_ENOPROG) { status = 0 }
    guard status == 0 else { throw NotApplicable("the fit does not converge: \(GSLStatus.message(status))") }
    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace), 1e-14, spread)
    let optimum = gsl_multifit_nlinear_position(workspace)
    let defects = gsl_multifit_nlinear_residual(workspace)
    coefficients = (0..<parameters).map { gsl_vector_get(optimum, $0) }
    residuals = values.indices.map { -gsl_vector_get(defects, $0) }
    degreesOfFreedom = values.count - parameters
    let scatter = residuals.reduce(0) { $0 + $1 * $1 } / Double(degreesOfFreedom)
    let unit = (0..<parameters).map { row in (0..<parameters).map { gsl_matrix_get(spread, row, $0) } }
    // GSL sets the row and column of a dependent coefficient to zero.
    guard coefficients.allSatisfy(\.isFinite), unit.indices.allSatisfy({ unit[$0][$0] > 0 && unit[$0][$0].isFinite })
    else { throw NotApplicable("the fit is singular: the data do not tell its coefficients apart") }
    covariance = unit.map { $0.map { $0 * scatter } }
  }

  /// Σ residual².
  package var residualSumOfSquares: Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// The correlation ρ of successive residuals: near ±1/√n for independent noise, near 1 where the data bend away from the
  /// function.
  package var residualCorrelation: Double {
    let products = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    return residualSumOfSquares > 0 ? products / residualSumOfSquares : 0
  }

  /// The factor by which correlated residuals enlarge the variances: s = (1 + ρ)/(1 − ρ) as for first-order autoregressive
  /// noise; 1 where the correlation is not above 2/√n.
  ///
  /// p smooth coefficients take the share x = ps/n of the slow part of such noise out of the residuals. Their correlation r
  /// is then (ρ − x)/(1 − x), their variance 1 − x of the noise's; both are undone, with x at most ¼.
  package var correlationInflation: Double {
    let (count, parameters) = (Double(residuals.count), Double(coefficients.count))
    guard residualCorrelation > 2 / count.squareRoot() else { return 1 }
    var (share, inflation) = (0.0, 1.0)
    for _ in 0..<4 {
      let correlation = min(residualCorrelation + share * (1 - residualCorrelation), 1 - 1 / count)
      inflation = (1 + correlation) / (1 - correlation)
      share = min(parameters * inflation / count, 0.25)
    }
    return inflation * (1 - min(parameters / count, 0.25)) / (1 - share)
  }

  /// A coefficient with its error and Student's interval, the variance enlarged by `correlationInflation`.
  package func estimate(_ index: Int, level: Double = 0.95) -> Estimate {
    let error = (covariance[index][index] * correlationInflation).squareRoot()
    let half = gsl_cdf_tdist_Pinv((1 + level) / 2, Double(degreesOfFreedom)) * error
    let value = coefficients[index]
    return Estimate(value, standardError: error, interval: .between(value - half, value + half), level: level)
  }
}

/// The data and the function as GSL calls them.
private final class Data {
  let xs: [Double]
  let values: [Double]
  let model: NonlinearFit.Model
  var gradient: [Double]
  var coefficients: [Double]

  init(xs: [Double], values: [Double], parameters: Int, model: @escaping NonlinearFit.Model) {
    self.xs = xs
    self.values = values
    self.model = model
    gradient = [Double](repeating: 0, count: parameters)
    coefficients = gradient
  }

  /// Hands row, residual g − y and gradient of every datum to `row`; a status for GSL.
  static func write(
    _ position: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?, _ row: (Int, Double, [Double]) -> Void
  ) -> Int32 {
    guard let context else { return Int32(GSL_EFAULT) }
    let data = Unmanaged<Data>.fromOpaque(context).takeUnretainedValue()
    for index in data.coefficients.indices { data.coefficients[index] = gsl_vector_get(position, index) }
    for (index, x) in data.xs.enumerated() {
      let defect = data.model(x, data.coefficients, &data.gradient) - data.values[index]
      guard defect.isFinite else { return Int32(GSL_EBADFUNC) }
      row(index, defect, data.gradient)
    }
    return 0
  }

  static func write(
    _ position: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?, _ row: (Int, Double) -> Void
  ) -> Int32 {
    write(position, context) { index, defect, _ in row(index, defect) }
  }
}
