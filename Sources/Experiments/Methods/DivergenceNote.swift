// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Statistics

/// What a reader must know of walkers that diverged: how many, when and where the first, and which time step would be stable.
package struct DivergenceNote: Sendable {
  /// How many walkers diverged.
  package var diverged: Int
  /// How many there were.
  package var walkers: Int
  /// What becomes of them in the estimates, as it follows "diverged"; empty where it goes without saying.
  package var consequence = ""
  /// When the first diverged and where it was; the position may be empty.
  package var first: (time: Double, position: [Double])?
  /// A time step that would be stable, if one is known.
  package var stableTimeStep: Double?

  /// Positions of more coordinates would fill pages.
  private static let shownCoordinates = 10

  /// A note.
  package init(
    diverged: Int, of walkers: Int, consequence: String = "", first: (time: Double, position: [Double])? = nil,
    stableTimeStep: Double? = nil
  ) {
    self.diverged = diverged
    self.walkers = walkers
    self.consequence = consequence
    self.first = first
    self.stableTimeStep = stableTimeStep
  }

  /// The note; `nil` if no walker diverged.
  package var text: String? {
    guard diverged > 0 else { return nil }
    var note = "\(diverged) of \(walkers) walkers diverged\(consequence)"
    if let first {
      note += ", the first at time \(NumberFormat.rounded(first.time, digits: 3))"
      let place = first.position.map { NumberFormat.rounded($0, digits: 3) }.joined(separator: ", ")
      if first.position.count <= Self.shownCoordinates { note += " near (\(place))" }
    }
    if let stableTimeStep, stableTimeStep.isFinite {
      note += "; a time-step below \(NumberFormat.rounded(stableTimeStep, digits: 2)) would be stable"
    }
    return note
  }
}
