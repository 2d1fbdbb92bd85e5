// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Randomness
import Runs
import Settings
import Statistics

/// How trained networks agree with the theory: at each size, then over all runs.
struct TrainedFindings {
  let outcome: TheoryOutcome

  private typealias Method = EffectiveTheoryRuns.Method

  var all: [Finding] {
    outcome.networks.isEmpty ? [] : sizes.flatMap(atSize) + [accuracyCorrelation, rankCorrelation, stepExponent]
  }

  /// The sizes at which networks were trained.
  var sizes: [Int] { Set(outcome.networks.map(\.run.size)).sorted() }

  private func networks(_ size: Int) -> [TrainedEmbedding] { outcome.networks.filter { $0.run.size == size } }

  private func place(_ more: (String, Value)...) -> Record {
    Record(outcome.coordinates.entries.map { ($0.key, $0.value) } + more)
  }

  /// The mean over training sets of the means over their networks: those of one training set are not independent.
  static func clustered(_ networks: [TrainedEmbedding], _ value: (TrainedEmbedding) -> Double?) -> Estimate? {
    let found = networks.compactMap { network in value(network).map { (network.run.dataSeed, $0) } }
    let clusters = Dictionary(grouping: found, by: \.0).sorted { $0.key < $1.key }.map { entry in
      entry.value.reduce(0) { $0 + $1.1 } / Double(entry.value.count)
    }
    return mean(of: clusters) ?? clusters.first.map { Estimate($0, standardError: .nan) }
  }

  private func atSize(_ size: Int) -> [Finding] {
    let networks = networks(size)
    let here = place(("size", .integer(size)))
    func finding(
      _ quantity: String, _ method: String, unit: String = "", _ value: (TrainedEmbedding) -> Double?
    ) -> Finding? {
      guard let estimate = Self.clustered(networks, value) else { return nil }
      var finding = Finding(quantity, estimate, unit: unit, at: here, method: method)
      finding.samples = networks.count { value($0) != nil }
      return finding
    }
    var time = CensoredMedian(networks.map(\.qualityTime)).map { median -> Finding in
      var finding = Finding("quality-steps", median.estimate, unit: "steps", at: here, method: Method.runs)
      (finding.samples, finding.censored) = (median.samples, median.censored)
      if median.quantile.value == nil { finding.lowerBound = median.horizon }
      return finding
    }
    time?.notes.append("median of the steps to a representation quality above \(TrainedEmbedding.qualityThreshold)")
    let factor = Self.clustered(networks) { $0.fitted.map { log($0.timeFactor) } }.map { estimate in
      var finding = Finding("time-factor", estimate.exponential, at: here, method: Method.fittedClock)
      finding.samples = networks.count { $0.fitted != nil }
      return finding
    }
    return [
      finding("trajectory-similarity", Method.nominalClock) { $0.nominal?.similarity },
      finding("trajectory-similarity", Method.fittedClock) { $0.fitted?.similarity },
      finding("trajectory-deviation", Method.nominalClock) { $0.nominal?.deviation },
      finding("trajectory-deviation", Method.fittedClock) { $0.fitted?.deviation },
      factor, time,
      finding("accuracy", Method.trained) { $0.finalAccuracy },
      finding("predicted-accuracy", Method.embedding) { $0.finalPredictedAccuracy },
    ].compactMap { $0 }
  }

  // MARK: - Over all runs

  /// The networks of each training set.
  private var clusters: [[TrainedEmbedding]] {
    Dictionary(grouping: outcome.networks) { [$0.run.size, $0.run.dataSeed] }
      .sorted { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) }.map(\.value)
  }

  private func bootstrapped(
    _ quantity: String, _ clusters: [[TrainedEmbedding]], _ statistic: ([TrainedEmbedding]) -> Double?
  ) -> Finding {
    let stream = StreamName(
      seed: outcome.point.position.seed, task: StreamTask(bits: UInt32(outcome.point.position.index)),
      purpose: .bootstrap)
    var generator = RandomStream(stream, walker: 0)
    let networks = clusters.flatMap { $0 }
    guard let value = statistic(networks) else {
      var finding = Finding(quantity, nil, at: place(), method: Method.runs)
      finding.notes = ["not applicable: \(networks.count) runs do not vary enough to be correlated"]
      return finding
    }
    // A draw in which nothing varies has no correlation of its own; it says nothing for or against one.
    let estimate =
      bootstrap(clusters, using: &generator) { statistic($0.flatMap { $0 }) ?? 0 }
      ?? Estimate(value, standardError: .nan)
    var finding = Finding(quantity, estimate, at: place(), method: Method.runs)
    finding.samples = networks.count
    return finding
  }

  private var accuracyCorrelation: Finding {
    bootstrapped("accuracy-correlation", clusters) { networks in
      Self.correlation(networks.map(\.finalPredictedAccuracy), networks.map(\.finalAccuracy))
    }
  }

  /// Runs of training sets that force the line: the others are predicted never to get there.
  private var timed: [[TrainedEmbedding]] { clusters.filter { $0.first?.theory.slowestRate ?? 0 > 0 } }

  /// Spearman's correlation of the predicted and the measured steps; a run that never got there comes last.
  private var rankCorrelation: Finding {
    var finding = bootstrapped("steps-rank-correlation", timed) { networks in
      Self.correlation(
        Self.ranks(networks.map { 1 / $0.theory.slowestRate }),
        Self.ranks(networks.map { $0.qualityTime.upper ?? .infinity }))
    }
    finding.censored = timed.flatMap { $0 }.count { $0.qualityTime.isCensored }
    return finding
  }

  /// q of measured ∝ predicted^q, by least squares of the logarithms.
  private var stepExponent: Finding {
    let runs = timed.flatMap { $0 }
    let seen = runs.compactMap { network in
      network.qualityTime.upper.map { (1 / network.theory.slowestRate, max($0, 1)) }
    }
    var finding = Finding("steps-exponent", nil, at: place(), method: Method.runs)
    do {
      let fit = try LinearFit(
        design: seen.map { [1, log($0.0)] }, values: seen.map { log($0.1) }, standardErrors: nil)
      finding = Finding("steps-exponent", fit.combination([0, 1]), at: place(), method: Method.runs)
    } catch { finding.notes = ["not applicable: \(error.reason)"] }
    (finding.samples, finding.censored) = (seen.count, runs.count - seen.count)
    if seen.count < runs.count {
      finding.notes.append("\(runs.count - seen.count) of \(runs.count) runs did not get there and are left out")
    }
    return finding
  }

  /// Pearson's correlation; `nil` where one of the two does not vary.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let count = Double(x.count)
    guard x.count > 2, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  /// Ranks from 1; equal values share the mean of theirs.
  static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      1 + Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2
    }
  }
}
