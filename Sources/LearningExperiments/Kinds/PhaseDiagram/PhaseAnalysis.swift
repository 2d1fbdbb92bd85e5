// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics

/// Findings, tables, figures and the answer of a phase diagram.
struct PhaseAnalysis {
  let map: PhaseMap
  /// The results of all tasks in one data set, for `results.nc`.
  let results: Dataset

  /// The smallest part of its border with one other phase from which the answer mentions it.
  private static let notable = 0.25

  var analysis: Analysis {
    var result = Analysis()
    result.findings = PhaseFindings(map: map).all
    result.answer = answer
    result.warnings = warnings
    result.failure = DivergedRuns(map.cells.flatMap(\.runs).map { $0.isDiverged ? "" : nil }).failure
    result.tables = PhaseTables(map: map).all
    result.figures = PhaseFigures(map: map).all
    result.results = results
    CategoryComparison(runs: map.cells.flatMap(\.categorized)).add(to: &result)
    return result
  }

  private var warnings: [String] {
    let runs = map.cells.flatMap(\.runs)
    let diverged = runs.count(where: \.isDiverged)
    return diverged > 0
      ? ["\(diverged) of \(runs.count) runs diverged; each counts in the phase that it had reached by then."] : []
  }

  private var answer: String {
    let areas = LearningPhase.allCases.compactMap { phase in
      map.area(of: phase).flatMap { $0.estimate.value > 0 ? (phase, $0.estimate) : nil }
    }.sorted { $0.1.value > $1.1.value }
    guard let most = areas.first else { return "No run of the diagram is finished." }
    let parts = areas.map { phase, estimate in
      "\(percent(estimate)) \(phase == .testWithoutTrain ? "test but not train" : phase.rawValue)"
    }
    var sentences =
      areas.count == 1
      ? ["The whole diagram is \(most.0.rawValue)."] : ["Of the diagram's area \(list(parts))."]
    sentences += [borders(of: .grokking), borders(of: .comprehension)].compactMap { $0 }
    let (runs, all) = map.cost
    if map.isRefined {
      sentences.append(
        "It took \(NumberFormat.counted(runs)) of the full grid's \(NumberFormat.counted(all)) runs, "
          + "\(NumberFormat.rounded(100 * Double(runs) / Double(all), digits: 2)) %.")
    }
    return sentences.joined(separator: " ")
  }

  /// What a phase lies next to.
  private func borders(of phase: LearningPhase) -> String? {
    let shares = LearningPhase.allCases.filter { $0 != phase }.compactMap { other in
      map.overSeeds { map.borderShare(of: phase, against: other, in: $0) }.map { (other, $0.estimate) }
    }.filter { $0.1.value >= Self.notable }.sorted { $0.1.value > $1.1.value }
    guard !shares.isEmpty else { return nil }
    let words = shares.map { "\($0.0.rawValue) (\(percent($0.1)) of its border)" }
    return "\(phase.rawValue.prefix(1).uppercased())\(phase.rawValue.dropFirst()) lies next to \(list(words))."
  }

  private func percent(_ estimate: Estimate) -> String {
    let scaled = estimate.scaled(by: 100)
    return
      (scaled.standardError > 0 ? scaled.formatted : NumberFormat.rounded(scaled.value, digits: 2)) + " %"
  }

  private func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
