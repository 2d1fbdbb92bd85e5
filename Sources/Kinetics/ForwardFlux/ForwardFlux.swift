// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
import Potentials
import Randomness
package import Statistics

/// Forward flux sampling: the flux out of home through a first interface, times the probabilities to get from one interface
/// to the next before being home again.
///
/// k_AB = Φ₀ Π pᵢ (R. J. Allen, D. Frenkel and P. R. ten Wolde, J. Chem. Phys. 124 (2006) 024102). Walkers go round from home
/// A to the first interface λ₀ and back; a crossing counts only after a visit of A, and Φ₀ is the number of rounds per time.
/// The states at the crossings are kept. From the states at λᵢ a fixed number of trials starts, each until it reaches λᵢ₊₁
/// or A; the last ones until they reach the target B or A. For given interfaces the product is right in the mean, whatever
/// the score; only its error depends on that.
///
/// Rounds of a finite number hardly ever see a well beside the path or on it although walkers would stay there for long. Where the
/// law of walkers that come from home is known, rounds are timed near home only and the law tells the rest, see `ReactantLaw`;
/// otherwise the way back from λ₀ is timed by the trials, Σ Pᵢtᵢ with the probability Pᵢ to come to λᵢ and the mean time tᵢ of
/// the trials from there.
package struct ForwardFlux: Sendable {
  /// The walkers' motion with home, target and score.
  package let excursions: Excursions
  /// Walkers drawn from the law that they start from.
  package let starts: Walkers
  /// Where walkers that come from home are in the long run, if it is known.
  package let law: ReactantLaw?
  /// Rounds that do not count, at least; where a law is known more of them are taken as it says.
  package var runIn = 1

  /// How rounds are timed.
  var clock: LoopClock { law.map { $0.hasFarTime ? .nearHome : .loops } ?? .loopsAndClimb }

  /// The share of the trials that each interface lets through where nothing else is said.
  package static let successProbability = 0.3

  /// Forward flux sampling.
  ///
  /// - Parameters:
  ///   - excursions: with home and target.
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - law: of the walkers that come from home; `nil` where no grid can tell it.
  /// - Throws: `NotApplicable` without home, target or starting points.
  package init(_ excursions: Excursions, starts: [Double], law: ReactantLaw? = nil) throws(NotApplicable) {
    guard excursions.home != nil, excursions.target != nil else {
      throw NotApplicable("forward flux sampling needs a home and a target")
    }
    let count = starts.count / max(excursions.potential.dimension, 1)
    guard count > 0 else { throw NotApplicable("there are no starting points") }
    self.excursions = excursions
    self.law = law
    self.starts = excursions.walkers((0..<UInt32(count)).map { $0 }, at: starts)
  }

  /// Some of the states, as evenly as can be, from a random beginning: each is as likely as the others.
  static func spread(_ count: Int, over states: Walkers, using stream: inout RandomStream) -> [Int] {
    let step = Double(states.count) / Double(count)
    let offset = stream.uniform()
    return (0..<count).map { min(Int((Double($0) + offset) * step), states.count - 1) }
  }

  /// The stream of decisions.
  var decisions: RandomStream {
    RandomStream(
      StreamName(seed: excursions.seed, task: excursions.task, purpose: .splitting), walker: 0)
  }
}

/// Gives every excursion of a run a name that no other has, and so its own noise.
struct FreshNames {
  private var next: UInt32

  init(after used: Int) { next = UInt32(used) }

  mutating func take(_ count: Int) -> [UInt32] {
    defer { next &+= UInt32(count) }
    return (0..<UInt32(count)).map { next &+ $0 }
  }
}
