// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs
import Settings
import Statistics

extension Finding {
  /// The finding's number as it is printed: `0.005452(43)`, `< 1.2·10⁻⁵`, a word, or a dash; a doubtful one with a mark.
  package var formatted: String {
    if value == nil, let text { return text }
    return NumberFormat.formatted(
      value, standardError: standardError, accuracy: accuracy, upperBound: upperBound, lowerBound: lowerBound)
      + (isDoubtful ? Finding.doubtMark : "")
  }
}

extension Finding {
  /// The size of the error of the time step with its own error, as it is printed; empty where it is not known.
  fileprivate var formattedStepError: String {
    guard let size = discretizationError else { return "" }
    guard let error = discretizationStandardError else { return NumberFormat.rounded(size, digits: 2) }
    return NumberFormat.formatted(size, standardError: error)
  }
}

extension Value {
  /// A coordinate as it is printed.
  var formatted: String {
    switch self {
    case .null: NumberFormat.nothing
    case .flag(let flag): flag ? "yes" : "no"
    case .integer(let number): NumberFormat.counted(number)
    case .number(let number): NumberFormat.rounded(number)
    case .text(let text): text
    case .list(let list): "[" + list.map(\.formatted).joined(separator: ", ") + "]"
    case .record(let record): record.entries.map { "\($0.key) \($0.value.formatted)" }.joined(separator: ", ")
    }
  }
}

extension Table {
  /// All findings, one a row, with a column for every coordinate; columns in which nothing stands are left out.
  package init(title: String = "Findings", of findings: [Finding]) {
    var coordinates: [String] = []
    for key in findings.flatMap(\.at.keys) where !coordinates.contains(key) { coordinates.append(key) }
    let levels = Set(findings.filter { $0.interval != nil }.map(\.level))
    let percent = { (level: Double) in NumberFormat.rounded(100 * level, digits: 3) + " %" }
    let interval = { (finding: Finding) -> String in
      guard let range = finding.interval else { return "" }
      return NumberFormat.formatted(range) + (levels.count > 1 ? " (\(percent(finding.level)))" : "")
    }
    let columns: [(head: String, cell: (Finding) -> String)] =
      [("quantity", { $0.quantity })]
      + coordinates.map { key in (key, { $0.at[key]?.formatted ?? "" }) } + [
        ("method", { $0.method }),
        ("value", { $0.formatted }),
        (levels.count == 1 ? levels.map(percent)[0] + " interval" : "interval", interval),
        ("time-step error", { $0.formattedStepError }),
        ("accuracy", { $0.accuracy.map { NumberFormat.rounded($0, digits: 1) } ?? "" }),
        ("effective", { $0.effectiveSamples.map { NumberFormat.rounded($0, digits: 3) } ?? "" }),
        ("R̂", { $0.rHat.map { NumberFormat.rounded($0, digits: 4) } ?? "" }),
        ("samples", { $0.samples.map(NumberFormat.counted) ?? "" }),
        ("censored", { $0.censored.map(NumberFormat.counted) ?? "" }),
        ("unit", { $0.unit }),
        ("notes", { $0.notes.joined(separator: " ") }),
      ]
    let shown = columns.filter { column in findings.contains { !column.cell($0).isEmpty } }
    self.init(
      title: title, columns: shown.map(\.head), rows: findings.map { finding in shown.map { $0.cell(finding) } })
  }
}
