// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Runs
import Settings

/// What became of the claims of several scenarios: one page, one table, one file.
///
/// It is written after every scenario, so that a campaign that was killed has its page, too.
package struct ClaimSummary: Sendable, Equatable {
  /// How far a scenario came.
  package enum State: Sendable, Equatable {
    /// It has not begun.
    case waiting
    /// It was stopped on the way; running again goes on.
    case interrupted
    /// It could not be run or finished, and why.
    case failed(String)
    /// It ended, and its claim was judged.
    case judged(ClaimJudgement, Effort)
  }

  /// What became of the claims of one scenario.
  package struct Entry: Sendable, Equatable {
    /// The scenario's name, which is that of its run.
    package var name: String
    /// The scenario's title.
    package var title: String
    /// What it claims.
    package var claim: Claim
    /// The run's directory, relative to the page.
    package var directory: String
    /// How far it came.
    package var state = State.waiting

    /// A scenario that has not begun.
    package init(name: String, title: String, claim: Claim, directory: String) {
      self.name = name
      self.title = title
      self.claim = claim
      self.directory = directory
    }
  }

  /// The scenarios in the order in which they are run.
  package var entries: [Entry]
  /// The command that repeats all of it.
  package var command: String

  /// The summary of the given scenarios, in their order.
  package init(_ entries: [Entry], command: String = "") {
    self.entries = entries
    self.command = command
  }

  /// The names of the files that `write` makes.
  package static let pageName = "index.html"
  /// The same for programs.
  package static let dataName = "claims.json"

  /// Writes the page and the file, replacing earlier ones as a whole.
  ///
  /// - Throws: what the file system throws.
  package func write(to directory: URL) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try AtomicFile.write(Data(html.utf8), to: directory.appending(path: Self.pageName).path)
    try AtomicFile.write(Data(json.utf8), to: directory.appending(path: Self.dataName).path)
  }

  /// How many claims ended how: `2 supported, 1 contradicted, 1 not run`.
  package var tally: String {
    var words: [String] = []
    for word in entries.map(\.outcome) where !words.contains(word) { words.append(word) }
    let order = Verdict.allCases.map(\.rawValue)
    let sorted = words.enumerated().sorted {
      (order.firstIndex(of: $0.element) ?? order.count, $0.offset)
        < (order.firstIndex(of: $1.element) ?? order.count, $1.offset)
    }
    return sorted.map { word in "\(entries.count { $0.outcome == word.element }) \(word.element)" }
      .joined(separator: ", ")
  }

  /// The claims with their verdicts and the numbers that decided, for the terminal.
  package var table: Table {
    Table(
      title: "", columns: ["verdict", "run", "claim", "what decided"],
      rows: entries.map { [$0.outcome, $0.name, $0.claim.statement, $0.decisive.first ?? $0.explanation] })
  }

  /// The text of `claims.json`: one line for each claim.
  package var json: String {
    let claims = entries.map { entry -> Value in
      var record = Record([("scenario", .text(entry.name)), ("title", .text(entry.title))])
      switch entry.state {
      case .judged(let judgement, let effort):
        for (key, value) in judgement.record.entries { record[key] = value }
        record["tasks"] = .integer(effort.tasks)
        record["work"] = .record(Record([("atMost", .number(effort.work)), ("unit", .text(effort.unit))]))
        record["wallSeconds"] = effort.wallSeconds.map { .number($0) }
        record["processorSeconds"] = effort.processorSeconds.map { .number($0) }
      default:
        record["statement"] = .text(entry.claim.statement)
        record["source"] = .text(entry.claim.source)
        record["verdict"] = .null
        record["state"] = .text(entry.outcome)
        if case .failed(let reason) = entry.state { record["reason"] = .text(reason) }
      }
      record["directory"] = .text(entry.directory)
      return .record(record)
    }
    return Value.record(Record([("claims", .list(claims))])).json(openLevels: 2) + "\n"
  }
}

extension ClaimSummary.Entry {
  /// The verdict, or how far the scenario came, in a word or two.
  var outcome: String {
    switch state {
    case .waiting: "not run"
    case .interrupted: "interrupted"
    case .failed: "failed"
    case .judged(let judgement, _): judgement.verdict.rawValue
    }
  }

  /// The messages of the conditions that made the verdict.
  var decisive: [String] {
    guard case .judged(let judgement, _) = state else { return [] }
    return judgement.remark.isEmpty ? judgement.decisive.map(\.message) : [judgement.remark]
  }

  /// What a reader is told where there is no verdict.
  var explanation: String {
    switch state {
    case .waiting: "This scenario has not been run yet."
    case .interrupted: "This run was interrupted; what is finished is saved, and the same command goes on."
    case .failed(let reason): reason
    case .judged: ""
    }
  }
}
