// SPDX-License-Identifier: GPL-3.0-or-later

/// The rate of walkers that have forgotten how they started: arrivals after t₀ per time at risk after t₀.
package struct LateRate: Sendable, Equatable {
  /// t₀, the earliest time tried from which on the hazard is constant as far as tests can see.
  package let start: Double
  /// k = arrivals/time at risk, both after t₀.
  package let rate: Estimate
  /// The mean of all times, ⟨min(t, t₀)⟩ + S(t₀)/k: what came before as it was, what comes later by the law.
  package let mean: Estimate
  /// k⟨t⟩ − 1, how far 1/k is from the mean of all times; its error knows that both come from the same walkers.
  package let difference: Estimate
}

extension PassageTimes {
  /// Fewer late arrivals than this have no power to see that the hazard still changes.
  static let powerfulEvents = 50
  /// Below this p-value the hazard is not constant.
  static let significance = 0.05
  /// t₀ = reach/4, reach/8, … so many times; the window after it is three times as long at least.
  private static let mostHalvings = 8

  /// The rate after the earliest of the times L/1024 … L/4 from which on the hazard is constant, L being the last time at
  /// which a walker was watched.
  ///
  /// The walkers before t₀ are not thrown away: `mean` counts their times. Variance of the mean over n walkers, with p the
  /// share that is later and R = 1/k: that of min(t, t₀) + R·[t > t₀] over n, and p²R²/d for d late arrivals.
  ///
  /// - Returns: `nil` if there is no such time with enough arrivals after it, or some were censored before it.
  package func lateRate(level: Double = 0.95) -> LateRate? {
    guard let reach = times.max(), reach > 0 else { return nil }
    for halving in stride(from: Self.mostHalvings, through: 0, by: -1) {
      let start = reach / 4 / Double(1 << halving)
      let late = later(than: start)
      if late.events < Self.powerfulEvents { return nil }
      guard let test = late.constantHazardTest(), test.pValue >= Self.significance else { continue }
      return lateRate(after: start, late, level: level)
    }
    return nil
  }

  /// The walkers that had not arrived by a time, with what was left of theirs.
  private func later(than start: Double) -> PassageTimes {
    let kept = times.indices.filter { times[$0] > start }
    return PassageTimes(times: kept.map { times[$0] - start }, arrived: kept.map { arrived[$0] })
  }

  private func lateRate(after start: Double, _ late: PassageTimes, level: Double) -> LateRate? {
    guard let rate = late.rate(level: level), samples > 1,
      !zip(times, arrived).contains(where: { !$0.1 && $0.0 <= start })
    else { return nil }
    let (n, d, wait) = (Double(samples), Double(late.events), 1 / rate.value)
    let share = Double(late.samples) / n
    func least(_ time: Double) -> Double { min(time, start) + (time > start ? wait : 0) }
    let mean = times.reduce(0) { $0 + least($1) } / n
    let spread = times.reduce(0) { $0 + (least($1) - mean) * (least($1) - mean) } / (n - 1)
    let error = (spread / n + share * share * wait * wait / d).squareRoot()
    // ln(k⟨t⟩) to first order in what a walker adds to arrivals and time at risk after t₀ and to the mean.
    let seen = d / n
    let squares = zip(times, arrived).reduce(0.0) { sum, walker in
      let (time, hasArrived) = walker
      let law = (hasArrived && time > start ? wait : 0) - max(0, time - start)
      let influence = law / (wait * seen) + (least(time) - mean - law * share / seen) / mean
      return sum + influence * influence
    }
    let ratio = mean / wait
    return LateRate(
      start: start, rate: rate,
      mean: .positiveMean(mean, standardError: error, samples: n, level: level),
      difference: Estimate(ratio - 1, standardError: ratio * squares.squareRoot() / n, effectiveSamples: n))
  }
}
