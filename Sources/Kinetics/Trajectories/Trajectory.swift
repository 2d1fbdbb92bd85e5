// SPDX-License-Identifier: GPL-3.0-or-later

/// One coordinate at equal intervals of time, perhaps in several pieces.
package struct Trajectory: Sendable, Equatable {
  /// The time from one frame to the next.
  package let interval: Double
  /// The pieces, without a gap within each.
  package let pieces: [[Double]]
  /// What a reader must know of the frames.
  package let notes: [String]

  /// How far frames may be off their grid, as a part of the interval.
  private static let tolerance = 1e-3

  /// Cuts frames into pieces where some are missing.
  ///
  /// - Parameters:
  ///   - times: ascending.
  ///   - values: one a time, finite.
  ///   - lines: the line of each frame in its file, for messages.
  /// - Throws: `TrajectoryError` with the line where times do not ascend, do not lie on a grid, or a value is no number.
  package init(times: [Double], values: [Double], lines: [Int]) throws(TrajectoryError) {
    guard times.count >= 3 else {
      throw TrajectoryError("it has \(times.count) frames; hundreds are needed.", line: nil)
    }
    for index in times.indices {
      guard times[index].isFinite, values[index].isFinite else {
        throw TrajectoryError("the frame is not finite.", line: lines[index])
      }
      guard index == 0 || times[index] > times[index - 1] else {
        throw TrajectoryError(
          "the time \(times[index]) does not come after \(times[index - 1]); join restarts without repeating frames.",
          line: lines[index])
      }
    }
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    let interval = steps.sorted()[steps.count / 2]
    var pieces: [[Double]] = [[values[0]]]
    var gaps = 0
    for (index, step) in steps.enumerated() {
      let ratio = step / interval
      let whole = ratio.rounded()
      guard whole >= 1, abs(ratio - whole) < Self.tolerance * max(1, whole) else {
        throw TrajectoryError(
          "the frame comes \(step) after the one before, and frames are \(interval) apart; equal intervals are needed.",
          line: lines[index + 1])
      }
      if whole > 1 {
        gaps += 1
        pieces.append([])
      }
      pieces[pieces.count - 1].append(values[index + 1])
    }
    self.interval = interval
    self.pieces = pieces
    notes =
      gaps == 0 ? [] : ["frames are missing in \(gaps) place\(gaps == 1 ? "" : "s"); no transition is counted across"]
  }

  /// A trajectory in one piece.
  package init(interval: Double, values: [Double]) {
    self.interval = interval
    pieces = [values]
    notes = []
  }

  /// All frames.
  package var values: [Double] { pieces.flatMap { $0 } }
}

/// What is wrong with a trajectory.
package struct TrajectoryError: Error, Sendable, Equatable {
  /// A sentence.
  package let message: String
  /// Where in the file, if at one place.
  package let line: Int?

  init(_ message: String, line: Int?) {
    self.message = message
    self.line = line
  }
}
