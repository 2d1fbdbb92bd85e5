// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// The rate of arrivals in the steady state of a weighted ensemble, from the histories of independent repetitions.
///
/// Walkers are sent back at the end of the iteration within which they arrive. What they idle until then is no part of their
/// next passage: k = arrived weight/(time − idle time), which makes Hill's relation 1/k = τ exact for any resampling time.
package struct SteadyFlux: Sendable {
  /// The rate, the mean over the repetitions with their spread as its error; the interval is even in its logarithm.
  package let rate: Estimate
  /// The rate of each repetition.
  package let rates: [Double]
  /// How many iterations at the beginning are left out.
  package let warmUp: Int
  /// Whether the end of the warm-up was seen: what is kept, at least half of the history, shows no drift.
  package let isSteady: Bool
  /// The number of independent values that the fluxes of all repetitions are worth, where their correlation can be told.
  package let effectiveFluxes: Double?

  /// The share of the history within which the warm-up must end.
  private static let warmUpLimit = 0.5
  /// Standard errors of a drift up to which the warm-up goes on: what may be left is no more than the error itself.
  private static let visible = 1.0
  /// Standard errors from which on a drift is believed.
  private static let significant = 2.5
  /// Blocks that the history is cut into to find the end of the warm-up.
  private static let blocks = 100

  /// The steady part of some histories.
  ///
  /// - Parameters:
  ///   - arrivals: for each repetition the weight that arrived in each iteration.
  ///   - idleTimes: for each repetition `WeightedWalkers.idleTimes`.
  ///   - resamplingTime: the length of an iteration.
  ///   - warmUp: iterations to leave out; found by the marginal standard error rule when `nil`.
  /// - Throws: `NotApplicable` with fewer than two repetitions or when nothing arrived.
  package init(arrivals: [[Double]], idleTimes: [[Double]], resamplingTime: Double, warmUp: Int? = nil)
    throws(NotApplicable)
  {
    guard arrivals.count > 1, let length = arrivals.map(\.count).min(), length > 1 else {
      throw NotApplicable("an error bar needs at least two repetitions")
    }
    let means = (0..<length).map { iteration in arrivals.reduce(0) { $0 + $1[iteration] } / Double(arrivals.count) }
    guard means.contains(where: { $0 > 0 }) else {
      throw NotApplicable("nothing arrived in any of the \(arrivals.count) repetitions")
    }
    var end = min(warmUp ?? Self.warmUp(of: means), length - 1)
    // What lies hidden in the noise of single iterations, a slow rise, shows between the halves of what is kept.
    let stride = max(1, length / Self.blocks)
    while warmUp == nil, Self.drift(of: arrivals, from: end, to: length) > Self.visible,
      Double(end + stride) <= Self.warmUpLimit * Double(length)
    {
      end += stride
    }
    self.warmUp = end
    isSteady = Self.drift(of: arrivals, from: end, to: length) <= Self.significant
    let kept = Double(length - end)
    rates = zip(arrivals, idleTimes).map { arrivals, idle in
      let weight = arrivals[end..<length].reduce(0, +)
      return weight / (kept * resamplingTime - idle[end..<length].reduce(0, +))
    }
    guard let rate = logarithmicMean(of: rates) else {
      throw NotApplicable("an error bar needs at least two repetitions")
    }
    var effective = 0.0
    for history in arrivals {
      guard let correlation = try? Autocorrelation(of: Array(history[end..<length])) else {
        effective = .nan
        break
      }
      effective += correlation.effectiveSamples
    }
    effectiveFluxes = effective.isNaN ? nil : effective
    self.rate = rate
  }

  /// By how many standard errors, from the scatter of the repetitions, the second half of a stretch differs from the first.
  private static func drift(of arrivals: [[Double]], from begin: Int, to end: Int) -> Double {
    let middle = (begin + end) / 2
    guard middle > begin else { return 0 }
    let differences = arrivals.map { history in
      history[middle..<end].reduce(0, +) / Double(end - middle)
        - history[begin..<middle].reduce(0, +) / Double(middle - begin)
    }
    guard let difference = mean(of: differences), difference.standardError > 0 else { return 0 }
    return abs(difference.value) / difference.standardError
  }

  /// Where the rest of a history has the smallest standard error of its mean: K. P. White, Simulation 69 (1997) 323, on
  /// blocks, at most half of them left out.
  static func warmUp(of means: [Double]) -> Int {
    let size = max(1, means.count / blocks)
    let values = stride(from: 0, to: means.count - size + 1, by: size).map { first in
      means[first..<first + size].reduce(0, +) / Double(size)
    }
    var best = (block: 0, error: Double.infinity)
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    // Relative to the last value, so that small fluxes lose no digits.
    let scale = values.max() ?? 1
    for index in values.indices.reversed() {
      let value = values[index] / scale
      count += 1
      sum += value
      squares += value * value
      guard index <= Int(warmUpLimit * Double(values.count)) else { continue }
      let error = (squares - sum * sum / count) / (count * count)
      if error <= best.error { best = (index, error) }
    }
    return best.block * size
  }
}
