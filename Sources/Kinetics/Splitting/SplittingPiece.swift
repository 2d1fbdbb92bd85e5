// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics

/// A piece of a replica's path: from where it branched off another one.
final class SplittingPiece: Sendable {
  private let start: Walkers
  private let earlier: SplittingPiece?
  /// The steps of the piece before until here.
  private let steps: Int

  /// Points that a path is thinned to.
  private static let points = 400

  init(_ start: Walkers, after earlier: SplittingPiece? = nil, steps: Int = 0) {
    self.start = start
    self.earlier = earlier
    self.steps = steps
  }

  /// The whole path, run once more piece by piece.
  func path(_ excursions: Excursions, lastSteps: Int) -> WalkerPath {
    var pieces: [(start: Walkers, steps: Int)] = [(start, lastSteps)]
    var (piece, taken) = (self, steps)
    while let before = piece.earlier {
      pieces.append((before.start, taken))
      (piece, taken) = (before, before.steps)
    }
    let stride = max(1, pieces.reduce(0) { $0 + $1.steps } / Self.points)
    var path = WalkerPath(times: [], positions: [])
    for (start, steps) in pieces.reversed() {
      let part = excursions.trace(start, steps: steps, every: stride)
      let begin = path.times.last ?? 0
      // The end of a piece is the start of the next.
      let first = path.times.isEmpty ? 0 : 1
      path.times += part.times[first...].map { begin + $0 }
      path.positions += part.positions[first...]
    }
    return path
  }
}
