// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Reports
import Runs

extension RunSession {
  /// Prints what a run found: a table, the answer, warnings, the expectations and the path of the report.
  func show(_ outcome: Outcome) throws {
    if options.json {
      print(outcome.findings.json, terminator: "")
      return
    }
    if let table = outcome.analysis.tables.first {
      print(Terminal.plain(TextTable(table, width: Terminal.columns()).text))
    }
    if !outcome.analysis.answer.isEmpty { print(Terminal.plain(outcome.analysis.answer) + "\n") }
    for warning in outcome.analysis.warnings { print(Terminal.plain("warning: \(warning)")) }
    if let claim = outcome.claim { show(claim, outcome.effort) }
    for verdict in outcome.verdicts where !verdict.passed { print(Terminal.plain("not met: \(verdict.message)")) }
    if !outcome.verdicts.isEmpty {
      print("\(outcome.verdicts.count(where: \.passed)) of \(outcome.verdicts.count) expectations met")
    }
    print("report: \(directory.path(of: "report.html"))")
  }

  /// Shows what came out, and ends with its status.
  func conclude(_ outcome: Outcome) throws {
    try show(outcome)
    if let status = outcome.status { throw status }
  }

  /// Prints a claim, its verdict and every condition with its numbers.
  private func show(_ claim: ClaimJudgement, _ effort: Effort) {
    print(
      Terminal.plain("claim: \(claim.claim.statement)\(claim.claim.source.isEmpty ? "" : " (\(claim.claim.source))")"))
    print("  \(claim.verdict.rawValue.uppercased())\(claim.remark.isEmpty ? "" : ": \(claim.remark)")")
    for condition in claim.conditions {
      // What would contradict the claim and does not hold is no contradiction.
      let outcome =
        condition.isFailure && condition.verdict == .contradicted ? "does not hold" : condition.verdict.rawValue
      print("  \(condition.isFailure ? "fails when: " : "")\(condition.message) \(outcome)")
    }
    print("  run: \(effort.sentence)\n")
  }

  /// Prints one line an expectation and one for the claim.
  func showVerdicts(_ outcome: Outcome) {
    if let claim = outcome.claim {
      print("\(plan.name): \(claim.verdict.rawValue): \(claim.claim.statement)")
    }
    if outcome.verdicts.isEmpty, outcome.claim == nil { print("\(plan.name): done, nothing was expected") }
    for verdict in outcome.verdicts {
      let z = verdict.z.map { String(format: " (z = %+.1f)", $0) } ?? ""
      print("\(plan.name): \(verdict.passed ? "met" : "NOT MET"): \(verdict.message)\(z)")
    }
  }
}
