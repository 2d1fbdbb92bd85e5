// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Runs
import Settings

/// An experiment whose tasks are the parts of methods at the points of a sweep; it says only what the results mean.
protocol MethodicalExperiment: Experiment {
  /// What is decoded from one point of the sweep.
  associatedtype Point: MethodicalPoint

  /// The parts of all methods at all points.
  var parts: MethodTasks<Point> { get }

  /// Walker-steps of one coordinate that a processor does in a second; rough.
  static var costPerSecond: Double { get }
}

extension MethodicalExperiment {
  /// The points of the sweep.
  var points: [Point] { parts.points }
  /// The parts as tasks.
  var tasks: [TaskOutline] { parts.tasks }
  /// The generators of all points, each once.
  var generator: String { points.map(\.noise).sentence }
  /// Walker-steps.
  var work: WorkUnit { WorkUnit("walker-steps", costPerSecond: Self.costPerSecond, total: parts.walkerSteps) }

  /// Performs one part.
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset { try parts.perform(task, in: context) }
}
