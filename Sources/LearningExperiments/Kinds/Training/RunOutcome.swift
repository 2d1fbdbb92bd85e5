// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Settings
import Statistics

/// One training run with its times and what kind of learning it shows.
struct RunOutcome: Sendable {
  let replica: Int
  let record: ReplicaRecord
  let criteria: GrokkingCriteria
  /// How many answers there are; `nil` where they are not classes.
  let classes: Int?
  /// The accuracies; `nil` where there are none.
  let curve: LearningCurve?
  let times: GrokkingTimes?
  let diagnosis: LearningDiagnosis?
  /// How sharp the rise is, or why that cannot be said.
  let shape: Result<TransitionShape, NotApplicable>

  private typealias Name = ReplicaRecord.Name

  /// Reads what a task left.
  init(_ record: ReplicaRecord, replica: Int, criteria: GrokkingCriteria, classes: Int?) {
    self.record = record
    self.replica = replica
    self.criteria = criteria
    self.classes = classes
    guard record.budget != 0 else {
      (curve, times, diagnosis) = (nil, nil, nil)
      shape = .failure(NotApplicable("the weights were evaluated without a step"))
      return
    }
    guard let classes else {
      (curve, times, diagnosis) = (nil, nil, nil)
      shape = .failure(NotApplicable("the answers of this task are not classes"))
      return
    }
    let curve: LearningCurve
    do {
      curve = try LearningCurve(
        steps: record.steps, train: record.curve(Name.trainAccuracy), test: record.curve(Name.testAccuracy))
    } catch {
      (self.curve, times, diagnosis) = (nil, nil, nil)
      shape = .failure(error)
      return
    }
    let times = GrokkingTimes(of: curve, criteria: criteria)
    self.curve = curve
    self.times = times
    diagnosis = LearningDiagnosis(of: curve, classes: classes, criteria: criteria)
    shape = Result { () throws(NotApplicable) in try TransitionShape(of: curve, grokking: times.grokking) }
  }

  /// Whether numbers ceased to be finite.
  var isDiverged: Bool { record.divergenceStep != nil }

  /// What a reader must know of a run that went wrong.
  var divergenceNote: String? {
    guard let step = record.divergenceStep else { return nil }
    let cause = record.divergenceCause
    let kept = record.weightsFile.map { "; the last finite weights are in \($0)" } ?? ""
    return "the training diverged at step \(NumberFormat.counted(Int(step)))\(cause.isEmpty ? "" : ": \(cause)")\(kept)"
  }
}

/// All runs at one point of the sweep.
struct PointOutcome: Sendable {
  /// The coordinates of the point.
  let coordinates: Record
  /// The runs whose tasks are finished.
  let runs: [RunOutcome]
  let criteria: GrokkingCriteria
  let classes: Int?
  /// How many steps a run may take.
  let budget: Int

  /// `decay = 1`; empty without a sweep.
  var place: String { coordinates.sentence }

  /// The runs that have accuracies.
  var timed: [(run: RunOutcome, times: GrokkingTimes)] { runs.compactMap { run in run.times.map { (run, $0) } } }

  /// The median of a time over the runs, censored ones included.
  func median(_ time: KeyPath<GrokkingTimes, BracketedTime>) -> CensoredMedian? {
    CensoredMedian(timed.map { $0.times[keyPath: time] })
  }

  /// The median of the gap over the runs that memorized.
  var medianGap: CensoredMedian? {
    CensoredMedian(timed.compactMap { $0.times.gap }.map(\.bracket))
  }

  /// How many runs of those that have accuracies reached a time.
  func reached(_ time: KeyPath<GrokkingTimes, BracketedTime>) -> Int {
    timed.count { !$0.times[keyPath: time].isCensored }
  }

  /// The run that figures show: the first that grokked, else the first.
  var shown: RunOutcome? {
    timed.first { !$0.times.grokking.isCensored }?.run ?? runs.first
  }
}
