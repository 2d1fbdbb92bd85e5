// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// Everything that decides how a network is trained, once its objective is given.
package struct TrainingPlan: Sendable {
  /// What holds from a step on, rising in `from`; the first from step 0.
  package var phases: [TrainingPhase]
  /// What the rates of all groups are multiplied with.
  package var schedule: RateSchedule
  /// The size of a mini-batch; `nil`: the full batch.
  package var batch: Int?
  /// How many steps are taken at most.
  package var steps: Int
  /// When training and test set are evaluated.
  package var evaluation: EvaluationPlan
  /// When the run ends before its last step; `nil`: never.
  package var stop: StopRule?
  /// Seconds between two checkpoints; what is computed does not depend on it.
  package var checkpointInterval: Double
  /// Whether a step depends on how many there are, as with rates that fall to the end of the run; then a longer run is another
  /// one from its beginning.
  package var dependsOnLength = false

  /// A plan of one phase or more, the first from step 0 on.
  package init(
    phases: [TrainingPhase], schedule: RateSchedule = RateSchedule(), batch: Int? = nil, steps: Int,
    evaluation: EvaluationPlan = EvaluationPlan(), stop: StopRule? = nil, checkpointInterval: Double = 60
  ) {
    self.phases = phases
    self.schedule = schedule
    self.batch = batch
    self.steps = steps
    self.evaluation = evaluation
    self.stop = stop
    self.checkpointInterval = checkpointInterval
  }

  /// A plan with the same settings for all groups and all steps.
  package init(
    _ optimizer: any Optimizer, rate: Double, decay: Double = 0, decayKind: DecayKind = .decoupled,
    schedule: RateSchedule = RateSchedule(), batch: Int? = nil, steps: Int,
    evaluation: EvaluationPlan = EvaluationPlan(), stop: StopRule? = nil
  ) {
    self.init(
      phases: [TrainingPhase(groups: [GroupSettings(optimizer, rate: rate, decay: decay, decayKind: decayKind)])],
      schedule: schedule, batch: batch, steps: steps, evaluation: evaluation, stop: stop)
  }

  /// The batches of a training set in each phase: an order for each change of their size, and its number for each phase.
  func orders(of rows: [Int32], seed: UInt64, task: StreamTask, replica: UInt32) -> (
    orders: [BatchOrder], ofPhases: [Int]
  ) {
    var (orders, numbers): ([BatchOrder], [Int]) = ([], [])
    for phase in phases {
      let size: Int? =
        switch phase.batch {
        case nil: batch
        case .full: nil
        case .examples(let size): size
        }
      let last = orders.last
      if last == nil || last?.size != min(size ?? rows.count, rows.count) {
        orders.append(
          BatchOrder(
            rows, size: size, seed: seed, task: task, replica: replica, from: phase.from,
            firstEpoch: last?.epochs(before: phase.from) ?? 0))
      }
      numbers.append(orders.count - 1)
    }
    return (orders, numbers)
  }

  /// The largest batch of any step; `nil`: the whole training set.
  package var largestBatch: Int? {
    var largest = 0
    for phase in phases {
      switch phase.batch {
      case nil:
        guard let batch else { return nil }
        largest = max(largest, batch)
      case .full: return nil
      case .examples(let size): largest = max(largest, size)
      }
    }
    return largest
  }

  /// What decides the results, in one line: two plans with the same text train alike.
  var essence: String {
    var copy = self
    copy.checkpointInterval = 0
    return String(reflecting: copy)
  }
}

extension TrainingPlan {
  /// What decides the results but for the number of steps: two plans with the same text differ at most in where they end.
  ///
  /// Snapshots are left out: a longer run may have more of them.
  var lengthlessEssence: String {
    var copy = self
    copy.steps = 0
    copy.evaluation.snapshots = []
    return copy.essence
  }
}

/// What holds between two events.
package struct TrainingPhase: Sendable {
  /// The first step that is taken with it, in steps taken before.
  package var from: Int
  /// How each group is trained. A group's own name counts before a word that means several; of equals the last one.
  package var groups: [GroupSettings]
  /// The largest norm of the gradient over all groups; a longer one is scaled down to it. `nil`: no clipping.
  package var clip: Double?
  /// Whether the weights are scaled after each step.
  package var fixedNorm: FixedNorm?
  /// The standard deviation of the Gaussian noise that is added to each element of the gradient before clipping.
  package var updateNoise: Double
  /// The size of a mini-batch from here on; `nil`: that of the plan.
  package var batch: BatchSize?
  /// The probability that dropout drops an element; `nil`: that of the network.
  package var dropout: Double?

  /// What holds from the step `from` on, until the next phase begins.
  package init(
    from: Int = 0, groups: [GroupSettings], clip: Double? = nil, fixedNorm: FixedNorm? = nil, updateNoise: Double = 0,
    batch: BatchSize? = nil, dropout: Double? = nil
  ) {
    self.from = from
    self.groups = groups
    self.clip = clip
    self.fixedNorm = fixedNorm
    self.updateNoise = updateNoise
    self.batch = batch
    self.dropout = dropout
  }

  /// The settings of a group of the layout.
  func settings(for group: String) -> GroupSettings? {
    groups.last { $0.group == group } ?? groups.last { GroupSettings.covers($0.group, group) }
  }
}

/// How many examples a step takes after an event.
package enum BatchSize: Sendable, Equatable {
  /// All of the training set.
  case full
  /// So many, or all where there are not so many.
  case examples(Int)
}

/// The norm of the whole vector of weights, frozen groups included, to which it is scaled after each step (Omnigrok).
package enum FixedNorm: Sendable, Equatable {
  /// The norm of the initial weights.
  case initial
  /// A given norm, from the first step on.
  case value(Double)
}

/// Ends a run early: when all that is named has held in so many evaluations in a row.
package struct StopRule: Sendable, Equatable {
  /// The training accuracy from which on the rule holds; `nil`: any accuracy will do.
  package var trainAccuracy: Double?
  /// The test accuracy from which on the rule holds; `nil`: any accuracy will do.
  package var testAccuracy: Double?
  /// In how many evaluations in a row.
  package var evaluations: Int

  /// Stops a run when the given accuracies have been kept for so many evaluations in a row.
  package init(trainAccuracy: Double? = nil, testAccuracy: Double? = nil, evaluations: Int = 3) {
    self.trainAccuracy = trainAccuracy
    self.testAccuracy = testAccuracy
    self.evaluations = evaluations
  }

  /// Whether the last evaluations of a record fulfill it.
  func holds(in record: TrainingRecord) -> Bool {
    guard record.count >= evaluations else { return false }
    return (record.count - evaluations..<record.count).allSatisfy { index in
      (trainAccuracy.map { record.trainAccuracy[index] >= $0 } ?? true)
        && (testAccuracy.map { record.testAccuracy[index] >= $0 } ?? true)
    }
  }
}
