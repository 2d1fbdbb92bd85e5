// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// A quantile of independent samples with an interval between two of them, whatever their law.
///
/// The number of samples below the quantile is binomial, so that the interval from the l-th to the u-th smallest sample covers
/// it with a probability that does not depend on the law (more than that where samples are equal). The standard error is the
/// interval's length over that of a normal one.
///
/// - Parameters:
///   - share: the probability of the quantile, between 0 and 1.
///   - samples: independent samples, in any order.
///   - level: the least coverage of the interval.
/// - Returns: `nil` without samples; the interval is missing where there are too few for it.
package func quantile(_ share: Double, of samples: [Double], level: Double = 0.95) -> Estimate? {
  guard !samples.isEmpty, share > 0, share < 1, samples.allSatisfy({ !$0.isNaN }) else { return nil }
  // Samples in order need no copy.
  let isSorted = zip(samples, samples.dropFirst()).allSatisfy { $0 <= $1 }
  let sorted = isSorted ? samples : samples.sorted()
  let count = sorted.count
  GSLStatus.prepare()
  let place = share * Double(count - 1)
  let below = Int(place)
  let above = min(below + 1, count - 1)
  let (low, high, part) = (sorted[below], sorted[above], place - Double(below))
  // Samples may be infinite: what never came, or came before anyone looked.
  let value =
    low.isFinite && high.isFinite ? low + part * (high - low) : part == 0 ? low : (1 - part) * low + part * high
  // P(X₍ₗ₎ > q) = P(fewer than l below q), P(X₍ᵤ₎ < q) = P(u or more below q).
  let tail = (1 - level) / 2
  func fewerThan(_ number: Int) -> Double {
    number <= 0 ? 0 : gsl_cdf_binomial_P(UInt32(number - 1), share, UInt32(count))
  }
  var lower = Int(gsl_cdf_gaussian_Pinv(tail, spread(share, count)) + share * Double(count))
  lower = min(max(lower, 0), count)
  while lower > 0, fewerThan(lower) > tail { lower -= 1 }
  while lower < count, fewerThan(lower + 1) <= tail { lower += 1 }
  var upper = min(max(Int(gsl_cdf_gaussian_Pinv(1 - tail, spread(share, count)) + share * Double(count)), 1), count + 1)
  while upper <= count, 1 - fewerThan(upper) > tail { upper += 1 }
  while upper > 1, 1 - fewerThan(upper - 1) <= tail { upper -= 1 }
  guard lower >= 1, upper <= count else {
    return Estimate(value, standardError: .nan, level: level, effectiveSamples: Double(count))
  }
  let interval = sorted[lower - 1]...sorted[upper - 1]
  let error = (interval.upperBound - interval.lowerBound) / (2 * gsl_cdf_ugaussian_Pinv((1 + level) / 2))
  return Estimate(value, standardError: error, interval: interval, level: level, effectiveSamples: Double(count))
}

private func spread(_ share: Double, _ count: Int) -> Double {
  max((Double(count) * share * (1 - share)).squareRoot(), 1e-3)
}

/// Where the probability of an event that comes at a whole number and stays passes one half.
///
/// The probability P(N) of having come by N is interpolated between whole numbers. The ends of the interval are where the
/// upper and the lower ends of the Clopper–Pearson intervals of P(N) pass one half.
///
/// - Parameters:
///   - firsts: the number at which it came in each of the independent trials; infinite where it never came.
///   - level: the coverage of the interval.
/// - Throws: `NotApplicable` without trials, or if it came in fewer than half of them.
package func halfPoint(of firsts: [Double], level: Double = 0.95) throws(NotApplicable) -> Estimate {
  let count = firsts.count
  let seen = firsts.filter(\.isFinite).sorted()
  guard count > 0 else { throw NotApplicable("there are no trials") }
  guard 2 * seen.count >= count, let first = seen.first, let last = seen.last else {
    throw NotApplicable("it came in fewer than half of the trials")
  }
  let range = Int(first) - 1...Int(last)
  var come = 0
  var curve: [(number: Double, estimate: Double, lower: Double, upper: Double)] = []
  for number in range {
    while come < seen.count, seen[come] <= Double(number) { come += 1 }
    guard let share = proportion(of: come, in: count, level: level) else { continue }
    curve.append((Double(number), share.value, share.bounds.lowerBound, share.bounds.upperBound))
  }
  func passing(_ ordinate: ((number: Double, estimate: Double, lower: Double, upper: Double)) -> Double) -> Double? {
    guard let index = curve.firstIndex(where: { ordinate($0) >= 0.5 }) else { return nil }
    guard index > 0 else { return curve[0].number }
    let (from, to) = (ordinate(curve[index - 1]), ordinate(curve[index]))
    return curve[index - 1].number + (0.5 - from) / (to - from) * (curve[index].number - curve[index - 1].number)
  }
  guard let value = passing({ $0.estimate }) else { throw NotApplicable("it came in fewer than half of the trials") }
  let lower = passing { $0.upper }
  let upper = passing { $0.lower }
  guard let lower, let upper, let interval = ClosedRange.between(lower, upper) else {
    return Estimate(value, standardError: .nan, level: level, effectiveSamples: Double(count))
  }
  let error = (upper - lower) / (2 * gsl_cdf_ugaussian_Pinv((1 + level) / 2))
  return Estimate(value, standardError: error, interval: interval, level: level, effectiveSamples: Double(count))
}
