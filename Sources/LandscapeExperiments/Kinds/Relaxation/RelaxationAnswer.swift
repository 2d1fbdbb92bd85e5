// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings
import Statistics

/// The answer to a `relaxation` question in words: the rate, the agreement, the fall of the relative entropy.
struct RelaxationAnswer {
  let table: ResultTable<RelaxationPoint>

  /// In words for the last point of the sweep that has results.
  var sentence: String {
    guard let row = table.rows.last(where: { !$0.findings.isEmpty }) else { return "Nothing was measured." }
    let text =
      ([rate(row), agreement(row), fall(row)].compactMap { $0 } + table.remarks)
      .joined(separator: " ")
    if text.isEmpty { return "The ensemble was followed; there is no equation to hold it against." }
    return row.place.isEmpty ? text : "At \(row.place): \(text)"
  }

  private func rate(_ row: ResultTable<RelaxationPoint>.Row) -> String? {
    let law = row.finding(EvolutionMethod.word, "spectral-gap")
    let gap = law?.estimate?.formatted
    if let rate = row.finding(EnsembleMethod.word, "relaxation-rate"), let estimate = rate.estimate,
      let well = rate.at["well"]?.asText
    {
      return "The population of '\(well)' approaches the Gibbs law at the rate \(estimate.formatted)"
        + (gap.map { "; the spectral gap is \($0)\(verdict(rate, law))." } ?? ".")
    }
    return gap.map { "The ensemble approaches the Gibbs law at the rate of the spectral gap, \($0)." }
  }

  /// Whether the measured rate is the gap, in words that follow it.
  private func verdict(_ rate: Finding, _ law: Finding?) -> String {
    guard let law else { return "" }
    var verdict = AgreementVerdict(reference: law.method)
    verdict.add(rate, against: law, isRelative: true, at: "")
    guard let z = verdict.worst?.z else { return ", and whether that is the same cannot be told" }
    let size = String(format: "%.1f standard errors", abs(z))
    switch verdict.outcome {
    case .agree: return ", which agrees (\(size))"
    case .cannotTell: return "; the error bar is too wide to tell whether that is the same"
    default: return ", which does not agree (\(size))"
    }
  }

  private func agreement(_ row: ResultTable<RelaxationPoint>.Row) -> String? {
    guard let agreement = row.agreement else { return nil }
    return agreement.isDoubtful
      ? "Its histograms disagree with the Fokker–Planck equation (p = \(agreement.text) "
        + "at the worst of \(agreement.times) times)."
      : "Its histograms agree with the Fokker–Planck equation at all \(agreement.times) times "
        + "(least p = \(agreement.text))."
  }

  private func fall(_ row: ResultTable<RelaxationPoint>.Row) -> String? {
    row.isMonotone.map {
      $0
        ? "The relative entropy to the Gibbs law falls monotonically within its errors."
        : "The relative entropy rises by more than four standard errors."
    }
  }
}
