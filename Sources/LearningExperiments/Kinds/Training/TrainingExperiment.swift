// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Randomness
import Runs
import Settings
import Training

/// All points and replicas of a `training` scenario as tasks, and what their results say.
struct TrainingExperiment: Experiment {
  let points: [TrainingPoint]
  let tasks: [TaskOutline]
  private let assignments: [Assignment]

  private struct Assignment: Sendable {
    var point: Int
    var replica: Int
  }

  init(points: [TrainingPoint]) {
    self.points = points
    assignments = points.indices.flatMap { index in
      (0..<points[index].replicas).map { Assignment(point: index, replica: $0) }
    }
    tasks = assignments.map { assignment in
      let settings = points[assignment.point].settings
      let words = ["replica \(assignment.replica)", settings.position.coordinates.sentence].filter { !$0.isEmpty }
      let cost = TrainingCost.operations(
        weights: settings.layout.count, examples: settings.batch, steps: max(settings.plan.steps, 1))
      return TaskOutline(words.joined(separator: ", "), cost: cost)
    }
  }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit {
    WorkUnit(
      "steps", costPerSecond: TrainingCost.operationsPerSecond,
      total: assignments.reduce(0) { $0 + Double(points[$1.point].settings.plan.steps) })
  }

  /// A run goes on to more steps, unless the steps before depend on how many there are.
  var growingKeys: Set<String> {
    let canGrow = points.allSatisfy {
      !$0.settings.plan.dependsOnLength && $0.settings.position.coordinates["steps"] == nil
    }
    return canGrow ? ["steps"] : []
  }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    let point = points[assignment.point]
    let name =
      points.count > 1 ? "point-\(assignment.point)-replica-\(assignment.replica)" : "replica-\(assignment.replica)"
    switch point.settings.problem.precision {
    case .single:
      return try ReplicaTraining<Float>(point: point, replica: assignment.replica, name: name, context: context)
        .perform()
    case .double:
      return try ReplicaTraining<Double>(point: point, replica: assignment.replica, name: name, context: context)
        .perform()
    }
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    let outcomes = points.enumerated().map { index, point in
      let runs = assignments.indices.filter { assignments[$0].point == index }.compactMap { task -> RunOutcome? in
        results[task].map {
          RunOutcome(
            ReplicaRecord(data: $0), replica: assignments[task].replica, criteria: point.settings.criteria,
            classes: point.settings.classes)
        }
      }
      return PointOutcome(
        coordinates: point.settings.position.coordinates, runs: runs, criteria: point.settings.criteria,
        classes: point.settings.classes, budget: point.settings.plan.steps)
    }
    var analysis = TrainingAnalysis(points: outcomes, results: merged(results)).analysis
    UnreachedEvents(points.map { ($0.settings.position.coordinates, $0.settings.plan) }).mark(&analysis)
    return analysis
  }

  /// All tasks in one data set: the axes of the sweep, then the replicas.
  private func merged(_ results: [Dataset?]) -> Dataset {
    let sweep = SweepGrid(points.map(\.settings.position.coordinates))
    let replicas = points.map(\.replicas).max() ?? 1
    var start = Dataset()
    sweep.addCoordinates(to: &start)
    start.add("replica", Array(0..<replicas), over: ["replica": replicas], longName: "independent initialization")
    let parts = sweep.order.flatMap { point in
      (0..<replicas).map { replica -> Dataset? in
        guard let point,
          let task = assignments.firstIndex(where: { $0.point == point && $0.replica == replica })
        else { return nil }
        return results[task]
      }
    }
    return DatasetStack(parts, along: sweep.shape + [(dimension: "replica", size: replicas)], after: start).dataset
  }
}
