// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation

/// How a walker's search ended.
public enum Outcome: UInt8, Sendable, Equatable, CaseIterable, Codable {
  /// It reached the target.
  case arrived = 1
  /// It was still on its way at the time limit.
  case censored = 2
  /// It left the numbers: the time step was too large.
  case diverged = 3
}

/// When, how and where the walkers of a first-passage problem ended, in the order of their names.
public struct FirstPassageResult: Sendable, Equatable, Codable {
  /// The names of the walkers, one after the other.
  public var walkers: Range<UInt32>
  /// Arrival, limit or divergence, one time each, by the walker's own clock; of a walker whose clock never started the
  /// time of its divergence, or zero.
  public var times: [Double]
  /// How each ended.
  public var outcomes: [Outcome]
  /// Where each ended, coordinate-major: after the step within which it arrived, at the limit, or before the step that
  /// it did not survive.
  public var finalPositions: [Double]
  /// Steps taken, summed over the walkers.
  public var walkerSteps: Int
  /// When each walker's clock started, ∞ if it never did; empty where all started at once.
  public var departures: [Double]
  /// What was recorded on the way, records × observables × walkers; NaN of walkers that had ended. `nil` where nothing was.
  package var records: [Double]?

  /// How many ended in a way.
  public func count(_ outcome: Outcome) -> Int { outcomes.count { $0 == outcome } }

  /// The walkers that diverged, when and where.
  public var divergences: [Divergence] {
    let n = times.count
    return outcomes.indices.filter { outcomes[$0] == .diverged }.map { index in
      Divergence(
        walker: walkers.lowerBound + UInt32(index), time: times[index] + start(of: index),
        position: stride(from: index, to: finalPositions.count, by: max(n, 1)).map { finalPositions[$0] })
    }
  }
}

extension FirstPassageResult {
  /// When a walker's clock started; zero if it never did.
  private func start(of index: Int) -> Double {
    departures.isEmpty || departures[index] == .infinity ? 0 : departures[index]
  }
}

/// The state of a first-passage problem between two rounds: go on from it and the result is the same bit for bit.
package struct FirstPassageCheckpoint: Sendable, Equatable, Codable {
  /// The names of all walkers.
  package var walkers: Range<UInt32>
  /// Steps that the walkers still on their way have taken.
  package var step: UInt64
  /// Their time.
  package var time: Double
  /// Their state.
  package var onTheWay: Walkers
  /// For every walker: its time if it has finished, otherwise 0.
  package var times: [Double]
  /// For every walker: the raw value of its outcome, otherwise 0.
  package var outcomes: [UInt8]
  /// For every walker: where it ended if it has, coordinate-major.
  package var finalPositions: [Double]
  /// The steps of those that have finished.
  package var finishedSteps: Int
  /// The state of the generators where they have one.
  package var generators: Data
  /// When each walker's clock started, ∞ before that; empty where all start at once.
  package var departures: [Double]
  /// What was recorded so far, as in the result.
  package var records: [Double]?
}

/// How far a run is.
package struct FirstPassageProgress: Sendable {
  /// Steps taken so far, summed over the walkers.
  package var walkerSteps: Int
  /// The time of the walkers that are still on their way.
  package var time: Double
  /// How many are still on their way.
  package var onTheWay: Int
  /// How many have arrived.
  package var arrived: Int
  /// How many have diverged.
  package var diverged: Int
  /// The sum of the times that all walkers have been on their way.
  package var timeAtRisk: Double
}

/// What a run came to.
package enum FirstPassageRun: Sendable {
  /// All walkers have ended.
  case finished(FirstPassageResult)
  /// The observer said stop; hand the checkpoint to the next run.
  case stopped(FirstPassageCheckpoint)
}

/// A checkpoint that belongs to another problem.
package struct CheckpointMismatch: Error, Sendable, CustomStringConvertible {
  /// The sentence for the user.
  package var description: String {
    "the checkpoint was written by another noise generator or for other walkers; start afresh."
  }
}
