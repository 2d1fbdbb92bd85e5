// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs
import Settings

/// The parts of all methods at all points of a sweep as the tasks of an experiment.
public struct MethodTasks<Point: MethodicalPoint>: Sendable {
  /// The points of the sweep.
  public let points: [Point]
  /// The tasks: point by point, method by method, part by part.
  public let tasks: [TaskOutline]
  /// The walker-steps of all tasks together.
  public let walkerSteps: Double
  private let assignments: [Assignment]

  private struct Assignment: Sendable {
    var point: Int
    var method: any ExperimentMethod<Point>
    var part: Int
  }

  /// All parts of the points' methods.
  ///
  /// - Parameter namesMethods: whether the tasks are called by their methods, as they should be where there are several.
  public init(points: [Point], namesMethods: Bool = true) {
    self.points = points
    var assignments: [Assignment] = []
    var tasks: [TaskOutline] = []
    var steps = 0.0
    for (index, point) in points.enumerated() {
      for method in point.methods {
        for (number, part) in method.parts(of: point).enumerated() {
          assignments.append(Assignment(point: index, method: method, part: number))
          steps += part.steps ?? part.cost
          let words = [namesMethods ? method.name : "", part.label, point.position.coordinates.sentence].filter {
            !$0.isEmpty
          }
          tasks.append(TaskOutline(words.joined(separator: ", "), cost: part.cost))
        }
      }
    }
    self.assignments = assignments
    self.tasks = tasks
    walkerSteps = steps
  }

  /// Performs one task.
  public func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    return try assignment.method.perform(part: assignment.part, of: points[assignment.point], in: context)
  }

  /// What the methods found at all points, given the results of the tasks; `nil` where there is none.
  public func table(of results: [Dataset?]) -> ResultTable<Point> {
    var parts = points.map { _ in [String: [Dataset?]]() }
    for (assignment, result) in zip(assignments, results) {
      parts[assignment.point][assignment.method.name, default: []].append(result)
    }
    let rows = points.indices.map { index in
      ResultTable<Point>.Row(
        index: index, point: points[index], parts: parts[index].filter { $0.value.contains { $0 != nil } })
    }
    return ResultTable(rows: rows)
  }
}
