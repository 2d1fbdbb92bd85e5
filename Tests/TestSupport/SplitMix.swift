// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A small generator for tests of estimators, which must not depend on the room that makes the laboratory's noise.
///
/// SplitMix64: G. Steele et al., OOPSLA 2014.
public struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  /// A generator with a seed.
  public init(_ seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on (0, 1).
  public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Exponential with mean one.
  public mutating func exponential() -> Double { -log(uniform()) }

  /// Standard normal.
  public mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}

/// The z-score of a count of successes against a probability.
public func binomialZ(_ successes: Int, of trials: Int, probability: Double) -> Double {
  let n = Double(trials)
  return (Double(successes) - n * probability) / (n * probability * (1 - probability)).squareRoot()
}

/// √n·D of Kolmogorov and Smirnov for numbers that should be uniform on [0, 1]; beyond 2.23 once in 10⁴ times.
public func kolmogorovStatistic(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let n = Double(sorted.count)
  let distance = sorted.enumerated().reduce(0.0) { worst, item in
    max(worst, (Double(item.offset) + 1) / n - item.element, item.element - Double(item.offset) / n)
  }
  return distance * n.squareRoot()
}
