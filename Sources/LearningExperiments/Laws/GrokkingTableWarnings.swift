// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Statistics

/// What a reader of a table's analysis is warned of.
struct GrokkingTableWarnings {
  let table: GrokkingTable

  /// More runs than this are counted and not named.
  private static let named = 5

  var all: [String] { table.notes + [earlyGrokking].compactMap { $0 } }

  /// A network may know nine tenths of the test set before all of the training set: unusual, not wrong.
  private var earlyGrokking: String? {
    let early = table.runs.indices.filter { index in
      let run = table.runs[index]
      guard let memorization = run.memorization, !run.grokking.isCensored else { return false }
      return run.grokking.order(against: memorization) == .earlier
    }
    guard !early.isEmpty else { return nil }
    let names = early.prefix(Self.named).map { index in
      table.origins.indices.contains(index) ? table.origins[index] : "run \(index + 1)"
    }
    let more = early.count > names.count ? " and \(early.count - names.count) more" : ""
    return
      "\(early.count) of \(table.runs.count) runs grokked before they memorized (\(names.joined(separator: ", "))\(more)): without a delay there is no grokking; see whether the columns are what they say."
  }
}
