// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings

/// The tables of a `grokking-fit` scenario: a task copies one into the run's directory, so that the run can be reported
/// without it, and the fits are made of the copies.
struct GrokkingFitExperiment: Experiment {
  let points: [GrokkingFitPoint]

  var tasks: [TaskOutline] { points.map { TaskOutline($0.path) } }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit { WorkUnit("tables", costPerSecond: 1, total: Double(points.count)) }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let contents = points[task].contents
    guard let table = contents.table else { throw TableError([contents.absence]) }
    context.report(work: 1, fraction: 1)
    return GrokkingTableDataset(table: table).dataset
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let parts = zip(points, results).compactMap { point, data in
      data.flatMap { GrokkingTable($0) }.map { table in
        (point.position.coordinates, CategorizedTableAnalysis(table: table, settings: point.settings).analysis)
      }
    }
    return Analysis(joining: parts)
  }
}
