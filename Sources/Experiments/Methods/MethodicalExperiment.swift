// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs

/// An experiment whose tasks are the parts of methods at the points of a sweep; it says only what the results mean.
public protocol MethodicalExperiment: Experiment {
  /// What is decoded from one point of the sweep.
  associatedtype Point: MethodicalPoint

  /// The parts of all methods at all points.
  var parts: MethodTasks<Point> { get }

  /// Walker-steps of one coordinate that a processor does in a second; rough.
  static var costPerSecond: Double { get }

  /// What the numbers of all methods mean.
  func analyze(_ table: ResultTable<Point>) -> Analysis
}

extension MethodicalExperiment {
  /// The points of the sweep.
  public var points: [Point] { parts.points }

  /// The parts as tasks.
  public var tasks: [TaskOutline] { parts.tasks }

  /// The generators of all points, each once.
  public var generator: String { points.map(\.generator).distinct.joined(separator: ", ") }

  /// Walker-steps.
  public var work: WorkUnit { WorkUnit("walker-steps", costPerSecond: Self.costPerSecond, total: parts.walkerSteps) }

  /// Performs one part.
  public func perform(_ task: Int, in context: TaskContext) throws -> Dataset { try parts.perform(task, in: context) }

  /// Puts the results of all methods into one table, and analyzes that.
  public func analyze(_ results: [Dataset?]) -> Analysis { analyze(parts.table(of: results)) }
}
