// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Settings
import Training

/// All that decides a training run but its number: what is learned by which network, how, and what counts as grokked.
struct RunSettings: Sendable {
  let position: SweepPosition
  let problem: LearningProblem
  let plan: TrainingPlan
  let criteria: GrokkingCriteria
  /// The weights to start from, if a file gives them.
  let givenWeights: [Double]?

  /// Which tensor of the network lies where in the vector of its weights.
  var layout: ParameterLayout { problem.layout }

  /// How many answers there are; `nil` where they are not classes.
  var classes: Int? {
    if case .labels(_, let classes) = problem.examples.targets { classes } else { nil }
  }

  /// Examples that a step takes its gradient of.
  var batch: Int { plan.batch ?? problem.split.train.count }

  /// The weights of a replica before its first step.
  func initialWeights(of replica: Int) -> [Double] {
    givenWeights ?? layout.initialWeights(seed: position.seed, replica: UInt32(replica), scale: problem.model.scale)
  }
}

extension RunSettings {
  /// The keys of one training run.
  ///
  /// - Parameter criteria: what counts as memorized and grokked by default.
  static func parameters(_ criteria: GrokkingCriteria = GrokkingCriteria()) -> [Parameter] {
    LearningProblem.parameters + TrainingPlan.parameters + [
      Parameter(
        "measure", .record(GrokkingCriteria.parameters(criteria)), default: .record(Record()),
        "what counts as memorized and as grokked"),
      Parameter(
        "weights", .special("a safetensors file"), default: .null,
        "the weights to start from, under the names of the network; drawn by default"),
    ]
  }

  /// Decodes the keys of one training run; `nil` when problems were reported.
  ///
  /// - Parameters:
  ///   - reader: the scenario at this point of the sweep.
  ///   - position: where in the sweep it stands.
  ///   - stopsWhenGrokked: whether a run ends when it has grokked, unless `stop` says something else.
  ///   - defaults: what counts as memorized and grokked by default.
  ///   - stopRule: when a run has grokked: by default for good.
  ///   - least: the size of the smallest training set, where there are others than that of `data`; `nil` after a problem.
  init?(
    _ reader: Reader, at position: SweepPosition, stopsWhenGrokked: Bool = false,
    defaults: GrokkingCriteria = GrokkingCriteria(), stopRule: (GrokkingCriteria) -> StopRule = \.stopRule,
    leastTrainCount least: (LearningProblem) -> Int? = { $0.split.train.count }
  ) {
    let before = reader.log.problems.count
    let problem = LearningProblem.read(from: reader, seed: position.seed)
    let criteria = GrokkingCriteria(reader, defaults: defaults)
    // Without a problem the groups are not known; what can be read without them is checked all the same.
    guard let problem else { return nil }
    let trainCount = least(problem)
    let layout = problem.layout
    let plan = TrainingPlan.read(
      from: reader, groups: layout.groups, trainCount: trainCount ?? problem.split.train.count,
      optimizers: LearningOptimizers.entries, grokked: stopRule(criteria), stopsWhenGrokked: stopsWhenGrokked)
    let given = WeightsFile.read(reader, layout: layout)
    guard var plan, reader.log.problems.count == before else { return nil }
    plan.evaluation.memorizedAt = criteria.trainAccuracy
    plan.evaluation.grokkedAt = criteria.testAccuracy
    self.init(position: position, problem: problem, plan: plan, criteria: criteria, givenWeights: given)
  }
}
