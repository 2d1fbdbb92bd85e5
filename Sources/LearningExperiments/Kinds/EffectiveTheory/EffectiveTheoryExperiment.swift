// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Randomness
import Runs
import Settings
import Training

/// All points of an `effective-theory` scenario as tasks, and what their results say.
struct EffectiveTheoryExperiment: Experiment {
  let points: [EffectiveTheoryPoint]
  let tasks: [TaskOutline]
  private let assignments: [Assignment]

  private enum Work: Sendable {
    case draws(DrawBlock)
    case network(EmbeddedRun)
  }

  private struct Assignment: Sendable {
    var point: Int
    var work: Work
  }

  /// Draws are cut into so many tasks at most.
  private static let blocks = 16
  private static let smallestBlock = 64
  /// Additions of rows that a processor does in a second with ten symbols; rough.
  private static let rowsPerSecond = 4e5
  /// A hidden layer of the toy decoder has forty thousand weights; rough.
  private static let weights = 50_000

  init(points: [EffectiveTheoryPoint]) {
    self.points = points
    assignments = points.enumerated().flatMap { index, point in
      let length = max(Self.smallestBlock, (point.draws + Self.blocks - 1) / Self.blocks)
      let draws = stride(from: 0, to: point.draws, by: length).map {
        Assignment(point: index, work: .draws(DrawBlock(point: point, draws: $0..<min($0 + length, point.draws))))
      }
      let runs = (point.training.map { training in training.runs.map { (training, $0) } } ?? []).map {
        Assignment(point: index, work: .network(EmbeddedRun(training: $0.0, run: $0.1, table: point.table)))
      }
      return draws + runs
    }
    tasks = assignments.map { assignment in
      let place = points[assignment.point].position.coordinates.sentence
      let label: String
      switch assignment.work {
      case .draws(let block): label = "draws \(block.draws.lowerBound) to \(block.draws.upperBound - 1)"
      case .network(let run): label = "\(run.run.size) rows, split \(run.run.dataSeed), weights \(run.run.modelSeed)"
      }
      return TaskOutline(
        [place, label].filter { !$0.isEmpty }.joined(separator: ", "), cost: Self.cost(assignment.work))
    }
  }

  /// About how many seconds a task takes.
  private static func cost(_ work: Work) -> Double {
    switch work {
    case .draws(let block):
      let scale = Double(block.point.table.symbols) / 10
      return Double(block.draws.count * block.point.table.rows) / rowsPerSecond * scale * scale
    case .network(let run):
      return TrainingCost.operations(weights: weights, examples: run.run.size, steps: run.training.plan.steps)
        / TrainingCost.operationsPerSecond
    }
  }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit {
    WorkUnit(
      "rows and steps", costPerSecond: 1,
      total: assignments.reduce(0) { sum, assignment in
        switch assignment.work {
        case .draws(let block): sum + Double(block.draws.count * block.point.table.rows)
        case .network(let run): sum + Double(run.training.plan.steps)
        }
      })
  }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    switch assignments[task].work {
    case .draws(let block): try block.perform(in: context)
    case .network(let run): try run.perform(in: context)
    }
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let outcomes = points.enumerated().map { index, point in
      var blocks: [Dataset] = []
      var networks: [TrainedEmbedding] = []
      for (task, assignment) in assignments.enumerated() where assignment.point == index {
        guard let result = results[task] else { continue }
        switch assignment.work {
        case .draws: blocks.append(result)
        case .network(let run):
          if let network = TrainedEmbedding(result, of: run, point: point) { networks.append(network) }
        }
      }
      return TheoryOutcome(point: point, blocks: blocks, networks: networks)
    }
    return EffectiveTheoryAnalysis(outcomes: outcomes).analysis
  }
}
