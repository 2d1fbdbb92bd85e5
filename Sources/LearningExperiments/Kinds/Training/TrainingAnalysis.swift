// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of a `training` run.
struct TrainingAnalysis {
  let points: [PointOutcome]
  /// The results of all tasks in one data set, for `results.nc`.
  let results: Dataset
  /// The points, with seeds as repetitions.
  private let repeated: RepeatedPoints

  init(points: [PointOutcome], results: Dataset) {
    self.points = points
    self.results = results
    repeated = RepeatedPoints(points)
  }

  /// What tables and figures over the replicas speak of.
  private var conditions: [PointOutcome] { repeated.conditions.map(\.point) }

  /// Curves are drawn for at most so many points of a sweep.
  private static let drawnPoints = 6

  var analysis: Analysis {
    var result = Analysis()
    let contrasts = SweepContrasts(conditions: repeated.conditions).findings
    result.findings =
      points.flatMap { TrainingFindings(point: $0).ofRuns }
      + repeated.conditions.flatMap { ReplicaFindings(condition: $0).all } + contrasts
    result.answer = TrainingAnswer(points: conditions).sentence
    result.warnings = warnings
    result.failure = divergence.failure
    result.tables =
      points.count > 1
      ? [conditionTable, ContrastTable(findings: contrasts).table, runTable].compactMap { $0 } : [runTable]
    result.tables += [keptTable].compactMap { $0 }
    result.figures = figures
    result.results = results
    CategoryComparison(runs: repeated.categorized, omitsMeans: true).add(to: &result)
    return result
  }

  private var divergence: DivergedRuns {
    DivergedRuns(
      points.flatMap { point in
        point.runs.map { run in
          run.divergenceNote.map { "\(point.place.isEmpty ? "" : "\(point.place), ")replica \(run.replica): \($0)" }
        }
      })
  }

  private var warnings: [String] {
    [divergence.warning].compactMap { $0 }
      + points.flatMap { point in
        point.runs.compactMap { run in
          run.divergenceNote.map { note in
            (point.place.isEmpty ? "" : point.place + ", ") + "replica \(run.replica): \(note)"
          }
        }
      }
  }

  // MARK: - Tables

  /// One row a run: times and accuracies where answers are classes, losses where they are not.
  private var runTable: Table {
    let axes = points.first?.coordinates.keys ?? []
    let hasTimes = points.contains { !$0.timed.isEmpty }
    // Weights that are evaluated without a step have accuracies, but no times.
    let hasAccuracies = points.contains { $0.runs.contains { $0.record.last(ReplicaRecord.Name.trainAccuracy) != nil } }
    let columns =
      hasTimes
      ? ["replica", "t_mem", "t_grok", "gap", "sharpness k", "train", "test", "phase"]
      : hasAccuracies
        ? ["replica", "train loss", "test loss", "train", "test", ""] : ["replica", "train loss", "test loss", ""]
    let rows = points.flatMap { point in
      point.runs.map { run -> [String] in
        axes.map { cell(point.coordinates[$0]) } + ["\(run.replica)"]
          + (hasTimes ? timeCells(run) : lossCells(run, hasAccuracies))
      }
    }
    return Table(
      title: hasTimes
        ? "Training runs: times in steps, at the evaluations that saw them; accuracies at the end"
        : points.contains { $0.budget > 0 } ? "Training runs: losses at the end" : "The given weights",
      columns: axes + columns, rows: rows)
  }

  private func timeCells(_ run: RunOutcome) -> [String] {
    var sharpness = NumberFormat.nothing
    // The beginning of a rise that did not come to its end has no shape of its own.
    if run.times?.grokking.upper != nil, case .success(let shape) = run.shape,
      case .success(let sigmoid) = shape.sigmoid
    {
      sharpness = sigmoid.steepness.formatted
    }
    return [
      time(run.times?.memorization), time(run.times?.grokking), gap(run.times?.gap), sharpness,
      last(run, ReplicaRecord.Name.trainAccuracy), last(run, ReplicaRecord.Name.testAccuracy),
      run.isDiverged ? "diverged" : run.diagnosis?.phase.rawValue ?? NumberFormat.nothing,
    ]
  }

  private func lossCells(_ run: RunOutcome, _ hasAccuracies: Bool) -> [String] {
    [last(run, ReplicaRecord.Name.trainLoss), last(run, ReplicaRecord.Name.testLoss)]
      + (hasAccuracies
        ? [last(run, ReplicaRecord.Name.trainAccuracy), last(run, ReplicaRecord.Name.testAccuracy)] : [])
      + [run.isDiverged ? "diverged" : ""]
  }

  /// The files of weights along the runs.
  private var keptTable: Table? {
    let axes = points.first?.coordinates.keys ?? []
    let rows = points.flatMap { point in
      point.runs.flatMap { run in
        run.record.keptWeights.map { kept in
          axes.map { cell(point.coordinates[$0]) } + ["\(run.replica)", NumberFormat.counted(kept.step), kept.file]
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    return Table(title: "Weights along the runs", columns: axes + ["replica", "step", "file"], rows: rows)
  }

  private func last(_ run: RunOutcome, _ name: String) -> String {
    NumberFormat.formatted(run.record.last(name), accuracy: 5e-4)
  }

  private var conditionTable: Table {
    let axes = conditions.first?.coordinates.keys ?? []
    let rows = conditions.map { point in
      axes.map { cell(point.coordinates[$0]) } + [
        "\(point.reached(\.memorization)) of \(point.runs.count)", median(point.median(\.memorization)),
        "\(point.reached(\.grokking)) of \(point.runs.count)", median(point.median(\.grokking)),
        median(point.medianGap),
      ]
    }
    return Table(
      title: "Over the replicas (medians in steps)",
      columns: axes + ["memorized", "t_mem", "grokked", "t_grok", "gap"], rows: rows)
  }

  private func cell(_ value: Value?) -> String {
    value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? value?.described ?? ""
  }

  private func time(_ time: BracketedTime?) -> String {
    guard let time else { return NumberFormat.nothing }
    return time.upper.map { NumberFormat.counted(Int($0)) } ?? "> \(NumberFormat.counted(Int(time.lower)))"
  }

  private func gap(_ gap: Delay?) -> String {
    switch gap {
    case .known(let estimate)?: NumberFormat.counted(Int(estimate.value))
    case .atLeast(let bound)?: "> \(NumberFormat.counted(Int(bound)))"
    case nil: NumberFormat.nothing
    }
  }

  private func median(_ median: CensoredMedian?) -> String {
    guard let median else { return NumberFormat.nothing }
    guard let value = median.quantile.value else { return "> \(NumberFormat.counted(Int(median.horizon)))" }
    return NumberFormat.counted(Int(value.rounded()))
  }

  // MARK: - Figures

  private var figures: [Figure] {
    let drawn = conditions.enumerated().filter { !$0.element.runs.isEmpty }.prefix(Self.drawnPoints)
    let curves = drawn.map { index, point -> TrainingCurves in
      TrainingCurves(
        records: point.runs.map(\.record), place: point.place, suffix: conditions.count > 1 ? "-\(index + 1)" : "",
        memorized: point.median(\.memorization)?.quantile.value, grokked: point.median(\.grokking)?.quantile.value,
        chance: point.classes.map { 1 / Double($0) })
    }
    let overview: [Figure] = conditions.first?.coordinates.keys.compactMap(timesOver) ?? []
    return [
      overview, curves.compactMap(\.accuracies), curves.compactMap(\.losses), curves.compactMap(\.norms),
      representation,
    ]
    .flatMap { $0 }
  }

  /// The embedding of the first run that grokked, else of the first.
  private var representation: [Figure] {
    let grokked = conditions.first { $0.reached(\.grokking) > 0 }
    guard let point = grokked ?? conditions.first, let run = point.shown else { return [] }
    let words = ["replica \(run.replica)", point.place].filter { !$0.isEmpty }
    let name = words.joined(separator: ", ")
    return RepresentationFigures(record: run.record, name: name).all
      + [RuleFindings(run: run).figure(name: name)].compactMap { $0 }
  }

  /// Median times over an axis of numbers of the sweep.
  private func timesOver(_ axis: String) -> Figure? {
    var series: [Figure.Series] = []
    let times: [(String, KeyPath<GrokkingTimes, BracketedTime>)] = [
      ("memorization", \.memorization), ("grokking", \.grokking),
    ]
    for (label, time) in times {
      var groups: [(label: String, rows: [(x: Double, median: CensoredMedian)])] = []
      for point in conditions {
        guard let x = point.coordinates[axis]?.asNumber, let median = point.median(time), median.quantile.value != nil
        else { continue }
        var others = point.coordinates
        others[axis] = nil
        let name = others.keys.isEmpty ? label : "\(label), \(others.sentence)"
        if let index = groups.firstIndex(where: { $0.label == name }) {
          groups[index].rows.append((x, median))
        } else {
          groups.append((name, [(x, median)]))
        }
      }
      series += groups.map { group in
        let values = group.rows.map { $0.median.quantile.value ?? .nan }
        return Figure.Series(
          group.label, .points, x: group.rows.map(\.x), y: values,
          lower: group.rows.map { $0.median.interval?.lowerBound ?? $0.median.seen.first ?? .nan },
          upper: group.rows.map { $0.median.interval?.upperBound ?? $0.median.seen.last ?? .nan })
      }
    }
    let x = series.flatMap(\.x)
    guard Set(x).count > 1 else { return nil }
    let smallest = x.min() ?? 0
    return Figure(
      name: "times-over-\(axis.replacing(".", with: "-"))", title: "Memorization and grokking time over \(axis)",
      caption:
        "Kaplan–Meier medians over the replicas; bars are 95 % intervals, or all runs where these are too few. Points without a median are left out.",
      x: Figure.Axis(axis, isLogarithmic: smallest > 0 && (x.max() ?? 0) > 30 * smallest),
      y: Figure.Axis("step", isLogarithmic: true), series: series)
  }
}
