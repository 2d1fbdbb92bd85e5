// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings
import Statistics

/// A finding as text: one form for `findings.json`, for the results of tasks and for exports.
extension Finding {
  /// The finding as it is written; keys that say nothing are left out, except `value`.
  package var record: Record {
    var record = Record([("quantity", .text(quantity)), ("method", .text(method)), ("at", .record(at.finite))])
    let finite = { (number: Double?) in number.flatMap { $0.isFinite ? Value.number($0) : nil } }
    record["value"] = finite(value) ?? .null
    record["standardError"] = finite(standardError)
    if let interval { record["interval"] = .list([.number(interval.lowerBound), .number(interval.upperBound)]) }
    record["upperBound"] = finite(upperBound)
    record["lowerBound"] = finite(lowerBound)
    if ["interval", "upperBound", "lowerBound"].contains(where: { record[$0] != nil }) {
      record["level"] = finite(level)
    }
    record["accuracy"] = finite(accuracy)
    record["discretizationError"] = finite(discretizationError)
    record["discretizationStandardError"] = finite(discretizationStandardError)
    record["samples"] = samples.map { .integer($0) }
    record["effectiveSamples"] = finite(effectiveSamples)
    record["rHat"] = finite(rHat)
    record["censored"] = censored.map { .integer($0) }
    record["text"] = text.map { .text($0) }
    if !unit.isEmpty { record["unit"] = .text(unit) }
    if isDoubtful { record["doubtful"] = .flag(true) }
    record["notes"] = .list(notes.map { .text($0) })
    return record
  }

  /// Reads back what `record` wrote; `nil` if it is something else.
  package init?(record: Record) {
    guard let quantity = record["quantity"]?.asText, let method = record["method"]?.asText else { return nil }
    let number = { (key: String) in record[key]?.asNumber }
    let ends = record["interval"]?.asList?.compactMap(\.asNumber) ?? []
    let estimate = number("value").map { value in
      Estimate(
        value, standardError: number("standardError") ?? .nan, accuracy: number("accuracy"),
        level: number("level") ?? 0.95, effectiveSamples: number("effectiveSamples")
      ).reading(ends.count == 2 ? .between(ends[0], ends[1]) : nil)
    }
    self.init(
      quantity, estimate, unit: record["unit"]?.asText ?? "",
      notes: record["notes"]?.asList?.compactMap(\.asText) ?? [],
      at: record["at"]?.asRecord ?? Record(), method: method)
    upperBound = number("upperBound")
    lowerBound = number("lowerBound")
    boundLevel = number("level") ?? boundLevel
    discretizationError = number("discretizationError")
    discretizationStandardError = number("discretizationStandardError")
    samples = number("samples").flatMap { Int(exactly: $0) }
    rHat = number("rHat")
    censored = number("censored").flatMap { Int(exactly: $0) }
    text = record["text"]?.asText
    isDoubtful = record["doubtful"] == .flag(true)
  }
}

extension Dataset {
  /// Findings as the result of a task: one line of JSON each.
  public init(findings: [Finding]) {
    self.init()
    add(
      "finding", findings.map { Value.record($0.record).json }, over: ["finding": findings.count],
      longName: "what was found, as in findings.json")
  }

  /// The findings of such a result; empty if it holds none.
  public var findings: [Finding] {
    (texts("finding") ?? []).compactMap { text in
      (try? Value(jsonText: text))?.asRecord.flatMap(Finding.init(record:))
    }
  }
}

extension Record {
  /// Numbers that are not finite as words, since JSON has none.
  var finite: Record {
    Record(
      entries.map { key, value in
        guard case .number(let number) = value, !number.isFinite else { return (key, value) }
        return (key, .text(number.shortest))
      })
  }
}
