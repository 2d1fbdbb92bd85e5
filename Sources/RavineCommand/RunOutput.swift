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
      print(TextTable(table, width: Terminal.columns()).text)
    }
    if !outcome.analysis.answer.isEmpty { print(outcome.analysis.answer + "\n") }
    for warning in outcome.analysis.warnings { print("warning: \(warning)") }
    for verdict in outcome.verdicts where !verdict.passed { print("not met: \(verdict.message)") }
    if !outcome.verdicts.isEmpty {
      print("\(outcome.verdicts.count(where: \.passed)) of \(outcome.verdicts.count) expectations met")
    }
    print("report: \(directory.path(of: "report.html"))")
  }

  /// Prints one line an expectation.
  func showVerdicts(_ outcome: Outcome) {
    if outcome.verdicts.isEmpty { print("\(plan.name): done, nothing was expected") }
    for verdict in outcome.verdicts {
      let z = verdict.z.map { String(format: " (z = %+.1f)", $0) } ?? ""
      print("\(plan.name): \(verdict.passed ? "met" : "NOT MET"): \(verdict.message)\(z)")
    }
  }
}
