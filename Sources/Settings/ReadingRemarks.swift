// SPDX-License-Identifier: GPL-3.0-or-later

/// What is to be told beside the results of how a scenario was understood, such as what a file was read as.
public struct ReadingRemarks: Sendable, Equatable {
  /// Sentences for the answer.
  public var facts: [String]
  /// Sentences that a reader is warned with.
  public var warnings: [String]

  /// Sentences; none by default.
  public init(facts: [String] = [], warnings: [String] = []) {
    self.facts = facts
    self.warnings = warnings
  }

  /// Adds what is not there yet.
  public mutating func add(_ other: ReadingRemarks) {
    facts += other.facts.filter { !facts.contains($0) }
    warnings += other.warnings.filter { !warnings.contains($0) }
  }
}
