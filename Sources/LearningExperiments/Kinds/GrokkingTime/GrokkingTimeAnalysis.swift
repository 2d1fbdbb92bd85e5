// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings
import Statistics

/// One finished run of a `grokking-time` scenario.
struct GrokkingTimeOutcome: Sendable {
  /// Which point of the sweep it belongs to.
  let point: Int
  let run: SweepRun
  let record: SweepRecord
}

/// What the runs of a `grokking-time` scenario say: the analysis of their table, the curves that it rests on, and the table
/// itself for other programs.
struct GrokkingTimeAnalysis {
  let points: [GrokkingTimePoint]
  let outcomes: [GrokkingTimeOutcome]

  /// The file that holds one row a run, as `ravine fit` reads it.
  static let runsFile = "runs.csv"
  /// Curves are drawn for at most so many combinations of the other axes.
  private static let drawnPlaces = 6

  var analysis: Analysis {
    var places: [Record] = []
    for point in points where !places.contains(point.words) { places.append(point.words) }
    let parts = places.map { place -> (Record, Analysis) in
      let members = outcomes.filter { points[$0.point].words == place }
      let table = table(of: members)
      let settings = points.first?.fit ?? FitSettings()
      var part = GrokkingTableAnalysis(table, settings: settings).analysis
      part.warnings += divergences(members)
      part.figures += curves(members)
      return (place, part)
    }
    var analysis = Analysis(joining: parts)
    CategoryComparison(runs: outcomes.map(categorized)).add(to: &analysis)
    analysis.failure = DivergedRuns(outcomes.map(divergence)).failure
    UnreachedEvents(points.map { ($0.sweep.position.coordinates, $0.sweep.plan) }).mark(&analysis)
    analysis.files.append(Analysis.File(Self.runsFile, RunsTable(points: points, outcomes: outcomes).text))
    return analysis
  }

  private func categorized(_ outcome: GrokkingTimeOutcome) -> CategoryRun {
    let point = points[outcome.point]
    let times = outcome.record.times
    var place = point.coordinates.numbersAndWords.numbers
    place["size"] = .integer(outcome.run.size)
    return CategoryRun(
      words: point.words, place: place, dataSeed: outcome.run.dataSeed, modelSeed: outcome.run.modelSeed,
      memorization: times.memorization, grokking: times.grokking)
  }

  /// The runs as the table that is fitted; of runs with the same training set and weights only one counts.
  private func table(of outcomes: [GrokkingTimeOutcome]) -> GrokkingTable {
    var axes: [String] = []
    var seen: Set<String> = []
    var repeated = 0
    var runs: [GrokkingRun] = []
    var origins: [String] = []
    for outcome in outcomes {
      let point = points[outcome.point]
      for axis in point.coordinates.keys where point.numbers[axis] != nil && !axes.contains(axis) { axes.append(axis) }
      let run = outcome.run
      let key = "\(point.coordinates.sentence), \(run.size), \(run.dataSeed), \(run.modelSeed)"
      guard seen.insert(key).inserted else {
        repeated += 1
        continue
      }
      runs.append(
        outcome.record.grokkingRun(axes: point.numbers, dataSeed: run.dataSeed, modelSeed: run.modelSeed))
      origins.append(run.label)
    }
    let totals = Set(outcomes.map(\.run.point.sizes.table))
    var table = GrokkingTable(runs: runs)
    table.total = totals.count == 1 ? totals.first.map(Double.init) : nil
    table.axes = axes
    let known = Set(outcomes.flatMap { $0.record.covariates.filter { $0.value != nil }.map(\.name) })
    table.covariates = (outcomes.first?.record.covariates ?? []).map(\.name).filter(known.contains)
    table.origins = origins
    if repeated > 0 {
      table.notes.append(
        "\(repeated) of \(outcomes.count) runs have the rows and the seeds of others, as their sizes round to the same number; each counts once"
      )
    }
    return table
  }

  private func divergence(_ outcome: GrokkingTimeOutcome) -> String? {
    outcome.record.divergenceStep.map { step in
      let cause = outcome.record.divergenceCause
      return "\(outcome.run.label) at step \(NumberFormat.counted(Int(step)))\(cause.isEmpty ? "" : ": \(cause)")"
    }
  }

  /// Runs whose numbers ceased to be finite count as censored where they ended.
  private func divergences(_ outcomes: [GrokkingTimeOutcome]) -> [String] {
    let diverged = outcomes.filter { $0.record.divergenceStep != nil }
    guard let first = diverged.first, let step = first.record.divergenceStep else { return [] }
    let cause = first.record.divergenceCause
    return [
      "\(diverged.count) of \(outcomes.count) runs diverged and are censored where they ended; the first (\(first.run.label)) "
        + "at step \(NumberFormat.counted(Int(step)))\(cause.isEmpty ? "" : ": \(cause)")"
    ]
  }

  private func curves(_ outcomes: [GrokkingTimeOutcome]) -> [Figure] {
    var places: [Record] = []
    for outcome in outcomes {
      let place = points[outcome.point].coordinates
      if !places.contains(place) { places.append(place) }
    }
    return places.prefix(Self.drawnPlaces).enumerated().compactMap { index, place in
      LearningCurveFigure(
        outcomes: outcomes.filter { points[$0.point].coordinates == place }, place: place.sentence,
        suffix: places.count > 1 ? "-\(index + 1)" : ""
      ).figure
    }
  }
}
