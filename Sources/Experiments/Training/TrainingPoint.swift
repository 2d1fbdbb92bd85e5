// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Settings
import Training

/// One point of the sweep of a `training` scenario, decoded and checked.
struct TrainingPoint: ExperimentPoint {
  let position: SweepPosition
  let problem: LearningProblem
  let plan: TrainingPlan
  let replicas: Int
  let criteria: GrokkingCriteria
  /// The weights to start from, if a file gives them.
  let givenWeights: [Double]?

  /// Which piece of the weights is what.
  var layout: ParameterLayout { problem.layout }

  /// How many answers there are; `nil` where they are not classes.
  var classes: Int? {
    if case .labels(_, let classes) = problem.examples.targets { classes } else { nil }
  }

  /// Examples that a step looks at.
  var batch: Int { plan.batch ?? problem.split.train.count }

  /// The weights of a replica before its first step.
  func initialWeights(of replica: Int) -> [Double] {
    givenWeights ?? layout.initialWeights(seed: position.seed, replica: UInt32(replica), scale: problem.model.scale)
  }
}

extension TrainingPoint {
  /// The keys of one training run.
  static let parameters = parameters(GrokkingCriteria())

  /// The keys of one training run whose criteria are these where nothing is said.
  static func parameters(_ defaults: GrokkingCriteria) -> [Parameter] {
    LearningProblem.parameters + TrainingPlan.parameters + [
      Parameter(
        "measure", .record(GrokkingCriteria.parameters(defaults)), default: .record(Record()),
        "what counts as memorized and as grokked"),
      Parameter(
        "weights", .special("a safetensors file"), default: .null,
        "the weights to start from, under the names of the network; drawn when nothing is said"),
    ]
  }

  /// Decodes one point of the sweep of a `training` scenario; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    self.init(reader, at: position, replicas: Int(reader.read(TrainingRuns.replicas).asNumber ?? 1))
  }

  /// Decodes the keys of one training run; `nil` when problems were reported.
  ///
  /// - Parameters:
  ///   - reader: the scenario at this point of the sweep.
  ///   - position: where in the sweep it stands.
  ///   - replicas: how many runs there are of it.
  ///   - stopsWhenGrokked: whether a run ends when it has grokked, unless `stop` says something else.
  ///   - defaults: what counts as memorized and grokked where nothing is said.
  ///   - stopRule: when a run has grokked: by default for good.
  ///   - least: the size of the smallest training set, where there are others than that of `data`; `nil` after a problem.
  init?(
    _ reader: Reader, at position: SweepPosition, replicas: Int, stopsWhenGrokked: Bool = false,
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
    self.init(
      position: position, problem: problem, plan: plan, replicas: replicas, criteria: criteria,
      givenWeights: given)
  }
}

extension GrokkingCriteria {
  /// What counts as memorized and as grokked: the keys of `measure` with their defaults.
  static func parameters(_ defaults: GrokkingCriteria) -> [Parameter] {
    [
      .number(
        "memorized-at", default: defaults.trainAccuracy, Limits(lower: 0, upper: 1, excludesLower: true),
        "train accuracy from which the training set is memorized"),
      .number(
        "grokked-at", default: defaults.testAccuracy, Limits(lower: 0, upper: 1, excludesLower: true),
        "test accuracy from which the rule is found"),
      .integer(
        "consecutive", default: defaults.consecutive, .atLeast(1), "successive evaluations that a sustained time needs"),
      .number(
        "delay", default: defaults.delay, .nonNegative, "gap in steps from which generalization counts as delayed"),
      .number(
        "plateau-share", default: 0.167, .between(0, 1),
        "part of the gap that the test accuracy must spend at chance, else it is gradual improvement"),
    ]
  }

  /// Ends a run when it has memorized and grokked for good: both thresholds in so many successive evaluations.
  var stopRule: StopRule {
    StopRule(trainAccuracy: trainAccuracy, testAccuracy: testAccuracy, evaluations: consecutive)
  }

  /// Ends a run whose phase is settled: both thresholds were reached, so that only the times can tell it apart.
  var settlesThePhase: StopRule {
    StopRule(trainAccuracy: trainAccuracy, testAccuracy: testAccuracy, evaluations: 1)
  }

  /// Reads the mapping `measure` and writes its defaults.
  fileprivate init(_ reader: Reader, defaults: GrokkingCriteria) {
    let inner = reader.inner("measure")
    let values = inner.read(Self.parameters(defaults))
    inner.finish()
    reader.resolve("measure", as: .record(inner.resolved))
    self.init(
      trainAccuracy: values.number("memorized-at"), testAccuracy: values.number("grokked-at"),
      consecutive: values.integer("consecutive"), delay: values.number("delay"),
      plateauShare: values.number("plateau-share"))
  }
}

/// The key `weights`: a file of weights to start from.
enum WeightsFile {
  /// The weights of a file, `nil` if none is named or a problem was reported.
  static func read(_ reader: Reader, layout: ParameterLayout) -> [Double]? {
    guard let value = reader.raw("weights"), value != .null else { return nil }
    guard let path = value.asText else {
      reader.report("weights is \(value.described); the name of a safetensors file is expected.", at: "weights")
      return nil
    }
    reader.resolve("weights", as: value)
    guard let data = FileManager.default.contents(atPath: path) else {
      reader.report("'\(path)' cannot be read; there is no such file, or no permission.", at: "weights")
      return nil
    }
    do { return try SafetensorsFile.read(data).weights(of: layout) } catch {
      for problem in error.list { reader.report("\(path): \(problem.message)", at: "weights") }
      return nil
    }
  }
}
