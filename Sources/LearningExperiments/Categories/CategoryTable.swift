// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// The differences between words as a table of the report.
struct CategoryTable {
  let contrasts: [CategoryContrast]

  /// More contrasts than this are left to the findings.
  private static let limit = 40

  /// The table; `nil` without pairs.
  var table: Table? {
    let shown = contrasts.filter { $0.pairs > 0 }
    // Over all places together first; single places only where there is room.
    let keys = shown.map(\.place.keys.count).min() ?? 0
    let pooled = shown.filter { $0.place.keys.count == keys }
    let listed = shown.count <= Self.limit ? shown : Array(pooled.prefix(Self.limit))
    var rows: [[String]] = []
    for contrast in listed {
      rows += CategoryTime.allCases.compactMap { row($0, contrast) }
      rows.append(probability(contrast))
    }
    guard !rows.isEmpty else { return nil }
    let left = shown.count > listed.count ? " (over all places; single ones in findings.json)" : ""
    return Table(
      title: "Differences between words, runs with the same seeds in pairs\(left)",
      columns: [
        "axis", "from", "to", "at", "pairs", "what", "of the first", "of the second", "difference (95 %)",
        "ratio (95 %)",
      ],
      rows: rows)
  }

  private func head(_ contrast: CategoryContrast, _ pairs: Int, _ what: String) -> [String] {
    [contrast.axis, contrast.from.word, contrast.to.word, contrast.place.sentence, "\(pairs)", what]
  }

  private func row(_ time: CategoryTime, _ contrast: CategoryContrast) -> [String]? {
    guard let difference = time.differences(contrast, isRatio: false) else { return nil }
    let ratio = time.differences(contrast, isRatio: true)
    let findings = CategoryFindings(contrast: contrast).all
    func stated(_ quantity: String, _ method: String) -> String {
      CategoryTable.stated(findings.first { $0.quantity == quantity && $0.method == method })
    }
    return head(contrast, difference.pairs, time.symbol) + [
      median(contrast.all.from.compactMap { time($0) }), median(contrast.all.to.compactMap { time($0) }),
      stated("\(time.rawValue)-difference", CategoryFindings.Method.median),
      stated(
        "\(time.rawValue)-ratio",
        ratio?.mean == nil ? CategoryFindings.Method.median : CategoryFindings.Method.mean),
    ]
  }

  private func probability(_ contrast: CategoryContrast) -> [String] {
    let findings = CategoryFindings(contrast: contrast).all
    func share(_ runs: [CategoryRun]) -> String { "\(runs.count { !$0.grokking.isCensored }) of \(runs.count)" }
    return head(contrast, contrast.pairs, "grokked") + [
      share(contrast.all.from), share(contrast.all.to),
      CategoryTable.stated(findings.first { $0.method == CategoryFindings.Method.share }), "",
    ]
  }

  private func median(_ times: [BracketedTime]) -> String {
    guard let median = CensoredMedian(times) else { return NumberFormat.nothing }
    return median.quantile.value.map { NumberFormat.steps($0.rounded()) } ?? "> \(NumberFormat.steps(median.horizon))"
  }

  /// `2.1 (1.9 to 2.4)`.
  static func stated(_ finding: Finding?) -> String {
    guard let finding else { return NumberFormat.nothing }
    func rounded(_ number: Double) -> String { NumberFormat.rounded(number, digits: 3) }
    guard let value = finding.value else {
      if let lower = finding.lowerBound { return "> \(rounded(lower))" }
      if let upper = finding.upperBound { return "< \(rounded(upper))" }
      return NumberFormat.nothing
    }
    if let interval = finding.interval, interval.upperBound > interval.lowerBound {
      return "\(rounded(value)) (\(rounded(interval.lowerBound)) to \(rounded(interval.upperBound)))"
    }
    if let lower = finding.lowerBound { return "\(rounded(value)) (from \(rounded(lower)))" }
    if let upper = finding.upperBound { return "\(rounded(value)) (up to \(rounded(upper)))" }
    return rounded(value)
  }
}

extension Value {
  /// A coordinate as tables name it.
  var word: String { asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? asText ?? described }
}
