// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings

/// The tables of a `finite-size-fit` scenario: a task copies one into the run's directory, and the copies are analyzed.
struct FiniteSizeFitExperiment: Experiment {
  let points: [FiniteSizeFitPoint]

  private enum Name {
    static let size = "system_size"
    static let fraction = "fraction"
    static let split = "split"
    static let value = "order_parameter"
  }

  var tasks: [TaskOutline] { points.map { TaskOutline($0.path) } }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit { WorkUnit("tables", costPerSecond: 1, total: Double(points.count)) }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let contents = points[task].contents
    guard let runs = contents.table else { throw TableError([contents.absence]) }
    context.report(work: 1, fraction: 1)
    var data = Dataset()
    let count = runs.count
    data.add(Name.size, runs.map(\.size), over: ["run": count], longName: "size of the system")
    data.add(Name.fraction, runs.map(\.fraction), over: ["run": count], longName: "control parameter")
    data.add(Name.split, runs.map(\.split), over: ["run": count], longName: "training set")
    data.add(Name.value, runs.map(\.value), over: ["run": count], longName: "order parameter")
    return data
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let parts = zip(points, results).compactMap { point, data in
      data.map { data in
        let runs = Self.observations(data)
        return (
          place: point.position.coordinates,
          analysis: FiniteSizeAnalysis(
            observations: runs, orderName: "order parameter", settings: point.settings
          ).analysis
        )
      }
    }
    return Analysis(joining: parts)
  }

  private static func observations(_ data: Dataset) -> [FiniteSizeObservation] {
    let sizes = data.numbers(Name.size) ?? []
    let fractions = data.numbers(Name.fraction) ?? []
    let splits = data.numbers(Name.split) ?? []
    let values = data.numbers(Name.value) ?? []
    guard [fractions.count, splits.count, values.count].allSatisfy({ $0 == sizes.count }) else { return [] }
    return sizes.indices.map {
      FiniteSizeObservation(size: sizes[$0], fraction: fractions[$0], split: Int(splits[$0]), value: values[$0])
    }
  }
}
