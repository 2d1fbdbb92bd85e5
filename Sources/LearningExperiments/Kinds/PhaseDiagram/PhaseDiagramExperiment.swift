// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Randomness
import Runs
import Settings
import Training

/// All cells and seeds of a phase diagram as tasks, in waves where it is refined.
///
/// The tasks of a cell follow one another: those of the first data seed with all model seeds, those of the second, ….
struct PhaseDiagramExperiment: Experiment {
  let points: [PhaseDiagramPoint]
  let tasks: [TaskOutline]
  private let runs: [SweepRun]
  private let grid: SweepGrid
  private let refinement: GridRefinement

  init(points: [PhaseDiagramPoint]) {
    self.points = points
    runs = points.flatMap { $0.seeds.runs(of: $0.sweep) }
    // Whether a run ends early is not known before: what is stated is what it can cost.
    tasks = runs.map { TaskOutline($0.label, cost: $0.point.operations(size: $0.size)) }
    grid = SweepGrid(points.map(\.sweep.position.coordinates))
    let (data, model) = points.first.map { ($0.seeds.data, $0.seeds.model) } ?? (1, 1)
    let refine = points.first?.refinement
    let shape = grid.shape.map(\.size)
    refinement = GridRefinement(
      rows: shape.first ?? 1, columns: shape.count > 1 ? shape[1] : points.count, levels: refine?.levels ?? 0,
      firstRuns: (refine?.firstSeeds ?? data) * model, allRuns: data * model, certainty: refine?.certainty ?? 0)
  }

  private var runsPerCell: Int { refinement.allRuns }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit {
    WorkUnit(
      "steps", costPerSecond: TrainingCost.operationsPerSecond,
      total: runs.reduce(0) { $0 + Double($1.point.plan.steps) })
  }

  func wave(after results: [Dataset?]) -> [Int] {
    let visit = visit(phases(results))
    return visit.runs.indices.flatMap { cell in (0..<visit.runs[cell]).map { cell * runsPerCell + $0 } }
  }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset { try runs[task].perform(in: context) }

  /// The phase of each task that is finished.
  private func phases(_ results: [Dataset?]) -> [LearningPhase?] {
    zip(runs, results).map { run, result in
      result.map { LearningPhase(SweepRecord(data: $0).times, delay: run.point.criteria.delay) }
    }
  }

  private func visit(_ phases: [LearningPhase?]) -> GridRefinement.Visit {
    refinement.visit { cell, runs in
      let found = phases[cell * runsPerCell..<cell * runsPerCell + runs].compactMap { $0 }
      return found.count == runs ? PhaseTally(found) : nil
    }
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let visit = visit(phases(results))
    let cells = points.indices.map { cell in
      PhaseCell(
        coordinates: points[cell].sweep.position.coordinates, criteria: points[cell].sweep.criteria,
        runs: (0..<visit.runs[cell]).compactMap { number in
          let task = cell * runsPerCell + number
          return results[task].map {
            PhaseCell.Run(
              SweepRecord(data: $0), dataSeed: runs[task].dataSeed, modelSeed: runs[task].modelSeed,
              delay: runs[task].point.criteria.delay)
          }
        })
    }
    let diagram = PhaseMap(
      cells: cells, rows: refinement.rows, columns: refinement.columns, sources: visit.sources,
      firstRuns: refinement.firstRuns, allRuns: refinement.allRuns, isRefined: points.first?.refinement != nil)
    var analysis = PhaseAnalysis(map: diagram, results: merged(results, diagram)).analysis
    UnreachedEvents(points.map { ($0.sweep.position.coordinates, $0.sweep.plan) }).mark(&analysis)
    return analysis
  }

  /// The numbers of all runs over the axes and the seeds, then those of the cells; the curves stay in the tasks' files.
  private func merged(_ results: [Dataset?], _ diagram: PhaseMap) -> Dataset {
    let (data, model) = points.first.map { ($0.seeds.data, $0.seeds.model) } ?? (1, 1)
    var start = Dataset()
    grid.addCoordinates(to: &start)
    start.add("data_seed", Array(0..<data), over: ["data_seed": data], longName: "training set")
    start.add("model_seed", Array(0..<model), over: ["model_seed": model], longName: "initial weights")
    let parts = grid.order.flatMap { cell in
      (0..<runsPerCell).map { run in cell.flatMap { results[$0 * runsPerCell + run] }.map(\.scalars) }
    }
    let seeds = [(dimension: "data_seed", size: data), (dimension: "model_seed", size: model)]
    var merged = DatasetStack(parts, along: grid.shape + seeds, after: start).dataset
    diagram.addVariables(to: &merged, along: grid.shape)
    return merged
  }
}

extension Dataset {
  /// The variables without dimensions.
  fileprivate var scalars: Dataset {
    var result = Dataset()
    for variable in variables where variable.dimensions.isEmpty {
      result.add(variable.name, variable.values, shape: [], units: variable.units, longName: variable.longName)
    }
    return result
  }
}
