// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// A time of a run that categories are compared by.
enum CategoryTime: String, CaseIterable {
  case memorization = "memorization-time"
  case grokking = "grokking-time"
  case gap = "grokking-gap"

  /// The time of a run; `nil` where it has none.
  func callAsFunction(_ run: CategoryRun) -> BracketedTime? {
    switch self {
    case .memorization: run.memorization
    case .grokking: run.grokking
    case .gap: run.gap
    }
  }

  /// The symbol in tables.
  var symbol: String {
    switch self {
    case .memorization: "t_mem"
    case .grokking: "t_grok"
    case .gap: "gap"
    }
  }

  /// The differences of the pairs of a contrast.
  func differences(_ contrast: CategoryContrast, isRatio: Bool) -> PairedDifference? {
    PairedDifference(
      contrast.splits.map { pairs in
        pairs.compactMap { pair in
          guard let from = self(pair.from), let to = self(pair.to) else { return nil }
          return (from, to)
        }
      }, isRatio: isRatio)
  }
}

/// How two words differ, over runs with the same seeds in pairs.
///
/// At {axis, from, to}, over all places together, and with a place beside them at each:
/// - `X-ratio`, method `paired`: the geometric mean of X(to)/X(from) with Student's interval over training sets, where all times were seen.
/// - `X-ratio` and `X-difference`, method `paired-median`: the median over training sets, whatever the times' law and censoring.
/// - `grokking-probability-difference`, method `paired-share`: how many more of the second runs grok.
struct CategoryFindings {
  let contrast: CategoryContrast
  /// Whether another analysis states the mean ratios already.
  var omitsMeans = false

  enum Method {
    static let mean = "paired"
    static let median = "paired-median"
    static let share = "paired-share"
    static let all = [mean, median, share]
  }

  var all: [Finding] {
    guard contrast.pairs > 0 else {
      return [
        Finding(
          "grokking-time-ratio", nil,
          notes: [
            "no run of one has the seeds of a run of the other, so that nothing can be paired; use the same seeds"
          ],
          at: contrast.coordinates, method: Method.median)
      ]
    }
    return CategoryTime.allCases.flatMap(of) + [probability].compactMap { $0 }
  }

  private func of(_ time: CategoryTime) -> [Finding] {
    var findings: [Finding] = []
    if let ratio = time.differences(contrast, isRatio: true) {
      if !omitsMeans { findings.append(mean(ratio, "\(time.rawValue)-ratio")) }
      findings.append(median(ratio, "\(time.rawValue)-ratio", isRatio: true))
    }
    if let difference = time.differences(contrast, isRatio: false) {
      findings.append(median(difference, "\(time.rawValue)-difference", isRatio: false))
    }
    return findings
  }

  private func mean(_ ratio: PairedDifference, _ quantity: String) -> Finding {
    var finding = Finding(quantity, ratio.mean?.exponential, at: contrast.coordinates, method: Method.mean)
    (finding.samples, finding.censored) = (ratio.pairs, ratio.censored)
    if ratio.mean == nil {
      finding.notes.append(
        ratio.censored > 0
          ? "not applicable: \(ratio.censored) of \(ratio.pairs) pairs hold a time that was not seen; see the median"
          : "one training set tells nothing of the scatter; take more data seeds")
    }
    return finding.noted(contrast)
  }

  private func median(_ found: PairedDifference, _ quantity: String, isRatio: Bool) -> Finding {
    func stated(_ number: Double) -> Double { isRatio ? exp(number) : number }
    var estimate: Estimate?
    if let value = found.value {
      estimate = Estimate(
        stated(value), standardError: .nan,
        interval: found.interval.map { stated($0.lowerBound)...stated($0.upperBound) },
        effectiveSamples: Double(found.splits))
    }
    var finding = Finding(
      quantity, estimate, unit: isRatio ? "" : "steps", at: contrast.coordinates, method: Method.median)
    (finding.samples, finding.censored) = (found.pairs, found.censored)
    finding.boundLevel = 0.95
    if let interval = estimate?.interval {
      // A ratio has no lower end where it may be anything down to zero.
      let hasLower = isRatio ? interval.lowerBound > 0 : interval.lowerBound.isFinite
      if !hasLower, interval.upperBound.isFinite {
        finding.estimate?.interval = -Double.infinity...interval.upperBound
      }
      finding = finding.withoutInfiniteEnds
    } else if estimate == nil {
      if let interval = found.interval {
        if interval.lowerBound.isFinite { finding.lowerBound = stated(interval.lowerBound) }
        if interval.upperBound.isFinite { finding.upperBound = stated(interval.upperBound) }
      }
      finding.notes.append(
        found.silent == found.pairs
          ? "not applicable: neither run of any pair got there, so that nothing tells which is later; more steps would"
          : "the median lies where \(found.censored) of \(found.pairs) pairs hold a time that was not seen; more steps would tell"
      )
    }
    if found.interval == nil {
      finding.notes.append(
        "\(found.splits) training set\(found.splits == 1 ? " is" : "s are") too few for an interval that supposes no law; "
          + "take \(PairedDifference.leastSplits) data seeds")
    }
    return finding.noted(contrast)
  }

  private var probability: Finding? {
    let differences = contrast.splits.map { pairs -> Double in
      let second = pairs.count { !$0.to.grokking.isCensored }
      let first = pairs.count { !$0.from.grokking.isCensored }
      return Double(second - first) / Double(pairs.count)
    }
    var finding = Finding(
      "grokking-probability-difference", pairedShareDifference(differences), at: contrast.coordinates,
      method: Method.share)
    finding.samples = contrast.pairs
    return finding.noted(contrast)
  }
}

extension Finding {
  /// With a note on runs that have no partner.
  fileprivate func noted(_ contrast: CategoryContrast) -> Finding {
    guard contrast.alone > 0 else { return self }
    var finding = self
    finding.notes.append("\(contrast.alone) runs have no partner with the same seeds and are left out")
    return finding
  }
}
