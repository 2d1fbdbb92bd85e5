// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The contents of `findings.json`: every number that the report states, and how the expectations were met.
package struct FindingsFile: Sendable, Equatable {
  /// The name of the scenario's file without its ending.
  package var scenario: String
  /// The kind of experiment.
  package var experiment: String
  /// The findings in the order of the analysis.
  package var findings: [Finding]
  /// The judgements in the order of the scenario.
  package var judgements: [Judgement]
  /// How the scenario's claim turned out, if it makes one.
  package var claim: ClaimJudgement?

  /// The contents.
  package init(
    scenario: String, experiment: String, findings: [Finding], judgements: [Judgement] = [],
    claim: ClaimJudgement? = nil
  ) {
    self.scenario = scenario
    self.experiment = experiment
    self.findings = findings
    self.judgements = judgements
    self.claim = claim
  }

  /// The text: one line for each finding, keys always in the same order, numbers in the shortest form that reads back exactly.
  ///
  /// What is not finite is never written as a number: the finding has `"value": null` and a note that says why.
  package var json: String {
    var record = Record([
      ("scenario", .text(scenario)), ("experiment", .text(experiment)),
      ("findings", .list(findings.map { .record($0.record) })),
      ("expectations", .list(judgements.map { .record($0.record) })),
    ])
    record["claim"] = claim.map { .record($0.record) }
    return Value.record(record).json(openLevels: 2) + "\n"
  }

  /// The findings of such a text; the keys of `at` come in alphabetical order.
  ///
  /// - Throws: `RunError` if the text is not what `json` makes.
  package static func findings(inJSON text: String, name: String) throws(RunError) -> [Finding] {
    let value: Value
    do { value = try Value(jsonText: text) } catch { throw RunError(.corrupt, "\(name) is truncated or not JSON.") }
    guard let list = value.asRecord?["findings"]?.asList else {
      throw RunError(.corrupt, "\(name) holds no list of findings.")
    }
    let findings = list.compactMap { $0.asRecord.flatMap(Finding.init(record:)) }
    guard findings.count == list.count else { throw RunError(.corrupt, "\(name) holds a finding without a quantity.") }
    return findings
  }
}

extension Judgement {
  /// The judgement as it is written.
  var record: Record {
    var record = Record([("quantity", .text(expectation.quantity))])
    record["method"] = expectation.method.map { .text($0) }
    if !expectation.at.keys.isEmpty { record["at"] = .record(expectation.at.finite) }
    record["passed"] = .flag(passed)
    if let z, z.isFinite { record["z"] = .number(z) }
    record["message"] = .text(message)
    if !expectation.source.isEmpty { record["source"] = .text(expectation.source) }
    return record
  }
}
