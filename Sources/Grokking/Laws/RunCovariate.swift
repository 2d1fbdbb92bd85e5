// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics
import Foundation

/// A number of a run on which its times may depend.
package enum RunCovariate: String, Sendable, Equatable, CaseIterable {
  /// N, rows of the training set.
  case size
  /// ln t_mem; the logarithms' middle of its bracket.
  case logarithmicMemorizationTime = "logarithmic-memorization-time"
  /// t_mem.
  case memorizationTime = "memorization-time"
  /// ln(|w_mem|²/|w_grok|²)/(ηλ): the time in which decay shrinks weights from their norm at memorization to that at grokking; η and λ
  /// are one where runs do not differ in them.
  case contractionTime = "contraction-time"
  /// λ₃ of the training set times the rate where runs differ in it; zero where the nullity is above two.
  case groundedRate = "lambda-3"
  /// γ, weight decay.
  case decay
  /// ln of the scale of the initial weights.
  case logarithmicInitialScale = "initial-scale"
  /// θ.
  case temperature

  /// The last parts of the dotted paths under which an axis of a run may stand.
  package var axisNames: [String] {
    switch self {
    case .size, .logarithmicMemorizationTime, .memorizationTime, .contractionTime: []
    case .groundedRate: ["lambda-3", "lambda3", "lambda_3"]
    case .decay: ["decay", "weight-decay", "weight_decay", "wd"]
    case .logarithmicInitialScale: ["scale", "initial-scale", "init-scale", "alpha"]
    case .temperature: ["temperature"]
    }
  }

  /// The norm of all weights at memorization and at grokking, or at the end of a run that did not grok.
  package static let norms = (memorized: "norm-memorized", grokked: "norm-grokked")
  private static let rateNames = ["rate", "learning-rate", "learning_rate", "lr"]

  /// One number a run.
  ///
  /// - Throws: `NotApplicable` if a run has none, or one that makes no sense.
  func values(of runs: [GrokkingRun]) throws(NotApplicable) -> [Double] {
    switch self {
    case .size: return runs.map(\.size)
    case .logarithmicMemorizationTime:
      let times = runs.map { run in
        run.memorization.flatMap { $0.isCensored ? nil : CensoredTime(lower: $0.lower, upper: $0.upper).logarithm }
      }
      let known = times.compactMap(\.self)
      guard known.count == runs.count else {
        throw NotApplicable("\(runs.count - known.count) of \(runs.count) runs have no memorization time")
      }
      return known
    case .memorizationTime:
      return try Self.logarithmicMemorizationTime.values(of: runs).map { exp($0) }
    case .contractionTime:
      let before = try Self.axis([Self.norms.memorized], of: runs)
      let after = try Self.axis([Self.norms.grokked], of: runs)
      let rates = try Self.axis(Self.rateNames, of: runs, orElse: 1)
      let decays = try Self.axis(Self.decay.axisNames, of: runs, orElse: 1)
      guard (before + after + rates).allSatisfy({ $0 > 0 }) else {
        throw NotApplicable("the norms and rates of the runs must be positive")
      }
      return runs.indices.map { decays[$0] > 0 ? 2 * log(before[$0] / after[$0]) / (rates[$0] * decays[$0]) : 0 }
    case .groundedRate:
      let rates = try Self.axis(Self.rateNames, of: runs, orElse: 1)
      return zip(try Self.axis(axisNames, of: runs), rates).map { $0 * $1 }
    case .logarithmicInitialScale:
      let scales = try Self.axis(axisNames, of: runs)
      guard scales.allSatisfy({ $0 > 0 }) else {
        throw NotApplicable("the initial scales of the runs must be positive")
      }
      return scales.map { log($0) }
    case .decay, .temperature:
      return try Self.axis(axisNames, of: runs)
    }
  }

  /// The values of the axis whose path is one of some names or ends with it; the shortest path where there are several.
  private static func axis(
    _ names: [String], of runs: [GrokkingRun], orElse fallback: Double? = nil
  ) throws(NotApplicable) -> [Double] {
    let paths = Set(runs.flatMap { $0.axes.keys }).sorted { ($0.count, $0) < ($1.count, $1) }
    let path = paths.first { path in names.contains { path == $0 || path.hasSuffix("." + $0) } }
    guard let path else {
      if let fallback { return runs.map { _ in fallback } }
      throw NotApplicable("the runs have no axis '\(names.first ?? "")'")
    }
    let values = runs.compactMap { $0.axes[path] }
    guard values.count == runs.count else {
      throw NotApplicable("\(runs.count - values.count) of \(runs.count) runs have no value of '\(path)'")
    }
    return values
  }
}
