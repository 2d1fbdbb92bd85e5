// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings
import Training

/// All runs of a `grokking-time` scenario as tasks, and what their results say.
struct GrokkingTimeExperiment: Experiment {
  let points: [GrokkingTimePoint]
  let tasks: [TaskOutline]
  private let runs: [(point: Int, run: SweepRun)]

  init(points: [GrokkingTimePoint]) {
    self.points = points
    runs = points.enumerated().flatMap { index, point in point.seeds.runs(of: point.sweep).map { (index, $0) } }
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
    let outcomes = zip(runs, results).compactMap { entry, data in
      data.map { GrokkingTimeOutcome(point: entry.point, run: entry.run, record: SweepRecord(data: $0)) }
    }
    var analysis = GrokkingTimeAnalysis(points: points, outcomes: outcomes).analysis
    analysis.results = GrokkingTimeResults(points: points, results: results).dataset
    return analysis
  }
}
