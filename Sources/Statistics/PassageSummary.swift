// SPDX-License-Identifier: GPL-3.0-or-later

/// What passage times say about the mean time and the rate 1/⟨t⟩, and what they only suggest.
package struct PassageSummary: Sendable, Equatable {
  /// What the rate rests on.
  package enum Basis: Sendable, Equatable {
    /// The exponential law, which no test rejects: arrivals/time at risk.
    case exponential
    /// The sample mean of times that were all seen, with the error of their spread: no law.
    case spread
    /// The times before t₀ as they were, those after it by an exponential law: `LateRate.mean`.
    case late
    /// Arrivals per time at risk, within the limit only: neither 1/⟨t⟩ nor a rate constant.
    case watched
    /// No arrival: a bound.
    case none
  }

  /// Why the number may be off by more than its error bar.
  package enum Doubt: Sendable, Equatable {
    /// Too few arrivals to test the law that the censored ones are counted by.
    case fewArrivals
    /// Most of the mean lies beyond the limit, and more than one rate may be at work.
    case unseenTail
    /// Not exponential, and censored.
    case notExponential
    /// A few long times make up the mean.
    case heavyTail
  }

  /// What the rate rests on.
  package var basis: Basis
  /// 1/⟨t⟩, or arrivals per time at risk; `nil` if no walker arrived.
  package var rate: Estimate?
  /// ⟨t⟩; `nil` where the times do not tell it, then `restricted` bounds it.
  package var mean: Estimate?
  /// What is known without any law.
  package var restricted: RestrictedMean?
  /// What the rate lies below with probability `level`, if no walker arrived and the times are exponential.
  package var upperBound: Double?
  /// Both tests of a constant hazard; `nil` with fewer than eight arrivals.
  package var test: TestResult?
  /// The rate of late times, where the test rejects a constant hazard and late times do not.
  package var late: LateRate?
  /// Why the rate may be off by more than its error bar; `nil` if it may not.
  package var doubt: Doubt?

  /// Whether a test rejects a constant hazard beyond doubt.
  package var isNotExponential: Bool { (test?.pValue ?? 1) < 0.01 }
}

extension PassageTimes {
  /// The law is trusted with censored times from so many arrivals on.
  private static let testableEvents = 50
  /// More of the walkers than this left over is more than may be counted by a law that was seen to change.
  private static let largestTail = 0.2
  /// A mean that fewer equal exponential times would tell as well hangs on a few long ones.
  private static let fewTimes = 20.0
  /// A single time that is more than this part of the sum is one of a few long ones, of which there may be more.
  private static let largestPart = 0.1

  /// The mean time and the rate, by the law that the times allow.
  ///
  /// - Without censoring ⟨t⟩ is the sample mean. Where no test rejects the exponential law (p < 0.05) the error is its own,
  ///   k/√n, else that of the spread.
  /// - With censoring ⟨t⟩ is not known without a law for what comes after the limit. If no test rejects the exponential one,
  ///   it is time at risk/arrivals. If late times alone are exponential and at most a fifth of the walkers is left, they
  ///   count by their own rate. Else the rate is arrivals per time at risk of the time that was watched, with the error of
  ///   a ratio, √Σ(δ − kt)²/Σt, and the mean is bounded by the restricted one.
  ///
  /// - Parameters:
  ///   - supposesOneRate: whether it is known beforehand that walkers which have forgotten their start escape at one
  ///   rate: a constant temperature, and no well besides that of the start in which they may be held up. Otherwise a
  ///   hazard that is constant up to the limit does not say that it stays so.
  ///   - level: the coverage of intervals and bounds.
  package func summary(supposesOneRate: Bool = true, level: Double = 0.95) -> PassageSummary {
    var summary = PassageSummary(
      basis: .exponential, rate: rate(level: level), mean: meanTime(level: level),
      restricted: censored > 0 ? restrictedMean(level: level) : nil,
      test: constantHazardTest())
    guard events > 0, let rate = summary.rate else {
      summary.basis = .none
      summary.upperBound = rateUpperBound(level: level)
      summary.doubt = samples > 0 && !supposesOneRate ? .unseenTail : nil
      return summary
    }
    let isRejected = (summary.test?.pValue ?? 1) < Self.significance
    if isRejected { summary.late = lateRate(level: level) }
    if censored == 0 {
      if isRejected, let mean = spreadMean(level: level) {
        summary.basis = .spread
        summary.mean = mean
        summary.rate = mean.inverse
        if (summary.test?.statistic ?? 0) < 0, hangsOnFew(mean) { summary.doubt = .heavyTail }
      }
      return summary
    }
    let tail = summary.restricted?.survival.value ?? 1
    guard isRejected else {
      // What the tail may add to the mean, where another rate rules there, against the mean's own error.
      let matters = tail * Double(events).squareRoot() > 0.5
      if matters, events < Self.testableEvents { summary.doubt = .fewArrivals }
      if matters, !supposesOneRate, tail > Self.largestTail { summary.doubt = .unseenTail }
      return summary
    }
    if let late = summary.late, tail <= Self.largestTail {
      summary.basis = .late
      summary.mean = late.mean
      summary.rate = late.mean.inverse
      return summary
    }
    summary.basis = .watched
    summary.rate = watchedRate(rate.value, level: level)
    summary.mean = nil
    summary.doubt = .notExponential
    return summary
  }

  /// Whether a few long times make up the mean.
  private func hangsOnFew(_ mean: Estimate) -> Bool {
    let worth = mean.value * mean.value / (mean.standardError * mean.standardError)
    return worth < Self.fewTimes || (times.max() ?? 0) > Self.largestPart * timeAtRisk
  }

  /// The mean of all times with the error of their spread.
  private func spreadMean(level: Double) -> Estimate? {
    guard let plain = Statistics.mean(of: times) else { return nil }
    return .positiveMean(plain.value, standardError: plain.standardError, samples: Double(samples), level: level)
  }

  /// Arrivals per time at risk with the error of a ratio.
  private func watchedRate(_ rate: Double, level: Double) -> Estimate {
    let squares = zip(times, arrived).reduce(0.0) { sum, walker in
      let residual = (walker.1 ? 1 : 0) - rate * walker.0
      return sum + residual * residual
    }
    return .positiveMean(
      rate, standardError: squares.squareRoot() / timeAtRisk, samples: Double(max(2, events)), level: level)
  }
}
