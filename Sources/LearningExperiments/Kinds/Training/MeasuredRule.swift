// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
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
