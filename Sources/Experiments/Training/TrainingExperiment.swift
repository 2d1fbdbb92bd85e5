// SPDX-License-Identifier: GPL-3.0-or-later
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
      let point = points[assignment.point]
      let words = ["replica \(assignment.replica)", point.position.coordinates.sentence].filter { !$0.isEmpty }
      // Two multiplications and additions a weight and example forward, twice that backward.
      let operations = 6 * Double(point.layout.count) * Double(point.batch)
      return TaskOutline(words.joined(separator: ", "), cost: Double(point.plan.steps) * operations)
    }
  }

  var generator: String { NoiseGenerator.philox.name }

  var work: WorkUnit {
    WorkUnit(
      "steps", costPerSecond: Self.operationsPerSecond,
      total: assignments.reduce(0) { $0 + Double(points[$1.point].plan.steps) })
  }

  /// What a processor does of the multiplications above, those that equal rows save included; rough.
  static let operationsPerSecond = 1e11

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    let point = points[assignment.point]
    let name =
      points.count > 1 ? "point-\(assignment.point)-replica-\(assignment.replica)" : "replica-\(assignment.replica)"
    switch point.problem.precision {
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
            ReplicaRecord(data: $0), replica: assignments[task].replica, criteria: point.criteria,
            classes: point.classes)
        }
      }
      return PointOutcome(
        coordinates: point.position.coordinates, runs: runs, criteria: point.criteria, classes: point.classes,
        budget: point.plan.steps)
    }
    return TrainingAnalysis(points: outcomes, results: merged(results)).analysis
  }

  /// All tasks in one data set: the axes of the sweep, then the replicas.
  private func merged(_ results: [Dataset?]) -> Dataset {
    let sweep = SweepGrid(points.map(\.position.coordinates))
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
