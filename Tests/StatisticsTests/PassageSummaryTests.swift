// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Laws of passage times with known means.
private enum PassageLaw: String, CaseIterable, Sendable {
  /// One rate.
  case exponential
  /// A short wait before an exponential: a start that is soon forgotten.
  case delayed
  /// Two steps in a row, one ten times as fast.
  case twoSteps
  /// A twentieth of the walkers is fast.
  case mixture
  /// The hazard grows all the time.
  case aging
  /// Walkers are held up in another well: from 0 to the target and to the side at rate 1, back from there at ¼.
  case wayside

  var mean: Double {
    switch self {
    case .exponential: 1
    case .delayed: 1.05
    case .twoSteps: 1.1
    case .mixture: 0.951
    case .aging: Double.pi.squareRoot() / 2
    case .wayside: 5
    }
  }

  func draw(using generator: inout SplitMix) -> Double {
    switch self {
    case .exponential: return generator.exponential()
    case .delayed: return 0.05 + generator.exponential()
    case .twoSteps: return generator.exponential() + 0.1 * generator.exponential()
    case .mixture: return generator.exponential() * (generator.uniform() < 0.05 ? 0.02 : 1)
    case .aging: return generator.exponential().squareRoot()
    case .wayside:
      var time = 0.0
      while true {
        time += generator.exponential() / 2
        if generator.uniform() < 0.5 { return time }
        time += 4 * generator.exponential()
      }
    }
  }

  /// Times of walkers that are watched for so many mean times.
  func times(_ count: Int, limit: Double, using generator: inout SplitMix) -> PassageTimes {
    let times = (0..<count).map { _ in draw(using: &generator) }
    return PassageTimes(times: times.map { min($0, limit * mean) }, arrived: times.map { $0 < limit * mean })
  }
}

@Suite struct PassageSummaryTests {
  @Test("a restricted mean of a textbook example") func theAreaUnderASurvivalCurve() throws {
    // S is 4/5 from 1, 4/15 from 3, 0 from 5: the area is 1 + 2·4/5 + 2·4/15.
    let times = PassageTimes(times: [3, 1, 2, 3, 5], arrived: [true, true, false, true, true])
    let restricted = try #require(times.restrictedMean())
    #expect(restricted.limit == 5)
    #expect(agree(restricted.mean.value, 1 + 1.6 + 8.0 / 15, relative: 1e-12))
    #expect(restricted.survival.value == 0)
  }

  @Test("without censoring the restricted mean is the mean, its error that of the spread")
  func theRestrictedMeanOfAllTimes() throws {
    var generator = SplitMix(1)
    let times = PassageLaw.twoSteps.times(500, limit: .infinity, using: &generator)
    let (restricted, mean) = (try #require(times.restrictedMean()), try #require(times.meanTime()))
    #expect(agree(restricted.mean.value, mean.value, relative: 1e-12))
    // Greenwood's sum has n where the sample's variance has n − 1, and no last step.
    #expect(agree(restricted.mean.standardError, mean.standardError, relative: 0.01))
  }

  @Test("no arrival bounds the rate by the exponential law, and the mean without a law")
  func noArrival() throws {
    let times = PassageTimes(times: Array(repeating: 2, count: 100), arrived: Array(repeating: false, count: 100))
    let summary = times.summary()
    #expect(summary.basis == .none && summary.rate == nil && summary.doubt == nil)
    #expect(agree(try #require(summary.upperBound), -log(0.05) / 200, relative: 1e-12))
    // Of the walkers 1 − 0.05^{1/100} at most arrive within the limit.
    #expect(agree(try #require(summary.restricted).lowerBound, 2 * pow(0.05, 0.01), relative: 1e-9))
    #expect(times.summary(supposesOneRate: false).doubt == .unseenTail)
  }

  @Test("few arrivals among many censored walkers leave the law untested") func fewArrivals() {
    let times = PassageTimes(
      times: (0..<200).map { $0 < 10 ? 0.1 * Double($0 + 1) : 1 }, arrived: (0..<200).map { $0 < 10 })
    let summary = times.summary()
    #expect(summary.basis == .exponential && summary.doubt == .fewArrivals)
    #expect(summary.rate == times.rate())
  }

  /// Cooling makes a few walkers very late; where none happens to be censored, the mean hangs on the latest.
  @Test("one time that makes up a tenth of the mean is doubted") func aHeavyTail() {
    var generator = SplitMix(6)
    let times = (0..<200).map { _ in 1 / generator.uniform() - 1 }
    let summary = PassageTimes(times: times, arrived: times.map { _ in true }).summary()
    #expect(summary.basis == .spread && summary.doubt == .heavyTail)
  }

  @Test("times that are right by the exponential law keep its rate bit for bit") func theExponentialLaw() {
    var generator = SplitMix(2)
    for limit in [Double.infinity, 1] {
      let times = PassageLaw.exponential.times(2000, limit: limit, using: &generator)
      #expect(times.summary().basis == .exponential && times.summary().rate == times.rate())
    }
  }

  @Test("scaled times have scaled means and the same verdicts", arguments: PassageLaw.allCases)
  fileprivate func scaling(law: PassageLaw) throws {
    var generator = SplitMix(3)
    let times = law.times(1000, limit: 2, using: &generator)
    let (one, other) = (
      times.summary(), PassageTimes(times: times.times.map { 8 * $0 }, arrived: times.arrived).summary()
    )
    #expect(one.basis == other.basis && one.doubt == other.doubt)
    #expect(agree(try #require(one.rate).value, 8 * (try #require(other.rate).value), relative: 1e-12))
    #expect(
      agree(8 * (try #require(one.restricted).lowerBound), try #require(other.restricted).lowerBound, relative: 1e-9))
  }

  @Test("a wait before exponential escapes is small beside the mean, and the late rate says how small")
  func theLateRate() throws {
    var generator = SplitMix(4)
    let times = PassageLaw.delayed.times(20000, limit: .infinity, using: &generator)
    let late = try #require(times.lateRate())
    expectZ(late.rate.value, 1, standardError: late.rate.standardError)
    expectZ(late.difference.value, 0.05, standardError: late.difference.standardError)
    #expect(agree(late.mean.value, try #require(times.meanTime()).value, relative: 1e-12))
  }

  /// What is watched: walkers, and for how many mean times.
  private static let designs: [(walkers: Int, limit: Double)] = [
    (4096, 0.03), (300, 0.03), (60, 0.05), (20, 0.15), (100, 0.1), (4096, 0.3), (300, 0.3), (100, 0.7), (1000, 1),
    (100, 2), (1000, 3), (20, .infinity), (100, .infinity), (1000, .infinity),
  ]

  @Test(
    "intervals hold the rate, or the summary doubts it; the bound of the mean and the restricted mean hold always",
    .long,
    arguments: PassageLaw.allCases)
  fileprivate func coverage(law: PassageLaw) throws {
    var generator = SplitMix(5)
    for (walkers, limit) in Self.designs {
      let repetitions = 600
      var (trusted, held, bounded, within, basis) = (0, 0, 0, 0, [String: Int]())
      let reach = limit * law.mean
      // ⟨min(t, L)⟩ by a million draws.
      let exact = (0..<200_000).map { _ in min(reach, law.draw(using: &generator)) }
      let partial = try #require(mean(of: exact))
      for _ in 0..<repetitions {
        let times = law.times(walkers, limit: limit, using: &generator)
        let summary = times.summary(supposesOneRate: law != .wayside)
        basis["\(summary.basis)", default: 0] += 1
        if let restricted = summary.restricted {
          if restricted.lowerBound <= law.mean { bounded += 1 }
          let range = restricted.mean.bounds
          let slack = 2 * partial.standardError + 1e-9 * reach
          if range.lowerBound - slack <= partial.value, partial.value <= range.upperBound + slack { within += 1 }
        } else {
          bounded += 1
          within += 1
        }
        guard summary.doubt == nil, summary.basis != .none else { continue }
        trusted += 1
        if try #require(summary.rate).bounds.contains(1 / law.mean) { held += 1 }
      }
      let share = Double(held) / Double(max(1, trusted))
      let honest = Double(repetitions - trusted + held) / Double(repetitions)
      let place = "\(law), \(walkers) walkers for \(limit) of the mean"
      print(
        "\(place): trusted \(Double(trusted) / Double(repetitions)), held \(share); "
          + "restricted \(Double(within) / Double(repetitions)), bound \(Double(bounded) / Double(repetitions)); \(basis)"
      )
      if law == .exponential, trusted > 0 {
        #expect(abs(binomialZ(held, of: trusted, probability: 0.95)) <= 4, "\(place): \(share)")
      }
      // Tests of the law that are just not powerful enough leave a few intervals that are too narrow.
      #expect(honest >= 0.95 - 0.09, "\(place): held or doubted \(honest)")
      // A handful of arrivals has no normal law.
      #expect(Double(within) >= 0.9 * Double(repetitions), "\(place): \(within)")
      #expect(Double(bounded) >= 0.93 * Double(repetitions), "\(place): \(bounded)")
    }
  }
}

@Suite struct PositiveMeanTests {
  /// Exponential times: 2n·mean/χ² with 2n degrees of freedom, but for Student's factor.
  @Test(arguments: [20.0, 1000, 1767.5, 3535.25, 5000, 1e6]) func theIntervalIsThatOfAGammaLaw(samples: Double) throws {
    let found = Estimate.positiveMean(3, standardError: 3 / samples.squareRoot(), samples: samples)
    let range = try #require(found.interval)
    let width = (range.upperBound - range.lowerBound) / (2 * 1.959964 * found.standardError)
    #expect(range.contains(3) && abs(width - 1) < 6 / samples)
    // Skew: the upper end is further away.
    #expect(range.upperBound - 3 > 3 - range.lowerBound)
  }

  @Test func whatIsNotPositiveHasTheSymmetricInterval() {
    #expect(Estimate.positiveMean(-1, standardError: 1, samples: 9).interval == nil)
    #expect(Estimate.positiveMean(1, standardError: 0, samples: 9).interval == nil)
  }
}
