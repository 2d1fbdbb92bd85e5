// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// A least-squares fit y ≈ Σ cⱼ φⱼ with the full covariance of its coefficients.
public struct LinearFit: Sendable, Equatable {
  /// The coefficients c.
  public let coefficients: [Double]
  /// Their covariance matrix, row by row.
  public let covariance: [[Double]]
  /// The sum of squared residuals over squared standard errors; over 1 where the data have none.
  public let chiSquare: Double
  /// Data less coefficients.
  public let degreesOfFreedom: Int
  /// Whether the data brought standard errors; otherwise the covariance is scaled by the scatter about the fit.
  public let isWeighted: Bool

  /// Fits by weighted linear least squares.
  ///
  /// - Parameters:
  ///   - design: one row φ₁ … φ_p a datum.
  ///   - values: the data y.
  ///   - standardErrors: one positive number a datum, or `nil`: then all weigh the same, and the covariance is that of
  ///     the scatter about the fit (lack of fit included), which needs more data than coefficients.
  /// - Throws: `NotApplicable` if there are too few data or the design is singular.
  public init(design: [[Double]], values: [Double], standardErrors: [Double]?) throws(NotApplicable) {
    let parameters = design.first?.count ?? 0
    let enough = standardErrors == nil ? values.count > parameters : values.count >= parameters
    guard parameters > 0, design.count == values.count, enough else {
      throw NotApplicable("a fit of \(parameters) coefficients to \(values.count) values has nothing to tell its error")
    }
    if let standardErrors, standardErrors.count != values.count || !standardErrors.allSatisfy({ $0 > 0 }) {
      throw NotApplicable("a weighted fit needs one positive standard error a value")
    }
    GSLStatus.prepare()
    // Columns of very different sizes would be taken for collinear; each is fitted in units of its norm.
    let norms = (0..<parameters).map { column in
      let square = design.reduce(0) { $0 + $1[column] * $1[column] }
      return square > 0 ? square.squareRoot() : 1
    }
    guard
      let matrix = gsl_matrix_alloc(values.count, parameters), let data = gsl_vector_alloc(values.count),
      let weights = gsl_vector_alloc(values.count), let result = gsl_vector_alloc(parameters),
      let spread = gsl_matrix_alloc(parameters, parameters),
      let workspace = gsl_multifit_linear_alloc(values.count, parameters)
    else { throw NotApplicable("there is not enough memory for the fit") }
    defer {
      gsl_matrix_free(matrix)
      gsl_vector_free(data)
      gsl_vector_free(weights)
      gsl_vector_free(result)
      gsl_matrix_free(spread)
      gsl_multifit_linear_free(workspace)
    }
    for (row, functions) in design.enumerated() {
      gsl_vector_set(data, row, values[row])
      gsl_vector_set(weights, row, standardErrors.map { 1 / ($0[row] * $0[row]) } ?? 1)
      for column in 0..<parameters { gsl_matrix_set(matrix, row, column, functions[column] / norms[column]) }
    }
    var residual = 0.0
    var rank = 0
    let status: Int32
    if standardErrors == nil {
      status = gsl_multifit_linear_tsvd(matrix, data, 1e-13, result, spread, &residual, &rank, workspace)
    } else {
      status = gsl_multifit_wlinear_tsvd(matrix, weights, data, 1e-13, result, spread, &residual, &rank, workspace)
    }
    guard status == 0, rank == parameters else {
      throw NotApplicable("the fit is singular: the data do not tell its coefficients apart")
    }
    coefficients = (0..<parameters).map { gsl_vector_get(result, $0) / norms[$0] }
    covariance = (0..<parameters).map { row in
      (0..<parameters).map { gsl_matrix_get(spread, row, $0) / (norms[row] * norms[$0]) }
    }
    chiSquare = residual
    degreesOfFreedom = values.count - parameters
    isWeighted = standardErrors != nil
  }

  /// The probability of a χ² at least as large if the model holds; `nil` without standard errors or degrees of freedom.
  public var pValue: Double? {
    isWeighted && degreesOfFreedom > 0 ? gsl_cdf_chisq_Q(chiSquare, Double(degreesOfFreedom)) : nil
  }

  /// Σ cⱼ φⱼ with its error: a coefficient for a unit row, a prediction for a row of the design.
  ///
  /// The interval is Student's where the covariance comes from the scatter, normal otherwise.
  public func combination(_ row: [Double], level: Double = 0.95) -> Estimate {
    var value = 0.0
    var variance = 0.0
    for (i, left) in row.enumerated() {
      value += left * coefficients[i]
      for (j, right) in row.enumerated() { variance += left * right * covariance[i][j] }
    }
    let error = max(0, variance).squareRoot()
    let half = quantile((1 + level) / 2) * error
    return Estimate(value, standardError: error, interval: .between(value - half, value + half), level: level)
  }

  /// Tests whether a coefficient is zero.
  public func test(coefficient index: Int) -> TestResult {
    let statistic = coefficients[index] / covariance[index][index].squareRoot()
    guard statistic.isFinite else { return TestResult(statistic: 0, pValue: 1) }
    let tail =
      isWeighted ? gsl_cdf_ugaussian_Q(abs(statistic)) : gsl_cdf_tdist_Q(abs(statistic), Double(degreesOfFreedom))
    return TestResult(statistic: statistic, pValue: 2 * tail)
  }

  private func quantile(_ probability: Double) -> Double {
    isWeighted ? gsl_cdf_ugaussian_Pinv(probability) : gsl_cdf_tdist_Pinv(probability, Double(degreesOfFreedom))
  }
}
