// SPDX-License-Identifier: GPL-3.0-or-later

/// Quantiles over walkers of something that is observed several times, and the area between two of them.
///
/// The walkers are independent, the observations of one walker are not: errors come from drawing walkers anew with all
/// their observations.
package struct QuantileBand: Sendable {
  /// The lower quantile's probability.
  package let lowerShare: Double
  /// The upper quantile's probability.
  package let upperShare: Double
  private let observations: [[Double]]
  /// For each observation the walkers in ascending order of their values.
  private let orders: [[Int]]
  private let walkers: Int

  /// A band.
  ///
  /// - Parameters:
  ///   - observations: for each observation time one number a walker; a walker with a number that is not finite is left out at
  ///     all of them.
  ///   - lower: the probability of the lower quantile.
  ///   - upper: that of the upper one.
  package init(_ observations: [[Double]], from lower: Double = 0.1, to upper: Double = 0.9) {
    let count = observations.map(\.count).min() ?? 0
    let kept = (0..<count).filter { walker in observations.allSatisfy { $0[walker].isFinite } }
    let values = observations.map { observation in kept.map { observation[$0] } }
    self.observations = values
    orders = values.map { observation in observation.indices.sorted { observation[$0] < observation[$1] } }
    walkers = kept.count
    lowerShare = lower
    upperShare = upper
  }

  /// How many walkers went in.
  package var samples: Int { walkers }

  /// A quantile at each observation time: the ends of equal shares of the sorted values, interpolated in between.
  package func quantile(_ share: Double) -> [Double] {
    guard walkers > 0 else { return observations.map { _ in .nan } }
    return zip(observations, orders).map { observation, order in
      let place = share * Double(walkers - 1)
      let below = Int(place)
      let above = min(below + 1, walkers - 1)
      let (low, high) = (observation[order[below]], observation[order[above]])
      return low + (place - Double(below)) * (high - low)
    }
  }

  /// ∫ (upper − lower quantile) du by the trapezoidal rule over the observations, with the bootstrap's standard error and percentile interval.
  ///
  /// - Parameters:
  ///   - abscissae: u at the observations, ascending; times, or their logarithms.
  ///   - replicates: how often the walkers are drawn anew.
  /// - Returns: `nil` with fewer than two observations or walkers.
  package func area(
    over abscissae: [Double], replicates: Int = 400, level: Double = 0.95,
    using generator: inout some RandomNumberGenerator
  ) -> Estimate? {
    guard walkers > 1, observations.count > 1, abscissae.count == observations.count, replicates > 1 else { return nil }
    let value = Self.trapezoid(
      abscissae, zip(quantile(upperShare), quantile(lowerShare)).map { $0 - $1 })
    var counts = [Int](repeating: 0, count: walkers)
    var areas: [Double] = []
    for _ in 0..<replicates {
      for index in counts.indices { counts[index] = 0 }
      for _ in 0..<walkers { counts[Int.random(in: 0..<walkers, using: &generator)] += 1 }
      let widths = observations.indices.map { observation in width(observation, counts) }
      areas.append(Self.trapezoid(abscissae, widths))
    }
    areas.sort()
    let mean = areas.reduce(0, +) / Double(replicates)
    let variance = areas.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(replicates - 1)
    let low = areas[Int((1 - level) / 2 * Double(replicates - 1))]
    let high = areas[Int(((1 + level) / 2 * Double(replicates - 1)).rounded(.up))]
    return Estimate(
      value, standardError: variance.squareRoot(), interval: .between(low, high), level: level,
      effectiveSamples: Double(walkers))
  }

  /// The width of the band at an observation when each walker counts so many times.
  private func width(_ observation: Int, _ counts: [Int]) -> Double {
    let places = [lowerShare, upperShare].map { $0 * Double(walkers - 1) }
    var (seen, next) = (0, 0)
    var ends = [0.0, 0.0]
    let values = observations[observation]
    let order = orders[observation]
    var rank = 0
    while rank < order.count, next < 2 {
      let here = values[order[rank]]
      seen += counts[order[rank]]
      // The value of place p lies between the sorted values number ⌊p⌋ and ⌊p⌋ + 1, counted from zero.
      while next < 2, Double(seen) > places[next] {
        let below = Int(places[next])
        let part = places[next] - Double(below)
        var above = here
        if part > 0, below + 1 >= seen {
          var later = rank + 1
          while later < order.count - 1, counts[order[later]] == 0 { later += 1 }
          above = later < order.count ? values[order[later]] : here
        }
        ends[next] = here + part * (above - here)
        next += 1
      }
      rank += 1
    }
    return ends[1] - ends[0]
  }

  private static func trapezoid(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for i in 1..<x.count { sum += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2 }
    return sum
  }
}
