// SPDX-License-Identifier: GPL-3.0-or-later
public import Runs
public import Settings

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

  /// Performs one task; called on any thread, possibly many at once.
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset

  /// Makes findings, tables, figures and an answer of the tasks' results, `nil` where a task failed.
  func analyze(_ results: [Dataset?]) -> Analysis
}

extension Experiment {
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

/// A kind of experiment: the word after `experiment:` with what belongs to it.
public struct ExperimentKind: Sendable {
  /// The name in a scenario.
  public let name: String
  /// The question that it answers.
  public let summary: String
  /// What can be set beside the keys that every scenario has.
  public let parameters: [Parameter]
  /// The methods that an expectation can name.
  public let methods: [String]
  /// What is told of the methods that a scenario can choose.
  public var methodDescriptions: [MethodDescription] = []
  /// A commented scenario to start from, as `ravine new` prints it.
  public let template: String
  /// Decodes one point of the sweep; problems go to the reader's log, the result is then `nil`.
  let decode: @Sendable (Reader, SweepPosition) -> (any ExperimentPoint)?
  /// Joins the decoded points.
  let assemble: @Sendable ([any ExperimentPoint]) -> any Experiment
}

/// What is told of a method of an experiment.
public struct MethodDescription: Sendable, Equatable {
  /// The name in `methods:`.
  public var name: String
  /// One line for `ravine list methods`.
  public var summary: String
  /// The formula or procedure in a few words, for `ravine describe`.
  public var formula: String
}

/// Where in the sweep a decoded point stands.
public struct SweepPosition: Sendable, Equatable {
  /// Counted from zero, the first axis slowest.
  public var index: Int
  /// The coordinates under their dotted paths.
  public var coordinates: Record
  /// The seed of the scenario.
  public var seed: UInt64
  /// The sizes of the sweep's dimensions: one an axis of a grid, a single one for axes that are walked together.
  public var shape: [Int] = []
}

/// What an experiment decodes from one point of the sweep.
public protocol ExperimentPoint: Sendable {}

/// All kinds of experiments: one file each, one word here.
public enum ExperimentCatalogue {
  /// In the order of the documentation.
  public static let kinds: [ExperimentKind] = [
    EscapeRate.kind, Equilibrium.kind, Relaxation.kind, ScheduleComparison.kind, Diffusion.kind, TrainingRuns.kind,
    GrokkingTime.kind, GrokkingFit.kind, PhaseDiagram.kind, EffectiveTheoryRuns.kind,
  ]
}
