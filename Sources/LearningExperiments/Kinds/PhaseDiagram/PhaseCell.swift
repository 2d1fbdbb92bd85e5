// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Settings
import Statistics

/// All finished runs of one cell of a phase diagram.
struct PhaseCell: Sendable {
  let coordinates: Record
  let criteria: GrokkingCriteria
  let runs: [Run]
  let tally: PhaseTally
  /// The posterior probability that the most likely phase is the most frequent one.
  let certainty: Double

  /// One run with its phase.
  struct Run: Sendable {
    let dataSeed: Int
    let modelSeed: Int
    let times: GrokkingTimes
    let phase: LearningPhase
    let isDiverged: Bool
    /// Steps that were taken.
    let steps: Double

    init(_ record: SweepRecord, dataSeed: Int, modelSeed: Int, delay: Double) {
      self.dataSeed = dataSeed
      self.modelSeed = modelSeed
      times = record.times
      phase = LearningPhase(times, delay: delay)
      isDiverged = record.divergenceStep != nil
      steps = record.divergenceStep ?? record.lastStep
    }
  }

  init(coordinates: Record, criteria: GrokkingCriteria, runs: [Run]) {
    self.coordinates = coordinates
    self.criteria = criteria
    self.runs = runs
    tally = PhaseTally(runs.map(\.phase))
    certainty = tally.certainty
  }

  /// The Kaplan–Meier median of a time over the runs; `nil` without runs.
  func median(_ time: KeyPath<GrokkingTimes, BracketedTime>) -> CensoredMedian? {
    CensoredMedian(runs.map { $0.times[keyPath: time] })
  }

  /// The median of t_test − t_train over the runs that reached the train threshold.
  ///
  /// A run that did not reach the test threshold counts as longer than its budget allows. A run that never reached the
  /// train threshold has no gap and is left out.
  var medianGap: CensoredMedian? {
    CensoredMedian(runs.compactMap(\.times.gap).map(\.bracket))
  }
  /// The runs as they are compared where an axis has words.
  var categorized: [CategoryRun] {
    let (place, words) = coordinates.numbersAndWords
    return runs.map { run in
      CategoryRun(
        words: words, place: place, dataSeed: run.dataSeed, modelSeed: run.modelSeed,
        memorization: run.times.memorization, grokking: run.times.grokking)
    }
  }
}
