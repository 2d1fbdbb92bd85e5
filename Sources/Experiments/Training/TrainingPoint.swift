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

  /// Whether the network drops out while it is trained.
  var usesDropout: Bool { (problem.model as? Transformer).map { $0.dropout > 0 } ?? false }

  /// Examples that a step looks at.
  var batch: Int { plan.batch ?? problem.split.train.count }

  /// The weights of a replica before its first step.
  func initialWeights(of replica: Int) -> [Double] {
    givenWeights ?? layout.initialWeights(seed: position.seed, replica: UInt32(replica), scale: problem.model.scale)
  }
}

extension TrainingPoint {
  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    let problem = LearningProblem.read(from: reader, seed: position.seed)
    let replicas = Int(reader.read(TrainingRuns.replicas).asNumber ?? 1)
    let criteria = GrokkingCriteria(reader)
    // Without a problem the groups are not known; what can be read without them is checked all the same.
    guard let problem else { return nil }
    let layout = problem.layout
    let plan = TrainingPlan.read(
      from: reader, groups: layout.groups, trainCount: problem.split.train.count, optimizers: LearningOptimizers.entries
    )
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
  /// Reads the mapping `measure` and writes its defaults.
  fileprivate init(_ reader: Reader) {
    let inner = reader.inner("measure")
    let values = inner.read(TrainingRuns.criteria)
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
