// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Statistics
import Training

/// How a network computes the rule at one moment.
struct MeasuredRule {
  private var values: [RuleMeasure: Double] = [:]

  /// A number, not one where it was not measured or has no meaning.
  func value(of measure: RuleMeasure) -> Double { values[measure] ?? .nan }

  /// Measures a table of logits.
  init(_ table: LogitTable, _ settings: RunSettings, frequencies: [Int]) {
    guard let rule = settings.ruleMeasures.rule else { return }
    let problem = settings.problem
    if !frequencies.isEmpty {
      func losses(_ rows: [Int32]) -> KeyFrequencyLosses? {
        try? KeyFrequencyLosses(
          of: table, rule: rule, frequencies: frequencies, pairs: LogitTable.pairs(rows, of: problem.examples),
          loss: problem.loss)
      }
      let (train, test) = (losses(problem.split.train), losses(problem.split.test))
      values[.restrictedLoss] = test?.restricted
      values[.excludedLoss] = train?.excluded
      values[.keyShare] = train?.share
    }
    if settings.ruleMeasures.renamesSymbols {
      let symmetry = try? ShiftSymmetry(of: table, rule: rule)
      values[.renamedAgreement] = symmetry?.agreement
      values[.renamedCorrelation] = symmetry?.correlation
      if rule.first == rule.second { values[.swappedAgreement] = table.swapAgreement().estimate?.value }
    }
  }
}

/// What is measured of how a network computes the rule, by its names as a quantity of a finding and as a variable.
enum RuleMeasure: String, Sendable, CaseIterable {
  case restrictedLoss = "restricted-loss"
  case excludedLoss = "excluded-loss"
  case keyShare = "key-share"
  case renamedAgreement = "renamed-agreement"
  case renamedCorrelation = "renamed-correlation"
  case swappedAgreement = "swapped-agreement"

  /// The quantity in `findings.json`.
  var quantity: String { rawValue }
  /// The variable in `results.nc`.
  var variable: String { rawValue.replacing("-", with: "_") }

  /// What it is, for `long_name`.
  var longName: String {
    switch self {
    case .restrictedLoss: "mean loss over the test set of the waves of the key frequencies alone"
    case .excludedLoss: "mean loss over the training set of all that is no wave of the key frequencies"
    case .keyShare: "part of the logits' variance over pairs that the key waves carry"
    case .renamedAgreement: "part of the pairs whose answer is renamed with them, over all shifts of the symbols"
    case .renamedCorrelation: "correlation of the logits before and after, over all shifts of the symbols"
    case .swappedAgreement: "part of the pairs whose answer is that of the swapped pair"
    }
  }
}

/// The logits of a network for all ordered pairs of symbols, seen or not.
struct PairLogits<R: Real> {
  private let objective: NetworkObjective<R>
  private let rows: [Int32]
  private let modulus: Int

  /// - Parameter settings: of a run whose rule is measured.
  init(_ settings: RunSettings, rule: LinearRule) throws(Problem) {
    let problem = settings.problem
    modulus = rule.modulus
    let p = rule.modulus
    let pairs = (0..<p * p).map { (Int32($0 / p), Int32($0 % p)) }
    let all = Examples(
      inputs: .symbols(pairs.flatMap { [$0.0, $0.1] }, width: 2, vocabulary: p),
      targets: .labels(pairs.map { Int32(rule(Int($0.0), Int($0.1))) }, classes: p),
      algebra: problem.examples.algebra, symbolNames: problem.examples.symbolNames)
    rows = (0..<p * p).map(Int32.init)
    objective = try NetworkObjective<R>(
      model: problem.model, loss: problem.loss, examples: all, rowCapacity: min(rows.count, 4096),
      codeSeed: problem.seed)
  }

  /// The table at some weights; `nil` where a logit is not finite.
  func table(_ weights: [Double]) -> LogitTable? {
    let numbers = weights.map { R($0) }
    return try? LogitTable(
      objective.outputs(at: numbers.span, rows: rows.span), symbols: modulus, classes: modulus)
  }
}
