// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Runs
import Settings
import Statistics

/// All points and methods of an `escape-rate` scenario as tasks, and what their results say.
struct EscapeRateExperiment: Experiment {
  let points: [EscapeRatePoint]
  /// What each task does, in the order of their indices.
  private let assignments: [Assignment]
  let tasks: [TaskOutline]
  private let walkerSteps: Double

  private struct Assignment: Sendable {
    var point: Int
    var method: any RateMethod
    var part: Int
  }

  init(points: [EscapeRatePoint]) {
    self.points = points
    var assignments: [Assignment] = []
    var tasks: [TaskOutline] = []
    var steps = 0.0
    for (index, point) in points.enumerated() {
      for method in point.methods.compactMap(RateMethodCatalogue.named) {
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

  var generator: String {
    var names: [String] = []
    for point in points where !names.contains(point.noise.name) { names.append(point.noise.name) }
    return names.joined(separator: ", ")
  }

  var work: WorkUnit {
    WorkUnit("walker-steps", costPerSecond: 5e8, total: walkerSteps)
  }

  func perform(_ task: Int, in context: TaskContext) throws -> Dataset {
    let assignment = assignments[task]
    return try assignment.method.perform(part: assignment.part, of: points[assignment.point], in: context)
  }

  func analyze(_ results: [Dataset?]) -> Analysis {
    var rows = points.map { RateTable.Row(point: $0, quantities: [:]) }
    var passages = Array(repeating: PassageRecord(), count: points.count)
    for (index, point) in points.enumerated() {
      for method in point.methods.compactMap(RateMethodCatalogue.named) {
        let parts = assignments.indices
          .filter { assignments[$0].point == index && assignments[$0].method.name == method.name }
          .map { results[$0] }
        guard parts.contains(where: { $0 != nil }) else { continue }
        rows[index].quantities[method.name] = method.quantities(from: parts, of: point)
        if let simulation = method as? FirstPassageMethod {
          passages[index] = simulation.passages(from: parts, of: point)
        }
      }
    }
    return EscapeRateAnalysis(table: RateTable(rows: rows), passages: passages).analysis
  }
}
