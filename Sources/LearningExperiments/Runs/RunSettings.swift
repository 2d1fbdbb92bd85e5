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
  /// What is measured of how the network computes the rule; nothing by default.
  var ruleMeasures = RuleMeasureSettings()

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
  /// - Parameter keepsWeights: whether the runs are those of an experiment that keeps weights, measures them, and may evaluate given
  ///   ones without a step.
  static func parameters(
    _ criteria: GrokkingCriteria = GrokkingCriteria(), keepsWeights: Bool = false
  ) -> [Parameter] {
    let steps = TrainingPlan.stepsParameter(least: keepsWeights ? 0 : 1)
    let plan = TrainingPlan.parameters.map { $0.name == steps.name ? steps : $0 }
    let measures = GrokkingCriteria.parameters(criteria) + (keepsWeights ? RuleMeasureSettings.parameters : [])
    return LearningProblem.parameters + plan + [
      Parameter(
        "measure", .record(measures), default: .record(Record()),
        "what counts as memorized and as grokked\(keepsWeights ? ", and what else is measured" : "")"),
      Parameter(
        "weights", .special("a safetensors file, or {file, names}"), default: .null,
        "the weights to start from, under the names of the network or those of others; drawn by default"),
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
  ///   - keepsWeights: as for `parameters`.
  ///   - least: the size of the smallest training set, where there are others than that of `data`; `nil` after a problem.
  init?(
    _ reader: Reader, at position: SweepPosition, stopsWhenGrokked: Bool = false,
    defaults: GrokkingCriteria = GrokkingCriteria(), stopRule: (GrokkingCriteria) -> StopRule = \.stopRule,
    keepsWeights: Bool = false, leastTrainCount least: (LearningProblem) -> Int? = { $0.split.train.count }
  ) {
    let before = reader.log.problems.count
    let problem = LearningProblem.read(from: reader, seed: position.seed)
    var measures = RuleMeasureSettings()
    let criteria = GrokkingCriteria(reader, defaults: defaults) { inner in
      if keepsWeights { measures = RuleMeasureSettings(inner, problem: problem) }
    }
    // Without a problem the groups are not known; what can be read without them is checked all the same.
    guard let problem else { return nil }
    let trainCount = least(problem)
    let layout = problem.layout
    let plan = TrainingPlan.read(
      from: reader, groups: layout.groups, trainCount: trainCount ?? problem.split.train.count,
      optimizers: LearningOptimizers.entries, grokked: stopRule(criteria), stopsWhenGrokked: stopsWhenGrokked,
      purpose: PlanPurpose(
        mayTakeNoSteps: keepsWeights, stepsAreSwept: position.coordinates["steps"] != nil, keepsWeights: keepsWeights),
      drops: problem.usesDropout)
    let given = WeightsFile.read(reader, network: NamedNetwork(problem))
    guard var plan, reader.log.problems.count == before else { return nil }
    plan.evaluation.memorizedAt = criteria.trainAccuracy
    plan.evaluation.grokkedAt = criteria.testAccuracy
    if plan.steps == 0, given == nil {
      reader.report(
        "steps is 0, and no weights are given; an evaluation without a step needs 'weights', a training at least 1 step.",
        at: "steps")
      return nil
    }
    self.init(
      position: position, problem: problem, plan: plan, criteria: criteria, givenWeights: given, ruleMeasures: measures)
  }
}
