// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Runs
import Settings

/// A point of a sweep at which several methods are at work.
protocol MethodicalPoint: ExperimentPoint {
  /// Where in the sweep it stands.
  var position: SweepPosition { get }
  /// The names of the methods, in the order of the scenario.
  var methods: [String] { get }
  /// Where its random numbers come from.
  var noise: NoiseGenerator { get }
}

/// The parts of all methods at all points of a sweep as the tasks of an experiment.
struct MethodTasks<Point: MethodicalPoint>: Sendable {
  let points: [Point]
  /// What each task does, in the order of their indices.
  private let assignments: [Assignment]
  let tasks: [TaskOutline]
  /// The walker-steps of all tasks together.
  let walkerSteps: Double
  private let catalogue: [any ExperimentMethod<Point>]

  private struct Assignment: Sendable {
    var point: Int
    var method: any ExperimentMethod<Point>
    var part: Int
  }

  init(points: [Point], catalogue: [any ExperimentMethod<Point>]) {
    self.points = points
    self.catalogue = catalogue
    var assignments: [Assignment] = []
    var tasks: [TaskOutline] = []
    var steps = 0.0
    for (index, point) in points.enumerated() {
      for method in point.methods.compactMap({ catalogue.named($0) }) {
        for (number, part) in method.parts(of: point).enumerated() {
          assignments.append(Assignment(point: index, method: method, part: number))
          steps += part.steps ?? part.cost
          let words = [method.name, part.label, point.position.coordinates.sentence].filter { !$0.isEmpty }
          tasks.append(TaskOutline(words.joined(separator: ", "), cost: part.cost))
        }
      }
    }
    self.assignments = assignments
    self.tasks = tasks
    walkerSteps = steps
  }

  /// Performs one task.
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    return try assignment.method.perform(part: assignment.part, of: points[assignment.point], in: context)
  }

  /// The results of a point by method, in the order of the parts, for methods of which anything is finished.
  func results(_ results: [Dataset?], of point: Int) -> [(method: any ExperimentMethod<Point>, parts: [Dataset?])] {
    points[point].methods.compactMap { catalogue.named($0) }.compactMap { method in
      let parts = assignments.indices
        .filter { assignments[$0].point == point && assignments[$0].method.name == method.name }
        .map { results[$0] }
      return parts.contains { $0 != nil } ? (method, parts) : nil
    }
  }
}
