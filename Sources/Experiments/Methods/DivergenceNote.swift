// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Runs
import Settings
import Statistics

/// What a reader must know of walkers that were lost: how many, when and where the first, whether it left the domain of f or the
/// time step was too long, and what becomes of the numbers.
package struct DivergenceNote: Sendable {
  /// How many walkers were lost.
  package var diverged: Int
  /// How many there were.
  package var walkers: Int
  /// What becomes of them in the estimates, as it follows "diverged"; empty where it goes without saying.
  package var consequence = ""
  /// When the first was lost and where it was; the position may be empty.
  package var first: (time: Double, position: [Double])?
  /// Why f has no value there, such as "log(r) has no value at r = -0.02"; `nil` where it has.
  package var gap: String?
  /// A time step that would be stable, if one is known.
  package var stableTimeStep: Double?

  /// Positions of more coordinates would fill pages.
  private static let shownCoordinates = 10
  /// Where a larger part of the walkers is lost there is no number: nobody knows what these would have done.
  package static let mostLost = 0.01

  /// A note.
  package init(
    diverged: Int, of walkers: Int, consequence: String = "", first: (time: Double, position: [Double])? = nil,
    gap: String? = nil, stableTimeStep: Double? = nil
  ) {
    self.diverged = diverged
    self.walkers = walkers
    self.consequence = consequence
    self.first = first
    self.gap = gap
    self.stableTimeStep = stableTimeStep
  }

  /// The note; `nil` if no walker was lost.
  package var text: String? {
    guard diverged > 0 else { return nil }
    var note = "\(diverged) of \(walkers) walkers \(gap == nil ? "diverged" : "left the domain of f")\(consequence)"
    if let first {
      note += ", the first at time \(NumberFormat.rounded(first.time, digits: 3))"
      let place = first.position.map { NumberFormat.rounded($0, digits: 3) }.joined(separator: ", ")
      if first.position.count <= Self.shownCoordinates, !first.position.isEmpty { note += " near (\(place))" }
    }
    if let gap {
      note += ": \(gap); put a reflecting boundary before it, or take a shorter time-step if it cannot be reached"
    } else if let stableTimeStep, stableTimeStep.isFinite {
      note += "; a time-step below \(NumberFormat.rounded(stableTimeStep, digits: 2)) would be stable"
    }
    return note
  }

  /// Whether so many walkers were lost that what the others say means nothing.
  package var isFatal: Bool { Double(diverged) > Self.mostLost * Double(walkers) }

  /// The finding with the note: doubtful if a walker was lost; without number and bounds if many were.
  ///
  /// A bound is never drawn from lost walkers, however few.
  package func applied(to finding: Finding) -> Finding {
    guard let text else { return finding }
    var finding = finding
    finding.upperBound = nil
    finding.lowerBound = nil
    finding.notes.insert(text, at: 0)
    finding.doubt(because: text)
    if isFatal {
      finding.estimate = nil
      finding.discretizationError = nil
      finding.notes.insert(
        "no number: more than \(NumberFormat.rounded(100 * Self.mostLost, digits: 1)) % of the walkers are lost", at: 0)
    }
    return finding
  }

  /// Why a walker may have been lost that was last seen at a point: what f lacks within reach of a step.
  ///
  /// - Parameters:
  ///   - timeStep: h.
  ///   - temperature: θ.
  package static func gap(
    of potential: any Potential, near position: [Double], timeStep: Double, temperature: Double
  ) -> String? {
    guard position.count == potential.dimension, position.allSatisfy(\.isFinite) else { return nil }
    // Five standard deviations of the noise of a step, of free flight, and what the force does.
    let noise = 5 * max((2 * temperature * timeStep).squareRoot(), timeStep * temperature.squareRoot())
    let slope = potential.gradient(at: position).reduce(0) { max($0, abs($1)) }
    if let singular = potential as? any SingularPotential {
      return singular.gap(near: position, within: noise + (slope.isFinite ? timeStep * slope : 0))
    }
    return potential.energy(at: position).isNaN ? "f has no value there" : nil
  }
}
