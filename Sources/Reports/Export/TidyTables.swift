// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// Findings and results as tidy tables: a row is an observation, a column a variable.
enum TidyTables {
  /// One row per finding, with a column for every coordinate that any of them has.
  static func findings(_ findings: [Finding]) -> String {
    var coordinates: [String] = []
    for key in findings.flatMap(\.at.keys) where !coordinates.contains(key) { coordinates.append(key) }
    let fixed = [
      "value", "standard_error", "accuracy", "discretization_error", "interval_lower", "interval_upper", "level",
      "upper_bound", "lower_bound", "effective_samples", "r_hat", "samples", "censored", "text", "unit", "doubtful",
      "notes",
    ]
    // A coordinate may be called like a column: `value` becomes `at.value`.
    let heads = coordinates.map { (fixed + ["quantity", "method"]).contains($0) ? "at." + $0 : $0 }
    var table = CommaSeparatedValues(heads: ["quantity", "method"] + heads + fixed)
    let number = CommaSeparatedValues.cell
    for finding in findings {
      table.append(
        [finding.quantity, finding.method] + coordinates.map { finding.at[$0].map(plain) ?? "" }
          + [
            finding.value, finding.standardError, finding.accuracy, finding.discretizationError,
            finding.interval?.lowerBound, finding.interval?.upperBound, finding.interval == nil ? nil : finding.level,
            finding.upperBound, finding.lowerBound, finding.effectiveSamples, finding.rHat,
          ].map(number)
          + [finding.samples, finding.censored].map { $0.map(String.init) ?? "" }
          + [
            finding.text ?? "", finding.unit, finding.isDoubtful ? "true" : "false",
            finding.notes.joined(separator: " "),
          ])
    }
    return table.text
  }

  /// The variables, those over the same dimensions in one table: file name and text of each.
  static func results(_ results: Dataset) -> [(name: String, text: String)] {
    let coordinates = results.variables.filter { $0.dimensions == [$0.name] }
    var groups: [(dimensions: [String], variables: [Dataset.Variable])] = []
    for variable in results.variables where variable.dimensions != [variable.name] {
      if let index = groups.firstIndex(where: { $0.dimensions == variable.dimensions }) {
        groups[index].variables.append(variable)
      } else {
        groups.append((variable.dimensions, [variable]))
      }
    }
    return groups.map { dimensions, variables in
      let name = dimensions.isEmpty ? "scalars" : dimensions.map { $0.replacing("/", with: "-") }.joined(separator: "-")
      var table = CommaSeparatedValues(heads: dimensions + variables.map(\.name))
      let sizes = dimensions.map { results.sizes[$0] ?? 0 }
      let axes = zip(dimensions, sizes).map { dimension, size in
        let values = coordinates.first { $0.name == dimension }?.values
        return (0..<size).map { index in values.map { field($0, index) } ?? "\(index)" }
      }
      let count = sizes.reduce(1, *)
      var row = Array(repeating: "", count: dimensions.count + variables.count)
      for number in 0..<count where variables.allSatisfy({ number < $0.values.count }) {
        var rest = number
        for axis in axes.indices.reversed() {
          row[axis] = axes[axis][rest % sizes[axis]]
          rest /= sizes[axis]
        }
        for (place, variable) in variables.enumerated() {
          row[dimensions.count + place] = field(variable.values, number)
        }
        table.appendFields(row)
      }
      return ("results-\(name).csv", table.text)
    }
  }

  private static func field(_ values: Dataset.Values, _ index: Int) -> String {
    guard index < values.count else { return "" }
    return switch values {
    case .numbers(let numbers): CommaSeparatedValues.cell(numbers[index])
    case .integers(let numbers): "\(numbers[index])"
    case .texts(let texts): CommaSeparatedValues.field(texts[index])
    }
  }

  /// A coordinate with all its digits.
  private static func plain(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): "\(number)"
    case .number(let number): CommaSeparatedValues.cell(number)
    case .text(let text): text
    case .list(let list): "[" + list.map(plain).joined(separator: ", ") + "]"
    case .record(let record): record.entries.map { "\($0.key): \(plain($0.value))" }.joined(separator: ", ")
    }
  }
}
