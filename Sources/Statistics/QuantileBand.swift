// SPDX-License-Identifier: GPL-3.0-or-later

/// Quantiles over walkers of something that is looked at several times, and the area between two of them.
///
/// The walkers are independent, the looks at one walker are not: errors come from drawing walkers anew with all their looks.
public struct QuantileBand: Sendable {
  /// The lower quantile's probability.
  public let lowerShare: Double
  /// The upper quantile's probability.
  public let upperShare: Double
  private let looks: [[Double]]
  /// For each look the walkers in ascending order of their values.
  private let orders: [[Int]]
  private let walkers: Int

  /// A band.
  ///
  /// - Parameters:
  ///   - looks: for each look one number a walker; a walker with a number that is not finite is left out at all looks.
  ///   - lower: the probability of the lower quantile.
  ///   - upper: that of the upper one.
  public init(_ looks: [[Double]], from lower: Double = 0.1, to upper: Double = 0.9) {
    let count = looks.map(\.count).min() ?? 0
    let kept = (0..<count).filter { walker in looks.allSatisfy { $0[walker].isFinite } }
    let values = looks.map { look in kept.map { look[$0] } }
    self.looks = values
    orders = values.map { look in look.indices.sorted { look[$0] < look[$1] } }
    walkers = kept.count
    lowerShare = lower
    upperShare = upper
  }

  /// How many walkers went in.
  public var samples: Int { walkers }

  /// A quantile at each look: the ends of equal shares of the sorted values, interpolated in between.
  public func quantile(_ share: Double) -> [Double] {
    guard walkers > 0 else { return looks.map { _ in .nan } }
    return zip(looks, orders).map { look, order in
      let place = share * Double(walkers - 1)
      let below = Int(place)
      let above = min(below + 1, walkers - 1)
      let (low, high) = (look[order[below]], look[order[above]])
      return low + (place - Double(below)) * (high - low)
    }
  }

  /// ∫ (upper − lower quantile) du by the trapezoidal rule over the looks, with the bootstrap's standard error and percentile interval.
  ///
  /// - Parameters:
  ///   - abscissae: u at the looks, ascending; times, or their logarithms.
  ///   - replicates: how often the walkers are drawn anew.
  /// - Returns: `nil` with fewer than two looks or walkers.
  public func area(
    over abscissae: [Double], replicates: Int = 400, level: Double = 0.95,
    using generator: inout some RandomNumberGenerator
  ) -> Estimate? {
    guard walkers > 1, looks.count > 1, abscissae.count == looks.count, replicates > 1 else { return nil }
    let value = Self.trapezoid(
      abscissae, zip(quantile(upperShare), quantile(lowerShare)).map { $0 - $1 })
    var counts = [Int](repeating: 0, count: walkers)
    var areas: [Double] = []
    for _ in 0..<replicates {
      for index in counts.indices { counts[index] = 0 }
      for _ in 0..<walkers { counts[Int.random(in: 0..<walkers, using: &generator)] += 1 }
      let widths = looks.indices.map { look in width(look, counts) }
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

  /// The width of the band at a look when each walker counts so many times.
  private func width(_ look: Int, _ counts: [Int]) -> Double {
    let places = [lowerShare, upperShare].map { $0 * Double(walkers - 1) }
    var (seen, next) = (0, 0)
    var ends = [0.0, 0.0]
    let values = looks[look]
    let order = orders[look]
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
