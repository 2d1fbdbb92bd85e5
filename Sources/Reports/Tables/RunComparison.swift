// SPDX-License-Identifier: GPL-3.0-or-later
package import Runs
package import Settings
import Statistics

/// Runs beside each other: what differs in their scenarios, their numbers with the significance of the differences,
/// and their figures with all runs in one picture.
package struct RunComparison: Sendable {
  /// One of the runs.
  package struct Side: Sendable {
    /// What it is called in tables and keys.
    package var name: String
    /// Its scenario with every default.
    package var scenario: Value
    /// The numbers of its report.
    package var findings: [Finding]
    /// The figures of its report.
    package var figures: [Figure]

    /// A run.
    package init(name: String, scenario: Value, findings: [Finding], figures: [Figure]) {
      self.name = name
      self.scenario = scenario
      self.findings = findings
      self.figures = figures
    }
  }

  /// A number that at least two of the runs have.
  package struct Line: Sendable {
    /// What it is: quantity, method and place of the first run that has it.
    package var finding: Finding
    /// The number of each run; `nil` where a run has none.
    package var values: [Finding?]
    /// (b − a)/√(σ_a² + σ_b²) of each later run against the first that has the number; `nil` where an error is not known.
    package var deviations: [Double?]
    /// The largest |z|.
    package var largest: Double? { deviations.compactMap { $0.map(abs) }.max() }
  }

  /// Keys that change no number.
  private static let descriptions: Set<String> = ["title", "question", "expect", "claim"]

  private let sides: [Side]
  /// The common numbers, in the order of the first run.
  package let lines: [Line]
  /// How many numbers only one of the runs has.
  package let lonely: Int

  /// Compares runs, at least two, with the first.
  package init(_ sides: [Side]) {
    self.sides = sides
    var lines: [Line] = []
    var lonely = 0
    var seen: [Finding] = []
    for (index, side) in sides.enumerated() {
      for finding in side.findings where finding.value != nil {
        guard !seen.contains(where: { $0.isTwin(of: finding) && $0.method == finding.method }) else { continue }
        seen.append(finding)
        let values = sides.enumerated().map { place, other -> Finding? in
          place < index
            ? nil : other.findings.first { $0.isTwin(of: finding) && $0.method == finding.method && $0.value != nil }
        }
        if values.compactMap({ $0 }).count < 2 {
          lonely += 1
        } else {
          lines.append(
            Line(
              finding: finding, values: values,
              deviations: values[(index + 1)...].map { Self.deviation(of: $0, from: finding) }))
        }
      }
    }
    self.lines = lines
    self.lonely = lonely
  }

  /// The difference in standard errors. Computed numbers have a bound instead of an error: its size counts as one.
  static func deviation(of second: Finding?, from first: Finding) -> Double? {
    guard let second, let a = first.value, let b = second.value, let mine = spread(first), let other = spread(second)
    else { return nil }
    let error = (mine * mine + other * other).squareRoot()
    return error > 0 ? (b - a) / error : a == b ? 0 : nil
  }

  private static func spread(_ finding: Finding) -> Double? {
    guard let error = finding.standardError else { return nil }
    return error > 0 ? error : (finding.accuracy ?? 0) * abs(finding.value ?? 0)
  }

  /// The keys of the scenarios that are not the same in all runs.
  package var settings: Table {
    let leaves = sides.map { TaskSettings(of: $0.scenario, without: Self.descriptions).leaves }
    var keys: [String] = []
    for leaf in leaves.joined() where !keys.contains(leaf.path) { keys.append(leaf.path) }
    let rows = keys.compactMap { key -> [String]? in
      let texts = leaves.map { side in side.first { $0.path == key }?.text ?? NumberFormat.nothing }
      return Set(texts).count > 1 ? [key] + texts : nil
    }
    return Table(title: "What differs", columns: ["key"] + sides.map(\.name), rows: rows)
  }

  /// The numbers side by side.
  ///
  /// - Parameter limit: only so many of those that differ, the largest differences first; `nil` for all in their order.
  package func numbers(limit: Int? = nil) -> Table {
    var shown = lines
    if let limit {
      let differing = lines.filter { line in line.deviations.contains { $0 != 0 } }
      shown = Array(differing.sorted { ($0.largest ?? .infinity) > ($1.largest ?? .infinity) }.prefix(limit))
    }
    let pairs = sides.count == 2 ? ["difference / error"] : sides.dropFirst().map { "\($0.name): difference / error" }
    let rows = shown.map { line -> [String] in
      let place = line.finding.at.entries.map { "\($0.key) \($0.value.formatted)" }.joined(separator: ", ")
      let filler = Array(repeating: Double?.none, count: sides.count - 1 - line.deviations.count)
      let deviations = (filler + line.deviations).map { z in
        z.map { NumberFormat.rounded($0, digits: 2) } ?? NumberFormat.nothing
      }
      return [line.finding.quantity, place, line.finding.method]
        + line.values.map { $0?.formatted ?? NumberFormat.nothing } + deviations
    }
    return Table(
      title: limit == nil || shown.count == lines.count ? "Numbers" : "Largest differences",
      columns: ["quantity", "at", "method"] + sides.map(\.name) + pairs, rows: rows)
  }

  /// What it comes to, in sentences.
  package var summary: String {
    let judged = lines.compactMap(\.largest)
    var parts = ["\(lines.count) numbers in common"]
    if lonely > 0 { parts[0] += ", \(lonely) in one run only" }
    if let largest = lines.filter({ $0.largest != nil }).max(by: { ($0.largest ?? 0) < ($1.largest ?? 0) }),
      let size = largest.largest
    {
      parts.append(
        "\(judged.count { $0 > 2 }) of \(judged.count) differ by more than two standard errors, about "
          + "\(NumberFormat.rounded(0.0455 * Double(judged.count), digits: 2)) would by chance; the largest difference is "
          + "\(NumberFormat.rounded(size, digits: 2)) standard errors (\(largest.finding.quantity), \(largest.finding.method))"
      )
    }
    var text = parts.joined(separator: ". ") + "."
    let seeds = sides.map { $0.scenario.asRecord?["seed"]?.json ?? "" }
    if Set(seeds).count < seeds.count {
      text +=
        " Runs with the same seed share random numbers: their differences are smaller than those of independent runs."
    }
    return text
  }

  /// Figures that at least two runs have under one name, with the series of all of them; a map cannot lie over another.
  package var figures: [Figure] {
    guard let first = sides.first else { return [] }
    return first.figures.compactMap { figure -> Figure? in
      let others = sides.dropFirst().compactMap { side -> (side: Side, figure: Figure)? in
        side.figures.first { $0.name == figure.name && $0.x.label == figure.x.label && $0.y.label == figure.y.label }
          .map { (side, $0) }
      }
      guard figure.map == nil, !others.isEmpty else { return nil }
      var joined = figure
      joined.series = []
      joined.marks = []
      for (name, one) in [(first.name, figure)] + others.map({ ($0.side.name, $0.figure) }) {
        joined.series += one.series.map { series in
          var series = series
          if !series.label.isEmpty { series.label += " (\(name))" }
          return series
        }
      }
      joined.x.range = Self.union(([figure] + others.map(\.figure)).map(\.x.range))
      joined.y.range = Self.union(([figure] + others.map(\.figure)).map(\.y.range))
      joined.caption = "\(figure.caption) Runs: \(([first.name] + others.map(\.side.name)).joined(separator: ", "))."
      return joined
    }
  }

  private static func union(_ ranges: [ClosedRange<Double>?]) -> ClosedRange<Double>? {
    let given = ranges.compactMap { $0 }
    guard given.count == ranges.count, let low = given.map(\.lowerBound).min(), let high = given.map(\.upperBound).max()
    else { return nil }
    return low...high
  }
}

extension RunComparison {
  /// The comparison for other programs: the runs' names, the keys that differ, and every common number.
  package var json: String {
    let number = { (number: Double?) in number.map { Value.number($0) } ?? .null }
    let differences = settings.rows.map { row in
      Value.record(Record([("key", .text(row[0])), ("values", .list(row.dropFirst().map { .text($0) }))]))
    }
    let numbers = lines.map { line -> Value in
      .record(
        Record([
          ("quantity", .text(line.finding.quantity)), ("method", .text(line.finding.method)),
          ("at", .record(line.finding.at)), ("values", .list(line.values.map { number($0?.value) })),
          ("standardErrors", .list(line.values.map { number($0?.standardError) })),
          ("z", .list(line.deviations.map(number))),
        ]))
    }
    return Value.record(
      Record([
        ("runs", .list(sides.map { .text($0.name) })), ("settings", .list(differences)), ("findings", .list(numbers)),
        ("summary", .text(summary)),
      ])
    ).json(openLevels: 2)
  }
}
