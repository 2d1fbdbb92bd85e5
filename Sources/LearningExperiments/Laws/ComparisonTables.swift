// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// The tables of comparisons of laws: what was fitted, how well, and what could not be.
struct ComparisonTables {
  let comparisons: [TableComparison]
  let table: GrokkingTable

  /// One table a comparison, and one of what could not be fitted.
  var all: [Table] { comparisons.filter(\.isAnswered).map(laws) + [unfitted].compactMap { $0 } }

  private func laws(_ comparison: TableComparison) -> Table {
    let standings = comparison.result.laws.standings
    let hasSelection = standings.contains { $0.selection != nil }
    let rows = standings.map { standing -> [String] in
      let fit = standing.fit
      let isOutside = fit.law.role == .saturated
      return [fit.law.name, fit.distribution.rawValue, coefficients(fit), fit.scale.formatted, difference(standing)]
        + [
          isOutside
            ? NumberFormat.nothing : standing.weight.map { NumberFormat.rounded($0, digits: 2) } ?? NumberFormat.nothing
        ]
        + [chance(standing.rejection?.pValue)]
        + (hasSelection ? [standing.selection.map { NumberFormat.rounded($0, digits: 2) } ?? NumberFormat.nothing] : [])
        + [NumberFormat.rounded(fit.bic, digits: 5), chance(standing.goodness)]
    }
    return Table(
      title:
        "\(symbol(comparison)) against \(comparison.against)\(place(comparison)): laws, ΔAIC corrected for few runs",
      columns: ["law", "likelihood", "coefficients", "σ", "ΔAIC", "weight", "p against others"]
        + (hasSelection ? ["chosen"] : [])
        + ["BIC", "fit p"],
      rows: rows)
  }

  private func symbol(_ comparison: TableComparison) -> String {
    comparison.result.time == .grokking ? "t_grok" : "t_mem"
  }

  private func place(_ comparison: TableComparison) -> String {
    comparison.place.keys.isEmpty ? "" : ", \(comparison.place.sentence)"
  }

  /// `a = 9.21(12), b = 0.0123(4)`; those of a saturated law are too many.
  private func coefficients(_ fit: CensoredFit) -> String {
    guard fit.law.role != .saturated else { return "one median at each value" }
    return zip(fit.law.coefficients, fit.coefficients).map { coefficient, estimate in
      let text =
        estimate.standardError.isFinite
        ? estimate.formatted : NumberFormat.rounded(estimate.value, digits: 3) + " (not determined)"
      return "\(coefficient.symbol) = \(text)"
    }.joined(separator: ", ")
  }

  private func difference(_ standing: LawStanding) -> String {
    standing.difference.map { NumberFormat.rounded($0, digits: 3) } ?? NumberFormat.nothing
  }

  private func chance(_ value: Double?) -> String {
    value.map { $0 < 0.001 ? "< 0.001" : NumberFormat.rounded($0, digits: 2) } ?? NumberFormat.nothing
  }

  private var unfitted: Table? {
    var rows: [[String]] = []
    for comparison in comparisons {
      let shortage = comparison.shortage(sizeName: table.sizesAreFractions ? "fraction" : "N")
      for law in comparison.result.laws.unfitted where law.name != "saturated" {
        let seen = comparison.result.time == .grokking ? "grokked" : "memorized"
        // What holds for one likelihood mostly holds for both.
        let row = [
          "\(symbol(comparison)) against \(comparison.against)\(place(comparison))", law.name,
          law.reason.reason, shortage.isEmpty ? "" : "\(seen): \(shortage)",
        ]
        if !rows.contains(row) { rows.append(row) }
      }
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      title: "Laws that could not be fitted", columns: ["times", "law", "reason", "runs that lack"], rows: rows)
  }
}
