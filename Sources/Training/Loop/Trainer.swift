// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Randomness
package import Settings

/// Trains a network by a plan: from an objective to a record.
///
/// At a step with k steps taken the gradient of batch k is found at the weights wₖ; if k is in the plan of evaluations
/// the row of wₖ is recorded; then the weights move. So the last row is that of the last weights, and the training
/// loss of the full batch costs nothing. Everything is a function of plan, seed, task, replica and initial
/// weights: runs that are paused, saved, restored and continued give the same bits. A step allocates nothing.
package final class Trainer<R: Real> {
  /// What is trained.
  package let objective: any Objective<R>
  /// How the network is trained, step by step.
  package let plan: TrainingPlan
  /// What was found so far.
  package internal(set) var record: TrainingRecord
  /// Why the run is over; `nil` while it goes on.
  package internal(set) var end: TrainingEnd?

  let layout: ParameterLayout
  let groups: [String]
  let train: [Int32]
  let test: [Int32]
  let usesDropout: Bool
  let identity: Identity
  /// Where the run is, and where it was at the last evaluation.
  let current: TrainingVectors<R>
  let anchor: TrainingVectors<R>
  /// The gradient of the step, and one more: of a neighboring batch, or noise.
  let gradient: UnsafeMutablePointer<R>
  let otherGradient: UnsafeMutablePointer<R>
  let scratch: UnsafeMutablePointer<Double>
  let scratchCount: Int
  private let arena = Arena()
  /// The batches of each size, and which of them a phase takes.
  var orders: [BatchOrder]
  let ordersOfPhases: [Int]
  /// Which of them the present phase takes.
  var order = 0
  var slices: [TrainedSlice<R>]
  var phase = -1
  var evaluation = EvaluationState()
  /// Steps that are evaluated whatever rises, beside the last one: events, snapshots.
  let landmarks: [Int]
  /// Whether the run keeps the state from which a longer run goes on like one that was never shorter.
  package var keepsBranch = false
  /// That state as a checkpoint, where the end of the run has changed its evaluations; `nil` before.
  var branch: Data?
  var initialNorm: Double

  /// Names the random numbers of a run.
  struct Identity {
    var seed: UInt64
    var task: StreamTask
    var replica: UInt32

    func stream(_ purpose: Purpose) -> StreamName { StreamName(seed: seed, task: task, purpose: purpose) }
  }

  /// A run before its first step.
  ///
  /// - Parameters:
  ///   - objective: the loss; the trainer alone uses it from now on.
  ///   - plan: how to train.
  ///   - train: the numbers of the training examples, at least one.
  ///   - test: those of the test examples; may be empty.
  ///   - initialWeights: the flat vector, `objective.layout.count` numbers.
  ///   - usesDropout: whether the network drops out; then the training set is evaluated by itself.
  ///   - seed: the scenario's seed.
  ///   - task: the index of the task, part of the names of all streams.
  ///   - replica: the number of the independent run.
  /// - Throws: a problem when the parts do not fit together.
  package init(
    objective: any Objective<R>, plan: TrainingPlan, train: [Int32], test: [Int32], initialWeights: [Double],
    usesDropout: Bool = false, seed: UInt64, task: StreamTask = 0, replica: UInt32 = 0
  ) throws(Problem) {
    let layout = objective.layout
    let count = layout.count
    guard initialWeights.count == count else {
      throw Problem(
        "the network has \(count) parameters; \(initialWeights.count) initial weights were given.", at: .root)
    }
    guard !train.isEmpty else { throw Problem("the training set is empty.", at: .root) }
    if let batch = plan.batch, batch > train.count || batch < 1 {
      throw Problem("batch is \(batch); the training set has \(train.count) examples.", at: "batch")
    }
    if let plateau = plan.schedule.plateau {
      try Self.check(plateau, objective, hasTest: !test.isEmpty, row: train[0], initialWeights: initialWeights)
    }
    slices = try TrainedSlice<R>.cut(layout, plan: plan)
    let optimizers = plan.phases.flatMap(\.groups).map(\.optimizer)
    let stateVectors = optimizers.map(\.stateVectors).max() ?? 0
    let keepsPosition = optimizers.contains { $0.keepsDoublePosition }
    let doubleStateVectors = optimizers.map(\.doubleStateVectors).max() ?? 0
    let filterVectors = plan.phases.flatMap(\.groups).compactMap { $0.filter?.stateVectors }.max() ?? 0

    self.objective = objective
    self.plan = plan
    self.layout = layout
    self.train = train
    self.test = test
    self.usesDropout = usesDropout
    groups = layout.groups
    identity = Identity(seed: seed, task: task, replica: replica)
    (orders, ordersOfPhases) = plan.orders(of: train, seed: seed, task: task, replica: replica)
    record = TrainingRecord(groups: layout.groups)
    let vectors = { [slices] in
      TrainingVectors<R>(
        count: count, numberVectors: 1 + stateVectors + filterVectors,
        doubleVectors: (keepsPosition ? 1 : 0) + doubleStateVectors,
        slices: slices.count)
    }
    current = vectors()
    anchor = vectors()
    gradient = arena.allocate(R.self, count: count)
    let addsNoise = plan.phases.contains { $0.updateNoise > 0 }
    let otherCount = orders.allSatisfy(\.isFull) && !addsNoise ? 0 : count
    otherGradient = arena.allocate(R.self, count: otherCount)
    scratchCount = keepsPosition || addsNoise ? 2 * count + 8 : 0
    scratch = arena.allocate(Double.self, count: scratchCount)
    landmarks = Set(plan.phases.map(\.from) + plan.evaluation.snapshots)
      .filter { $0 <= plan.steps }.sorted()
    let start = current
    initialWeights.withUnsafeBufferPointer { from in
      guard let from = from.baseAddress else { return }
      R.convert(from, start.weights, count: count)
      if keepsPosition { start.doubles.update(from: from, count: count) }
    }
    initialNorm = R.sumOfSquares(current.weights, count: count).squareRoot()
    anchor.copy(current)
    for index in slices.indices {
      slices[index].aim(
        at: current, gradient: gradient, scratch: scratch, keepsPosition: keepsPosition,
        filterVectors: filterVectors)
    }
  }

  /// Steps taken so far.
  package var step: Int { current.step }

  /// The weights as they are.
  package var weights: [Double] { current.exactWeights }

  /// The weights at the last evaluation, which were finite.
  package var lastGoodWeights: [Double] { anchor.exactWeights }

  /// The snapshots of steps that the user named, which the record gives up: for runs that write them into files at once.
  package func takeChosenSnapshots() -> [TrainingRecord.Snapshot] {
    let taken = record.snapshots.filter { $0.reason == .chosen }
    if !taken.isEmpty { record.snapshots.removeAll { $0.reason == .chosen } }
    return taken
  }

  /// What is known after a step.
  package struct Progress: Sendable {
    /// Steps taken; it may be less than before where a rise is refined.
    package var step: Int
    /// The evaluation that was recorded just before the step, if there was one.
    package var row: TrainingRecord.Row?
  }

  /// Goes on until so many steps are taken or the run is over.
  ///
  /// - Parameters:
  ///   - limit: where to pause; the plan's own number of steps counts too.
  ///   - observe: called after every step; `false` pauses. What it throws pauses as well and goes on to the caller.
  /// - Returns: why the run is over, or `nil` if it was paused.
  @discardableResult
  package func run(until limit: Int = .max, observe: (Progress) throws -> Bool) rethrows -> TrainingEnd? {
    while end == nil, current.step < limit || limit >= plan.steps {
      let row = R.withoutSubnormals { advance() }
      guard try observe(Progress(step: current.step, row: row)) else { break }
    }
    return end
  }

  /// Goes on until so many steps are taken or the run is over.
  ///
  /// - Returns: why the run is over, or `nil` if it was paused at the limit.
  @discardableResult
  package func run(until limit: Int = .max) -> TrainingEnd? { run(until: limit) { _ in true } }
}
