// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of a table of grokking times: what the runs show at each size, and which law
/// they follow.
struct GrokkingTableAnalysis {
  let table: GrokkingTable
  let settings: FitSettings

  /// How the numbers are found; what an expectation can name.
  static let methods =
    [Finding.survivalMethod, Finding.shareMethod, CriticalSize.method] + ComparisonFindings.methods
    + CategoryFindings.Method.all

  /// The analysis of runs, however they came about.
  init(_ table: GrokkingTable, settings: FitSettings = FitSettings()) {
    self.table = table
    self.settings = settings
  }

  var analysis: Analysis {
    let comparisons = TableComparisons(table, settings: settings).all
    let thresholds = table.series.filter { $0.points.count > 1 }.map { CriticalSize($0) }
    var result = Analysis()
    result.findings =
      GrokkingTableFindings(table: table).all + thresholds.flatMap { $0.findings(of: table) }
      + comparisons.flatMap { ComparisonFindings(comparison: $0, table: table).all }
    result.tables =
      [GrokkingTableRows(table: table).bySize] + ComparisonTables(comparisons: comparisons, table: table).all
    result.figures = ComparisonFigures(table: table, comparisons: comparisons, thresholds: thresholds).all
    result.results = GrokkingTableDataset(table: table).dataset
    result.answer =
      GrokkingTableAnswer(table: table, comparisons: comparisons, thresholds: thresholds).sentence
    result.warnings = GrokkingTableWarnings(table: table).all
    return result
  }
}
