// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// A least-squares fit y ≈ Σ cⱼ φⱼ to data that are correlated with each other.
///
/// Minimizes rᵀ W r with r = y − Xc and W the inverse of the data's covariance C, after that has been moved a little
/// towards its diagonal: S = (1 − λ)C + λ diag C. The intensity
///
///     λ = Σ (1 − ρᵢⱼ²)² / ((n − 1) Σ ρᵢⱼ²)   over i < j, at least 10⁻⁶,
///
/// is that of Ledoit and Wolf (J. Multivariate Anal. 88 (2004) 365) for correlations ρ estimated from n normal samples
/// (J. Schäfer and K. Strimmer, Stat. Appl. Genet. Mol. Biol. 4 (2005) 32); it vanishes like 1/n and keeps data that are
/// all but equal from being weighed by their rounding. Any λ leaves the coefficients unbiased. Their covariance is the
/// sandwich B C Bᵀ with B = (XᵀWX)⁻¹XᵀW and C as it is, so that it does not pretend that S were true, enlarged for C
/// being estimated: by ν/(ν − m) · (ν − 1)/(ν − 1 − m) with ν = n − 1 and m data more than coefficients
/// (W. J. Percival et al., MNRAS 439 (2014) 2531). Weights W that are known beforehand, as those of a model of the noise,
/// take no part in that: each coefficient is then the mean over the samples of a fixed sum of their data, with the
/// interval of such a mean.
package struct GeneralizedFit: Sendable, Equatable {
  /// The coefficients c.
  package let coefficients: [Double]
  /// Their covariance matrix, row by row.
  package let covariance: [[Double]]
  /// rᵀ W r at the optimum.
  package let chiSquare: Double
  /// Data less coefficients.
  package let degreesOfFreedom: Int
  /// λ.
  package let shrinkage: Double
  /// The probability of a χ² at least as large if the model holds; `nil` without degrees of freedom.
  ///
  /// χ² is compared with a multiple of the χ² or, where C is estimated, F law with the same first two moments.
  package let pValue: Double?
  /// The number of samples that the covariance was estimated from; `nil` if it is known.
  package let samples: Int?
  /// Student's degrees of freedom of the intervals; `nil` for normal ones.
  private let studentFreedom: Double?

  /// The samples a datum that a fit to estimated covariances should have; fewer make the covariance too uncertain.
  package static let samplesPerDatum = 10
  /// The least λ.
  private static let leastShrinkage = 1e-6

  /// Fits the means of correlated quantities.
  ///
  /// - Parameter design: one row φ₁ … φ_p a quantity.
  /// - Throws: as `init(design:values:covariance:samples:)`.
  package init(design: [[Double]], means: CorrelatedMeans) throws(NotApplicable) {
    try self.init(design: design, values: means.means, covariance: means.covariance, samples: means.samples)
  }

  /// Fits data with a covariance.
  ///
  /// - Parameters:
  ///   - design: one row φ₁ … φ_p a datum.
  ///   - values: the data y, T of them.
  ///   - covariance: C, T × T, row by row.
  ///   - samples: how many independent samples y and C are the mean and the covariance of; `nil` for a known C, which is not shrunk
  ///     unless it is singular.
  ///   - freedom: Student's degrees of freedom where W is known, n − 1 if `nil`: fewer for data whose variance few samples
  ///     make, 2(n − 1)/(κ − 1) for samples of kurtosis κ.
  ///   - model: what W is the inverse of, up to a factor, if that is known beforehand; `nil` for C itself.
  /// - Throws: `NotApplicable` with fewer data than coefficients, fewer than T + 5 samples, a variance that is not
  ///   positive, or a singular design.
  package init(
    design: [[Double]], values: [Double], covariance: [[Double]], samples: Int? = nil, freedom: Double? = nil,
    weighedBy model: [[Double]]? = nil
  ) throws(NotApplicable) {
    let count = values.count
    let parameters = design.first?.count ?? 0
    guard parameters > 0, design.count == count, covariance.count == count, count >= parameters else {
      throw NotApplicable("a fit of \(parameters) coefficients to \(count) values has nothing to tell its error")
    }
    guard covariance.indices.allSatisfy({ covariance[$0][$0] > 0 && covariance[$0][$0].isFinite }) else {
      throw NotApplicable("a fit to correlated data needs a positive variance for each of them")
    }
    if let samples, samples < count + 5 {
      throw NotApplicable("the covariance of \(count) data cannot be told from \(samples) samples")
    }
    let whitening = try Whitening(
      model ?? covariance, samples: model == nil ? samples : nil, leastShrinkage: Self.leastShrinkage)
    let white = whitening.apply(values)
    let columns = (0..<parameters).map { column in whitening.apply(design.map { $0[column] }) }
    let fit = try LinearFit(
      design: (0..<count).map { row in columns.map { $0[row] } }, values: white,
      standardErrors: Array(repeating: 1, count: count))
    let law = ResidualLaw(columns: columns, unit: fit.covariance, noise: whitening.whitened(covariance))
    let spare = count - parameters
    coefficients = fit.coefficients
    chiSquare = fit.chiSquare
    degreesOfFreedom = spare
    shrinkage = whitening.shrinkage
    self.samples = samples
    var inflation = 1.0
    if let samples, model == nil {
      let (nu, m) = (Double(samples - 1), Double(spare))
      inflation = nu / (nu - m) * (nu - 1) / (nu - 1 - m)
    }
    studentFreedom = samples.map { model == nil ? Double($0 - 1 - spare) : freedom ?? Double($0 - 1) }
    self.covariance = law.coefficients.map { $0.map { $0 * inflation } }
    guard spare > 0, law.trace > 0 else {
      pValue = nil
      return
    }
    let freedom = law.trace * law.trace / law.squareTrace
    let reduced = fit.chiSquare * law.trace / law.squareTrace
    if let samples {
      let second = Double(samples) - freedom
      pValue = gsl_cdf_fdist_Q(reduced / freedom * second / Double(samples - 1), freedom, second)
    } else {
      pValue = gsl_cdf_chisq_Q(reduced, freedom)
    }
  }

  /// Σ cⱼ φⱼ with its error: a coefficient for a unit row. The interval is Student's where the covariance was estimated.
  package func combination(_ row: [Double], level: Double = 0.95) -> Estimate {
    var (value, variance) = (0.0, 0.0)
    for (i, left) in row.enumerated() {
      value += left * coefficients[i]
      for (j, right) in row.enumerated() { variance += left * right * covariance[i][j] }
    }
    let error = max(0, variance).squareRoot()
    let probability = (1 + level) / 2
    let quantile =
      studentFreedom.map { gsl_cdf_tdist_Pinv(probability, $0) }
      ?? gsl_cdf_ugaussian_Pinv(probability)
    return Estimate(
      value, standardError: error, interval: .between(value - quantile * error, value + quantile * error), level: level,
      effectiveSamples: samples.map(Double.init))
  }

  /// One coefficient with its error.
  package func coefficient(_ index: Int) -> Estimate {
    combination(coefficients.indices.map { $0 == index ? 1 : 0 })
  }
}

/// What the residuals and the coefficients of a whitened fit vary by, when the noise is not quite white.
private struct ResidualLaw {
  /// V Xᵀ G X V, the covariance of the coefficients.
  let coefficients: [[Double]]
  /// tr M and tr M² with M = R G, R = 1 − X V Xᵀ: mean and half the variance of χ².
  let trace: Double
  let squareTrace: Double

  /// - Parameters:
  ///   - columns: those of the whitened design X.
  ///   - unit: V = (XᵀX)⁻¹.
  ///   - noise: G, the covariance of the whitened data.
  init(columns: [[Double]], unit: [[Double]], noise: [[Double]]) {
    let (data, parameters) = (noise.indices, unit.indices)
    // B = V Xᵀ, p × T.
    let smoother = parameters.map { i in
      data.map { t in parameters.reduce(0.0) { $0 + unit[i][$1] * columns[$1][t] } }
    }
    let blurred = smoother.map { row in data.map { t in data.reduce(0.0) { $0 + row[$1] * noise[$1][t] } } }
    coefficients = parameters.map { i in
      parameters.map { j in data.reduce(0.0) { $0 + blurred[i][$1] * smoother[j][$1] } }
    }
    // R G = G − X (B G).
    let product = data.map { s in
      data.map { t in noise[s][t] - parameters.reduce(0.0) { $0 + columns[$1][s] * blurred[$1][t] } }
    }
    trace = data.reduce(0.0) { $0 + product[$1][$1] }
    squareTrace = data.reduce(0.0) { sum, s in sum + data.reduce(0.0) { $0 + product[s][$1] * product[$1][s] } }
  }
}
