// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings
import Statistics

/// The runs that differ in nothing but the size of the training set and the seeds.
struct GrokkingSeries: Sendable {
  /// The coordinates that they share.
  let place: Record
  /// The runs of each size, ascending.
  let points: [GrokkingPoint]

  /// The runs at these values of the axes.
  init(axes: [String], values: [Double], runs: [GrokkingRun], sizeName: String) {
    let place = Record(zip(axes, values).filter { $0.1.isFinite }.map { ($0.0, .number($0.1)) })
    self.place = place
    points = Dictionary(grouping: runs, by: \.size).sorted { $0.key < $1.key }.map { size, runs in
      GrokkingPoint(size: size, sizeName: sizeName, place: place, runs: runs)
    }
  }

  /// All runs, those of the smallest size first.
  var runs: [GrokkingRun] { points.flatMap(\.runs) }

  /// `optimizer.decay = 1`; empty without other axes.
  var name: String { place.sentence }
}

/// The runs at one size of the training set and one combination of the other axes.
struct GrokkingPoint: Sendable {
  /// Rows of the training set, or the fraction of the table where its rows are not known.
  let size: Double
  /// What the size is called.
  let sizeName: String
  /// The coordinates beside the size.
  let place: Record
  /// The runs of this size, whatever their seeds.
  let runs: [GrokkingRun]

  /// The size and the other coordinates, as findings name them.
  var coordinates: Record {
    var coordinates = place
    coordinates[sizeName] = Self.whole(size)
    return coordinates
  }

  /// A whole number stays one: sizes are counts.
  private static func whole(_ size: Double) -> Value { Int(exactly: size).map { .integer($0) } ?? .number(size) }

  /// The times of memorization that were recorded.
  var memorizations: [BracketedTime] { runs.compactMap(\.memorization) }
  /// The times of grokking.
  var grokkings: [BracketedTime] { runs.map(\.grokking) }
  /// How much later than the training set the rule was found, in the runs that memorized.
  var gaps: [BracketedTime] {
    runs.compactMap { run in
      guard let memorization = run.memorization else { return nil }
      return run.grokking.delay(after: memorization)?.bracket
    }
  }

  /// How many training sets the runs have among them; runs that share one are not independent.
  var dataSets: Int { Set(runs.map(\.dataSeed)).count }
  /// The smallest and the largest budget.
  var budgets: ClosedRange<Double> {
    let budgets = runs.map(\.budget)
    return .between(budgets.min() ?? .nan, budgets.max() ?? .nan) ?? 0...0
  }
  /// How many runs found the rule within their budgets.
  var grokked: Int { grokkings.count { !$0.isCensored } }
  /// How many runs memorized their training sets within their budgets.
  var memorized: Int { memorizations.count { !$0.isCensored } }
}
