// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Statistics

/// What changes from the first to the last value of each axis, as a table of the report.
struct ContrastTable {
  /// The findings of ``SweepContrasts``.
  let findings: [Finding]

  private static let times = ["memorization-time", "grokking-time", "grokking-gap"]

  /// The table; `nil` without pairs.
  var table: Table? {
    let rows = ends.flatMap { end in Self.times.compactMap { row($0, end) } }
    guard !rows.isEmpty else { return nil }
    return Table(
      title: "Along the sweep, runs with the same seeds in pairs",
      columns: ["axis", "from", "to", "at", "time", "rises", "ratio (95 %)", "exponent (95 %)"], rows: rows)
  }

  /// The first and last value of an axis, with the other axes held.
  private struct Ends: Equatable {
    var axis: Value
    var from: Value
    var to: Value
    var others: Record
  }

  private var ends: [Ends] {
    var ends: [Ends] = []
    for finding in findings where finding.quantity == "grokking-time-rises" {
      guard let axis = finding.at["axis"], let from = finding.at["from"], let to = finding.at["to"] else { continue }
      var others = finding.at
      for key in ["axis", "from", "to"] { others[key] = nil }
      if let index = ends.firstIndex(where: { $0.axis == axis && $0.others == others }) {
        // Pairs come in the order of the values: the last one from the first value goes to the last.
        if ends[index].from == from { ends[index].to = to }
      } else {
        ends.append(Ends(axis: axis, from: from, to: to, others: others))
      }
    }
    return ends
  }

  private func row(_ time: String, _ end: Ends) -> [String]? {
    var place = end.others
    place["axis"] = end.axis
    let exponent = findings.first { $0.quantity == "\(time)-exponent" && $0.at == place }
    place["from"] = end.from
    place["to"] = end.to
    guard let rises = findings.first(where: { $0.quantity == "\(time)-rises" && $0.at == place }) else { return nil }
    let ratio = findings.first { $0.quantity == "\(time)-ratio" && $0.at == place }
    let samples = rises.samples ?? 0
    let count = Int(((rises.value ?? 0) * Double(samples)).rounded())
    return [
      cell(end.axis), cell(end.from), cell(end.to), end.others.sentence, time.replacing("-", with: " "),
      samples > 0 ? "\(count) of \(samples)" : NumberFormat.nothing, stated(ratio), stated(exponent),
    ]
  }

  private func cell(_ value: Value) -> String {
    value.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value.asText ?? value.described
  }

  private func stated(_ finding: Finding?) -> String {
    guard let finding, let value = finding.value else { return NumberFormat.nothing }
    let number = NumberFormat.rounded(value, digits: 3)
    guard let interval = finding.interval else { return number }
    let ends = [interval.lowerBound, interval.upperBound].map { NumberFormat.rounded($0, digits: 3) }
    return "\(number) (\(ends[0]) to \(ends[1]))"
  }
}
