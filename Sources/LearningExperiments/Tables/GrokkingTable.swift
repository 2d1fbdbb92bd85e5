// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings

/// Memorization and grokking times of many training runs, from a sweep of Ravine's own or from the file of another program.
struct GrokkingTable: Sendable, Equatable {
  /// The runs in the order of the table.
  var runs: [GrokkingRun]
  /// Rows of the whole table of examples, of which a size is a part; `nil` where it is not known.
  var total: Double?
  /// Whether sizes are fractions of the whole table, because its rows are not known.
  var sizesAreFractions = false
  /// The names of the axes beside the size, in the order of the table.
  var axes: [String] = []
  /// The names of the axes whose values are words, in the order of the table; each word is analyzed by itself.
  var categories: [String] = []
  /// Whether runs have seeds of their own by which those of different words can be paired.
  var hasSeeds = true
  /// Numbers that belong to runs and may explain their times without being chosen: `lambda-3`; runs that differ in them
  /// still belong together.
  var covariates: [String] = []
  /// Where each run came from, for messages: `line 12`; empty where a run needs no other name than its place.
  var origins: [String] = []
  /// What a reader must know of how the table was read.
  var notes: [String] = []

  /// What a size is called: `N`, or `fraction`.
  var sizeName: String { sizesAreFractions ? "fraction" : "size" }

  /// The unit of a size.
  var sizeUnit: String { sizesAreFractions ? "of the table" : "examples" }

  /// The runs at each combination of the other axes, ascending.
  var series: [GrokkingSeries] {
    var groups: [[Double]: [GrokkingRun]] = [:]
    for run in runs { groups[axes.map { run.axes[$0] ?? .infinity }, default: []].append(run) }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { values, runs in
      GrokkingSeries(axes: axes, values: values, runs: runs, sizeName: sizeName)
    }
  }

  /// The table with sizes and axes that differ by rounding only made equal.
  func mergingEqualNumbers() -> GrokkingTable {
    var table = self
    for (index, size) in EqualNumbers.merged(runs.map(\.size)).enumerated() { table.runs[index].size = size }
    for axis in axes {
      for (index, value) in EqualNumbers.merged(runs.map { $0.axes[axis] ?? .nan }).enumerated() where !value.isNaN {
        table.runs[index].axes[axis] = value
      }
    }
    return table
  }
}
