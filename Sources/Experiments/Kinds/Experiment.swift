// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs

/// An experiment: which tasks it consists of, how one is performed, and what the results say.
///
/// A task is a pure function of the scenario and its own index. Its random numbers come from streams named after the
/// scenario's seed, the point of the sweep and the walker, so the results depend neither on the number of threads nor
/// on the order in which tasks are performed, and a stopped run goes on where it stopped.
public protocol Experiment: Sendable {
  /// The tasks in the order of their indices.
  var tasks: [TaskOutline] { get }

  /// The random-number generator, for the provenance.
  var generator: String { get }

  /// What the work is counted in and how fast it goes.
  var work: WorkUnit { get }

  /// The tasks to perform next, given the results so far (`nil` where a task has none); asked again after each wave,
  /// until it names nothing that is unfinished. It may depend on the results alone, so that a stopped run goes on alike.
  func wave(after results: [Dataset?]) -> [Int]

  /// Keys of the scenario that may be larger than in the run that is continued: its tasks save the states in which they end and
  /// go on from them, with the results of a run that was never shorter.
  var growingKeys: Set<String> { get }

  /// Performs one task; called on any thread, possibly many at once.
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset

  /// Makes findings, tables, figures and an answer of the tasks' results, `nil` where a task failed.
  func analyze(_ results: [Dataset?]) -> Analysis
}

extension Experiment {
  /// None.
  public var growingKeys: Set<String> { [] }

  /// All tasks at once.
  public func wave(after results: [Dataset?]) -> [Int] { Array(tasks.indices) }
}

/// What the work of an experiment is counted in.
public struct WorkUnit: Sendable, Equatable {
  /// The unit, a plural: `walker-steps`.
  public var name: String
  /// How many units of a task's cost a processor does in a second, for the estimate before a run; rough.
  public var costPerSecond: Double
  /// How many units of work all tasks have.
  public var total: Double

  /// A unit of work.
  public init(_ name: String, costPerSecond: Double, total: Double) {
    self.name = name
    self.costPerSecond = costPerSecond
    self.total = total
  }
}
