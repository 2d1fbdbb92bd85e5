// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings

/// A table of grokking times with columns of words: the runs of each word by themselves, and how they differ.
struct CategorizedTableAnalysis {
  let table: GrokkingTable
  var settings = FitSettings()

  var analysis: Analysis {
    guard !table.categories.isEmpty else { return GrokkingTableAnalysis(table, settings: settings).analysis }
    let parts = table.parts
    var analysis = Analysis(
      joining: parts.map { ($0.place, GrokkingTableAnalysis($0.table, settings: settings).analysis) })
    analysis.warnings = table.notes + analysis.warnings
    CategoryComparison(
      runs: parts.flatMap(\.table.categoryRuns),
      obstacle: table.hasSeeds
        ? nil : "the runs have no seeds by which they could be paired; name the column that has them"
    ).add(to: &analysis)
    analysis.results = GrokkingTableDataset(table: table).dataset
    return analysis
  }
}

extension GrokkingTable {
  /// The words of a run.
  private func words(of run: GrokkingRun) -> Record {
    Record(categories.map { ($0, .text(run.words[$0] ?? "")) })
  }

  /// The runs of each combination of words as a table of its own, by the alphabet.
  var parts: [(place: Record, table: GrokkingTable)] {
    let groups = Dictionary(grouping: runs.indices) { index in categories.map { runs[index].words[$0] ?? "" } }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { words, members in
      var part = self
      part.runs = members.map { runs[$0] }
      part.origins = origins.count == runs.count ? members.map { origins[$0] } : []
      part.notes = []
      return (Record(zip(categories, words).map { ($0, .text($1)) }), part)
    }
  }

  /// The runs as they are compared by their words.
  var categoryRuns: [CategoryRun] {
    runs.map { run in
      var place = Record(axes.compactMap { axis in run.axes[axis].map { (axis, .number($0)) } })
      place[sizeName] = Int(exactly: run.size).map { .integer($0) } ?? .number(run.size)
      return CategoryRun(
        words: words(of: run), place: place, dataSeed: run.dataSeed, modelSeed: run.modelSeed,
        memorization: run.memorization, grokking: run.grokking)
    }.sorted { $0.isBefore($1) }
  }
}

extension CategoryRun {
  /// Rows come in any order: places, then seeds ascend.
  fileprivate func isBefore(_ other: CategoryRun) -> Bool {
    order.lexicographicallyPrecedes(other.order)
  }

  private var order: [Double] {
    var order: [Double] = place.entries.map { $0.value.asNumber ?? 0 }
    order.append(Double(dataSeed))
    order.append(Double(modelSeed))
    return order
  }
}
