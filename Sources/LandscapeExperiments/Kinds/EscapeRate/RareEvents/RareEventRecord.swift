// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Runs
import Statistics

/// What the repetitions of a method at one point of the sweep say, for numbers, figures and results.
struct RareEventRecord: Sendable {
  /// The rate that each repetition found.
  var rates: [Double]
  /// What all of them found together.
  var findings: [Finding]
  /// What a reader must know.
  var notes: [String] = []
  /// Why the numbers may be off by more than their errors say.
  var doubts: [String] = []
  /// The probability to come as far as a score before being home again.
  var ladder: Ladder?
  /// The flux into the target, iteration by iteration.
  var history: FluxHistory?
  /// Transition paths.
  var paths: [WalkerPath] = []

  struct Ladder: Sendable {
    var scores: [Double]
    var chances: [Double]
    var errors: [Double]
    /// What each repetition found at its own levels, where these differ.
    var repetitions: [Climb] = []
  }

  struct Climb: Sendable {
    var scores: [Double]
    var chances: [Double]
  }

  struct FluxHistory: Sendable {
    /// The length of an iteration.
    var interval: Double
    /// The mean over the repetitions.
    var flux: [Double]
    /// Iterations that do not count.
    var warmUp: Int
  }
}

extension RareEventRecord {
  /// From this share on a reader is told.
  private static let telling = 0.01

  /// That some of the starts reach the target before they are home; `nil` where they are few.
  static func noteOfDirectWays(_ share: Double) -> String? {
    guard share >= telling else { return nil }
    return
      "\(NumberFormat.rounded(100 * share, digits: 3)) % of the starts reach the target before they are home; the rate is one over "
      + "the mean time of all"
  }
}
