// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings
import Training

/// All runs of a `finite-size` scenario as tasks, and what their results say.
struct FiniteSizeExperiment: Experiment {
  let points: [FiniteSizePoint]
  let tasks: [TaskOutline]
  private let runs: [Entry]

  /// A run with what it belongs to.
  private struct Entry: Sendable {
    let point: Int
    let modulus: Int
    let run: SweepRun
  }

  /// The file that holds one row a run, as a table that can be analyzed again.
  static let runsFile = "runs.csv"

  init(points: [FiniteSizePoint]) {
    self.points = points
    runs = points.enumerated().flatMap { index, point in
      point.systems.flatMap { modulus, sweep in
        point.seeds.runs(of: sweep).map { Entry(point: index, modulus: modulus, run: $0) }
      }
    }
    tasks = runs.map(\.run.outline)
  }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit {
    WorkUnit(
      "steps", costPerSecond: TrainingCost.operationsPerSecond,
      total: runs.reduce(0) { $0 + Double($1.run.point.plan.steps) })
  }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset { try runs[task].run.perform(in: context) }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let records = results.map { $0.map { SweepRecord(data: $0) } }
    let parts = points.indices.map { index -> (place: Record, analysis: Analysis) in
      let point = points[index]
      var observations: [FiniteSizeObservation] = []
      var lost = 0
      for (entry, record) in zip(runs, records) where entry.point == index {
        guard let record else { continue }
        guard record.divergenceStep == nil, let value = point.order.value(of: record) else {
          lost += 1
          continue
        }
        observations.append(
          FiniteSizeObservation(
            size: Double(entry.modulus), fraction: Double(entry.run.size) / Double(entry.run.point.sizes.table),
            split: entry.run.dataSeed, value: value, isUnfinished: FiniteSizeOrder.isUnfinished(record)))
      }
      var analysis = FiniteSizeAnalysis(
        observations: observations, orderName: point.order.name, settings: point.settings
      ).analysis
      if lost > 0 { analysis.warnings.append("\(lost) runs diverged and are left out") }
      return (point.position.coordinates, analysis)
    }
    var analysis = Analysis(joining: parts)
    analysis.findings += differences(records)
    analysis.files.append(Analysis.File(Self.runsFile, table(records)))
    return analysis
  }

  /// How the order parameter differs between the words of a sweep.
  private func differences(_ records: [SweepRecord?]) -> [Finding] {
    OrderDifferences(
      runs: zip(runs, records).compactMap { entry, record in
        let point = points[entry.point]
        guard let record, record.divergenceStep == nil, let value = point.order.value(of: record) else { return nil }
        let (numbers, words) = point.position.coordinates.numbersAndWords
        return OrderDifferences.Run(
          words: words, place: numbers, size: entry.modulus, rows: entry.run.size, dataSeed: entry.run.dataSeed,
          modelSeed: entry.run.modelSeed, value: value)
      }
    ).findings
  }

  /// One row a run, with the columns that a table of this analysis has.
  private func table(_ records: [SweepRecord?]) -> String {
    let axes = points.first?.position.coordinates.keys ?? []
    let heads = ["size", "fraction", "seed", "model_seed", "value"] + axes
    let lines = zip(runs, records).compactMap { entry, record -> [String]? in
      guard let record, let value = points[entry.point].order.value(of: record) else { return nil }
      let coordinates = points[entry.point].position.coordinates
      return [
        "\(entry.modulus)", (Double(entry.run.size) / Double(entry.run.point.sizes.table)).shortest,
        "\(entry.run.dataSeed)", "\(entry.run.modelSeed)", value.shortest,
      ] + axes.map { coordinates[$0].map { $0.asNumber?.shortest ?? $0.asText ?? "" } ?? "" }
    }
    return ([heads] + lines).map { DelimitedText.line($0) }.joined()
  }
}
