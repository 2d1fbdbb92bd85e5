// SPDX-License-Identifier: GPL-3.0-or-later

/// The part of passage times that a limit lets one see; it supposes no law.
package struct RestrictedMean: Sendable, Equatable {
  /// The limit L: the last time at which a walker was watched.
  package let limit: Double
  /// ⟨min(t, L)⟩ = ∫₀ᴸ S dt; the mean of all times is at least this.
  package let mean: Estimate
  /// S(L), the probability not to have arrived by then.
  package let survival: Estimate
  /// What ⟨t⟩ lies above with probability `level`.
  package let lowerBound: Double
  /// The probability with which the bound holds.
  package let level: Double
}

extension PassageTimes {
  /// The mean of min(t, L) over the curve of Kaplan and Meier, L being the last time at which a walker was watched.
  ///
  /// With d arrivals among n at risk at each tᵢ the variance is Σ Aᵢ² d/(n(n − d)), Aᵢ = ∫ S from tᵢ to L (Greenwood's for an
  /// area; E. L. Kaplan and P. Meier, J. Am. Stat. Assoc. 53 (1958) 457). The interval is that of the time L − min(t, L)
  /// which arrivals save, a positive mean that comes from few walkers when most are censored.
  ///
  /// - Parameter level: the coverage of the intervals and of the bound.
  /// - Returns: `nil` without walkers, or if none was watched for any time.
  package func restrictedMean(level: Double = 0.95) -> RestrictedMean? {
    guard let limit = times.max(), limit > 0 else { return nil }
    let steps = riskSteps
    var survival = 1.0
    var (area, last) = (0.0, 0.0)
    var areas: [(area: Double, share: Double)] = []
    for step in steps {
      area += survival * (step.time - last)
      last = step.time
      survival *= 1 - step.arrivals / step.atRisk
      if step.atRisk > step.arrivals {
        areas.append((area, step.arrivals / (step.atRisk * (step.atRisk - step.arrivals))))
      }
    }
    area += survival * (limit - last)
    let variance = areas.reduce(0) { $0 + (area - $1.area) * (area - $1.area) * $1.share }
    let error = variance.squareRoot()
    let (saved, count) = (limit - area, Double(events))
    func least(_ level: Double) -> ClosedRange<Double>? {
      guard events > 1 else {
        // Whoever arrived saves the whole of the limit at most.
        let share = proportion(of: events, in: samples, level: level)
        return share.flatMap { .between(limit * (1 - $0.bounds.upperBound), limit) }
      }
      let bounds = Estimate.positiveMean(saved, standardError: error, samples: count, level: level).bounds
      return .between(max(0, limit - bounds.upperBound), min(limit, limit - bounds.lowerBound))
    }
    let mean = Estimate(
      area, standardError: error, interval: least(level), level: level, effectiveSamples: Double(samples))
    return RestrictedMean(
      limit: limit, mean: mean, survival: seenLater(survival, at: limit, level: level),
      lowerBound: least(2 * level - 1)?.lowerBound ?? 0, level: level)
  }

  /// S(L): the share of the walkers where all were watched that long, else with Greenwood's band.
  private func seenLater(_ survival: Double, at limit: Double, level: Double) -> Estimate {
    let watched = zip(times, arrived).allSatisfy { $0.1 || $0.0 >= limit * (1 - 1e-9) }
    if watched, let share = proportion(of: censored, in: samples, level: level) { return share }
    let curve = survivalCurve(level: level)
    return Estimate(
      survival, standardError: curve.standardErrors.last ?? 0,
      interval: ClosedRange.between(curve.lower.last ?? 1, curve.upper.last ?? 1), level: level,
      effectiveSamples: Double(samples))
  }

  /// The distinct times of arrivals, ascending, with how many arrived and how many were at risk.
  private var riskSteps: [(time: Double, arrivals: Double, atRisk: Double)] {
    let order = times.indices.sorted { times[$0] < times[$1] }
    var steps: [(time: Double, arrivals: Double, atRisk: Double)] = []
    var next = 0
    while next < order.count {
      let (time, atRisk) = (times[order[next]], Double(order.count - next))
      var arrivals = 0.0
      while next < order.count, times[order[next]] == time {
        if arrived[order[next]] { arrivals += 1 }
        next += 1
      }
      if arrivals > 0 { steps.append((time, arrivals, atRisk)) }
    }
    return steps
  }
}
