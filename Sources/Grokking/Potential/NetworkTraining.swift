// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
import Randomness
package import Settings
import Training

extension NetworkPotential: TrainablePotential {
  /// Weights of a safetensors file: `{weights: FILE}` with our names, `{weights: FILE, names: …}` with those of others.
  package func storedPosition(_ reader: Reader) -> [Double]? {
    let before = reader.log.problems.count
    let file = reader.text("weights", default: nil, "a safetensors file")
    let naming = WeightNaming.read(reader)
    guard let naming, let setting, reader.log.problems.count == before else { return nil }
    return naming.weights(
      at: file, of: NamedNetwork(setting.problem), for: reader.path.appending("weights"), log: reader.log)
  }

  /// A safetensors file in double precision.
  package func stored(_ position: [Double]) -> [UInt8] {
    [UInt8](SafetensorsFile(weights: position.span, layout: layout, metadata: ["program": "Ravine"]).data())
  }

  /// The weights of such a file; `nil` where it is damaged or of another network.
  package func position(stored bytes: [UInt8]) -> [Double]? {
    try? SafetensorsFile.read(Data(bytes)).weights(of: layout)
  }

  /// Reads `{optimizer: {…}, until: {accuracy: {on: train, at-least: 1}}, steps: 5000, check-every: 10}` and the other keys
  /// of a training.
  package func training(_ reader: Reader) -> (any PositionTraining)? {
    guard let setting else {
      reader.log.report("this network was not read from a scenario and cannot be trained.", at: reader.path)
      return nil
    }
    let before = reader.log.problems.count
    let plan = TrainingPlan.read(
      from: reader, groups: layout.groups, trainCount: train.count,
      optimizers: OptimizerCatalogue.entries + LangevinOptimizers.entries, purpose: PlanPurpose(keepsWeights: false),
      drops: setting.problem.usesDropout)
    var goal: Region?
    if let value = reader.raw("until"), value != .null {
      reader.resolve("until", as: value)
      goal = RegionReader(of: self, wells: [], part: .region, log: reader.log)
        .read(value, at: reader.path.appending("until"))
    }
    let stride = reader.integer(
      "check-every", default: 10, .atLeast(1), "steps from one look at 'until' to the next")
    reader.finish()
    guard let plan, reader.log.problems.count == before else { return nil }
    let essence = "\(Value.record(reader.resolved).json) \(setting.text) \(setting.seed)"
    return NetworkTraining(potential: self, setting: setting, plan: plan, goal: goal, stride: stride, essence: essence)
  }
}

/// A training of a network that ends at its first look at what is wanted.
struct NetworkTraining: PositionTraining {
  let potential: NetworkPotential
  let setting: NetworkSetting
  let plan: TrainingPlan
  /// Where it ends; `nil`: after all steps.
  let goal: Region?
  /// Steps from one look at the goal to the next.
  let stride: Int
  let essence: String

  func train(replica: UInt32, observe: (_ steps: Int, _ reached: String) -> Bool) throws -> [Double]? {
    switch setting.problem.precision {
    case .single: try train(Float.self, replica, observe)
    case .double: try train(Double.self, replica, observe)
    }
  }

  private func train<R: Real>(
    _ number: R.Type, _ replica: UInt32, _ observe: (_ steps: Int, _ reached: String) -> Bool
  ) throws -> [Double]? {
    var plan = plan
    // Nothing is recorded; a rule that ends the run needs its evaluations.
    if plan.stop == nil { (plan.evaluation.every, plan.evaluation.rise) = (plan.steps, 1) }
    let problem = setting.problem
    let objective: any Objective<R> = try NetworkObjective<R>(
      model: problem.model, loss: problem.loss, examples: problem.examples,
      rowCapacity: max(plan.largestBatch ?? 0, problem.split.train.count), codeSeed: problem.seed)
    let trainer = try Trainer(
      objective: objective, plan: plan, train: problem.split.train, test: problem.split.test,
      initialWeights: potential.initialPosition(of: replica), usesDropout: problem.usesDropout, seed: setting.seed,
      replica: replica)
    while trainer.end == nil {
      if let goal, goal.contains(trainer.weights, in: potential) { return trainer.weights }
      trainer.run(until: (trainer.step / stride + 1) * stride)
      if trainer.end == nil, !observe(trainer.step, goal?.observed(at: trainer.weights, in: potential) ?? "") {
        return nil
      }
    }
    if case .failed(let failure)? = trainer.end {
      throw StartError("the training of the start diverged: \(failure)")
    }
    if let goal, let shortfall = goal.shortfall(at: trainer.weights, in: potential) {
      throw StartError(
        "the training of the start ended after \(trainer.step) steps, where \(shortfall); "
          + "more steps or another rate would help.")
    }
    return trainer.weights
  }
}
