// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings
import Training

/// One point of a sweep of many lean training runs: all that decides them, but no examples.
///
/// Each task makes its examples for itself, so that a sweep of many thousand runs is decoded at once and needs little memory.
struct SweepPoint: ExperimentPoint {
  let position: SweepPosition
  let task: any LearningTask
  /// How the table is split by the first data seed.
  let split: SplitSettings
  let model: any Model
  let loss: Loss
  let precision: Precision
  /// How a run is trained; a batch that is not smaller than the training set is all of it.
  let plan: TrainingPlan
  let criteria: GrokkingCriteria
  /// The weights to start from, if a file gives them.
  let givenWeights: [Double]?
  /// How many answers there are.
  let classes: Int
  /// How many weights the network has.
  let weights: Int
  /// The training sets of the sweep; by default that of `data`.
  let sizes: TrainingSizes

  /// The keys of a sweep of lean runs; `sizes` is left out where it is no key of the experiment.
  static let parameters = RunSettings.parameters()

  /// Decodes one point; `nil` when problems were reported.
  ///
  /// Tasks without classes are refused: without accuracies there are no times.
  ///
  /// - Parameters:
  ///   - reader: the scenario at this point.
  ///   - position: where in the sweep it stands.
  ///   - readsSizes: whether `sizes` is a key of the experiment; else there is only the size of `data`.
  ///   - defaults: what counts as memorized and grokked by default.
  ///   - stopRule: when a run ends early, unless `stop` says something else; by default when it has grokked for good.
  init?(
    _ reader: Reader, at position: SweepPosition, readsSizes: Bool = false,
    defaults: GrokkingCriteria = GrokkingCriteria(), stopRule: (GrokkingCriteria) -> StopRule = \.stopRule
  ) {
    let before = reader.log.problems.count
    var sizes: TrainingSizes?
    let settings = RunSettings(
      reader, at: position, stopsWhenGrokked: true, defaults: defaults, stopRule: stopRule
    ) { problem in
      guard case .labels = problem.examples.targets else {
        reader.report(
          "the answers of \(problem.data.task.name) are numbers and not classes: there is no accuracy, so that nothing "
            + "can be memorized or grokked. The experiment 'training' shows its losses.", at: "task")
        return nil
      }
      sizes =
        readsSizes
        ? TrainingSizes.read(reader, for: problem)
        : TrainingSizes(rows: [problem.split.train.count], table: problem.examples.count)
      return sizes?.rows.first
    }
    guard let settings, let sizes, let classes = settings.classes, reader.log.problems.count == before else {
      return nil
    }
    self.position = position
    task = settings.problem.data.task
    split = settings.problem.data.settings
    model = settings.problem.model
    loss = settings.problem.loss
    precision = settings.problem.precision
    plan = settings.plan
    criteria = settings.criteria
    givenWeights = settings.givenWeights
    self.classes = classes
    weights = settings.layout.count
    self.sizes = sizes
  }

  /// What a run learns: the training set of so many rows drawn by a data seed.
  ///
  /// A larger set of the same data seed contains the smaller ones.
  func problem(size: Int, dataSeed: Int) throws(Problem) -> LearningProblem {
    var settings = split
    settings.size = .count(size)
    settings.seed &+= UInt64(dataSeed)
    let data = try LearningData(task: task, settings: settings, seed: position.seed)
    return try LearningProblem(data: data, model: model, loss: loss, precision: precision, seed: position.seed)
  }

  /// How a run with so many training examples goes.
  func plan(size: Int) -> TrainingPlan {
    var plan = plan
    if let batch = plan.batch, batch >= size { plan.batch = nil }
    return plan
  }

  /// About how many multiplications and additions a run of a size costs when it takes all of its steps.
  func operations(size: Int) -> Double {
    TrainingCost.operations(
      weights: weights, examples: min(plan.batch ?? size, size), steps: plan.steps)
  }
}
