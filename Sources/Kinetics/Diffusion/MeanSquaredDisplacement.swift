// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// The mean squared displacement ⟨Δ²⟩ of walkers at several times, and the laws ⟨Δ²⟩ = 2Dt^α that it follows.
///
/// The walkers are independent; one walker's displacements at several times are not. All fits are therefore by generalized
/// least squares with the covariance over the walkers between the times, see `GeneralizedFit`; a line through the points as
/// if they were independent has error bars that are far too small. Exponents and coefficients weigh the times as for free
/// motion, whose relative errors at s < t have the correlation s/t: weights that come from the walkers themselves favor
/// those that are slow by chance, and hide part of the error when walkers are few. The error is that of the spread of the
/// walkers whatever their motion. With fewer than ten walkers a time, some of the times are left out, evenly.
package struct MeanSquaredDisplacement: Sendable, Equatable {
  /// The times, ascending and positive.
  package let times: [Double]
  /// ⟨Δ²⟩ at these times, with the covariance between them.
  package let squares: CorrelatedMeans
  /// What is subtracted from the times: h/2 for schemes whose free flight is ⟨Δx²⟩ = 2θ(t − h/2).
  package let delay: Double

  /// A law that was fitted.
  package struct Law: Sendable, Equatable {
    /// The exponent α or the coefficient D.
    package var value: Estimate
    /// The other parameter: ln 2D at t = 1 for an exponent, the offset of ⟨Δ²⟩ at t = 0 for a coefficient, if it was fitted.
    package var constant: Estimate?
    /// The probability of so bad a fit if the law holds.
    package var pValue: Double?
  }

  /// How far, relatively, a change from one power law to another may be from the shape that is fitted.
  private static let shapeTolerance = 0.03

  /// A mean squared displacement at times.
  package init(times: [Double], squares: CorrelatedMeans, delay: Double = 0) {
    self.times = times
    self.squares = squares
    self.delay = delay
  }

  /// The times from one to another.
  package func within(_ range: ClosedRange<Double>) -> MeanSquaredDisplacement {
    // Times are multiples of a step; the ends of a range may differ from them by rounding.
    let chosen = times.indices.filter {
      times[$0] >= range.lowerBound * (1 - 1e-9) && times[$0] <= range.upperBound * (1 + 1e-9)
    }
    return selecting(chosen)
  }

  private func selecting(_ indices: [Int]) -> MeanSquaredDisplacement {
    MeanSquaredDisplacement(times: indices.map { times[$0] }, squares: squares.selecting(indices), delay: delay)
  }

  /// As many times as the walkers can tell the covariance of.
  private var thinned: MeanSquaredDisplacement {
    let most = max(3, squares.samples / GeneralizedFit.samplesPerDatum)
    guard times.count > most else { return self }
    let gap = Double(times.count - 1) / Double(most - 1)
    return selecting((0..<most).map { Int((Double($0) * gap).rounded()) })
  }

  /// ln⟨Δ²⟩ and its covariance Cᵢⱼ/(mᵢmⱼ); the logarithm's bias, −½C/m² to first order, is taken out.
  private func logarithms() throws(NotApplicable) -> (values: [Double], covariance: [[Double]]) {
    let means = squares.means
    guard squares.samples > 1, means.allSatisfy({ $0 > 0 }) else {
      throw NotApplicable("nothing has moved in this direction")
    }
    let covariance = squares.covariance
    return (
      means.indices.map { log(means[$0]) + covariance[$0][$0] / (2 * means[$0] * means[$0]) },
      means.indices.map { i in means.indices.map { j in covariance[i][j] / (means[i] * means[j]) } }
    )
  }

  /// The degrees of freedom of the error of an exponent: a difference of two squared normal deviates has kurtosis 9.
  private var exponentFreedom: Double { Double(squares.samples - 1) / 4 }

  /// s/t, what the relative errors of ⟨Δ²⟩ at two times are correlated by in free motion.
  private var freeCorrelation: [[Double]] {
    let moments = times.map { $0 - delay }
    return moments.map { one in moments.map { other in min(one, other) / max(one, other) } }
  }

  private func enough(_ least: Int) throws(NotApplicable) {
    guard times.count >= least else {
      throw NotApplicable("\(least) times are needed; there are \(times.count)")
    }
    guard times.allSatisfy({ $0 > delay }) else {
      throw NotApplicable("the first time is not above half a time step")
    }
  }

  /// α, by a line through ln⟨Δ²⟩ against ln t.
  ///
  /// - Throws: `NotApplicable` with fewer than three times, or if nothing moves.
  package func exponent() throws(NotApplicable) -> Law {
    let data = thinned
    try data.enough(3)
    let (values, covariance) = try data.logarithms()
    let fit = try GeneralizedFit(
      design: data.times.map { [1, log($0 - delay)] }, values: values, covariance: covariance,
      samples: squares.samples, freedom: exponentFreedom, weighedBy: data.freeCorrelation)
    return Law(value: fit.coefficient(1), constant: fit.coefficient(0), pValue: fit.pValue)
  }

  /// D of ⟨Δ²⟩ = 2Dt, by a line through ⟨Δ²⟩ against t.
  ///
  /// - Parameter hasOffset: whether the line need not go through the origin, as after a descent or a ballistic beginning.
  /// - Throws: `NotApplicable` with fewer than two times, three with an offset, or if nothing moves.
  package func coefficient(hasOffset: Bool = false) throws(NotApplicable) -> Law {
    let data = thinned
    try data.enough(hasOffset ? 3 : 2)
    let design = data.times.map { [2 * ($0 - delay)] + (hasOffset ? [1] : []) }
    let moments = data.times.map { $0 - delay }
    let means = data.squares.means
    guard squares.samples > 1, means.allSatisfy({ $0 > 0 }) else {
      throw NotApplicable("nothing has moved in this direction")
    }
    let correlation = data.freeCorrelation
    let fit = try GeneralizedFit(
      design: design, values: means, covariance: data.squares.covariance, samples: squares.samples,
      freedom: exponentFreedom,
      weighedBy: correlation.indices.map { i in
        correlation.indices.map { j in correlation[i][j] * moments[i] * moments[j] }
      })
    let line = fit.coefficient(0)
    var value = Estimate.positiveMean(line.value, standardError: line.standardError, samples: squares.worth)
    value.effectiveSamples = line.effectiveSamples
    return Law(
      value: value,
      constant: hasOffset ? fit.coefficient(1) : nil, pValue: fit.pValue)
  }

  /// The exponent in windows of so many successive times: what d ln⟨Δ²⟩/d ln t is, and when.
  ///
  /// - Returns: for each window the geometric mean of its times, and the exponent; windows without a number are left out.
  package func localExponents(window: Int = 5) -> [(time: Double, exponent: Estimate)] {
    guard window >= 3, times.count >= window else { return [] }
    return (0...times.count - window).compactMap { first in
      let part = selecting(Array(first..<first + window))
      guard let exponent = try? part.exponent().value else { return nil }
      return (exp(part.times.reduce(0) { $0 + log($1) } / Double(window)), exponent)
    }
  }

  /// When one power law passes into another: breaks of the line through ln⟨Δ²⟩ against ln t, see `SegmentedFit`.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - generator: where the draws for the error bars come from.
  /// - Throws: `NotApplicable` with too few times, or if there are no such breaks.
  package func crossovers(_ count: Int, using generator: inout some RandomNumberGenerator) throws(NotApplicable)
    -> Crossovers
  {
    let data = thinned
    try data.enough(2 * count + 4)
    let (values, covariance) = try data.logarithms()
    let fit = try SegmentedFit(
      data.times.map { log($0 - delay) }, values: values, covariance: covariance, samples: squares.samples,
      tolerance: Self.shapeTolerance, breaks: count, using: &generator)
    return Crossovers(fit: fit)
  }
}

/// Power laws that pass into each other.
package struct Crossovers: Sendable, Equatable {
  /// The pieces of ln⟨Δ²⟩ against ln t.
  package let fit: SegmentedFit

  /// When the laws on both sides, continued, meet.
  package var times: [Estimate] {
    fit.breaks.map { place in
      let time = exp(place.value)
      return Estimate(
        time, standardError: time * place.standardError,
        interval: place.interval.map { exp($0.lowerBound)...exp($0.upperBound) },
        effectiveSamples: place.effectiveSamples)
    }
  }

  /// The exponents before, between and after them.
  package var exponents: [Estimate] { fit.slopes }

  /// The fitted ⟨Δ²⟩.
  package func value(at time: Double) -> Double { exp(fit.value(at: log(time))) }
}
