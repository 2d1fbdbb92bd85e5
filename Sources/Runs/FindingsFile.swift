// SPDX-License-Identifier: GPL-3.0-or-later
import Settings

/// The contents of `findings.json`: every number that the report states, and how the expectations were met.
public struct FindingsFile: Sendable, Equatable {
  /// The name of the scenario's file without its ending.
  public var scenario: String
  /// The kind of experiment.
  public var experiment: String
  /// The findings in the order of the analysis.
  public var findings: [Finding]
  /// The judgements in the order of the scenario.
  public var judgements: [Judgement]
  /// How the scenario's claim turned out, if it makes one.
  public var claim: ClaimJudgement?

  /// The contents.
  public init(
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
  public var json: String {
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
  public static func findings(inJSON text: String, name: String) throws(RunError) -> [Finding] {
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

extension Finding {
  /// The finding as it is written; keys that say nothing are left out, except `value`.
  var record: Record {
    var record = Record([("quantity", .text(quantity)), ("method", .text(method)), ("at", .record(at.finite))])
    var notes = notes
    let finite = { (number: Double?) in number.flatMap { $0.isFinite ? Value.number($0) : nil } }
    record["value"] = finite(value) ?? .null
    if let value, !value.isFinite { notes.append("the value is \(value.shortest)") }
    record["standardError"] = finite(standardError)
    if let interval, interval.lowerBound.isFinite, interval.upperBound.isFinite {
      record["interval"] = .list([.number(interval.lowerBound), .number(interval.upperBound)])
    }
    record["upperBound"] = finite(upperBound)
    record["lowerBound"] = finite(lowerBound)
    if ["interval", "upperBound", "lowerBound"].contains(where: { record[$0] != nil }) {
      record["level"] = finite(level)
    }
    record["accuracy"] = finite(accuracy)
    record["discretizationError"] = finite(discretizationError)
    record["samples"] = samples.map { .integer($0) }
    record["effectiveSamples"] = finite(effectiveSamples)
    record["rHat"] = finite(rHat)
    record["censored"] = censored.map { .integer($0) }
    record["text"] = text.map { .text($0) }
    if !unit.isEmpty { record["unit"] = .text(unit) }
    record["notes"] = .list(notes.map { .text($0) })
    return record
  }

  init?(record: Record) {
    guard let quantity = record["quantity"]?.asText, let method = record["method"]?.asText else { return nil }
    self.init(quantity, method: method, at: record["at"]?.asRecord ?? Record(), nil)
    let number = { (key: String) in record[key]?.asNumber }
    value = number("value")
    standardError = number("standardError")
    if let ends = record["interval"]?.asList?.compactMap(\.asNumber), ends.count == 2, ends[0] <= ends[1] {
      interval = ends[0]...ends[1]
    }
    upperBound = number("upperBound")
    lowerBound = number("lowerBound")
    level = number("level") ?? level
    accuracy = number("accuracy")
    discretizationError = number("discretizationError")
    samples = number("samples").flatMap { Int(exactly: $0) }
    effectiveSamples = number("effectiveSamples")
    rHat = number("rHat")
    censored = number("censored").flatMap { Int(exactly: $0) }
    text = record["text"]?.asText
    unit = record["unit"]?.asText ?? ""
    notes = record["notes"]?.asList?.compactMap(\.asText) ?? []
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

extension Record {
  /// Numbers that are not finite as words, since JSON has none.
  fileprivate var finite: Record {
    Record(
      entries.map { key, value in
        guard case .number(let number) = value, !number.isFinite else { return (key, value) }
        return (key, .text(number.shortest))
      })
  }
}
