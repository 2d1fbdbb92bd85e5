// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Runs
import Statistics

/// What theories of the overdamped equation say of underdamped dynamics: Kramers' limit of high friction.
///
/// With dq = p dt, dp = −∇f dt − γp dt + √(2γθ) dW the position moves, for γ → ∞, by the overdamped equation with time counted
/// in units of γ: rates are k/γ, times γτ, probabilities the same. At finite friction the rate over a barrier is smaller by the
/// factor γκ/|λ₋|, κ = √(γ²/4 + |λ₋|) − γ/2, as far as the friction is not so low that energy diffuses.
struct HighFrictionLimit {
  /// γ > 0.
  let friction: Double
  /// γκ/|λ₋| at the lowest saddle out of the start's well; `nil` where none is known.
  let share: Double?

  /// Below this share the limit is not to be relied on.
  private static let reliableShare = 0.9
  /// From this share on the effect is told in per cent.
  private static let smallEffect = 0.99

  /// The limit at a point of the sweep; `nil` for overdamped dynamics, where the theories are those of the equation itself.
  init?(at point: EscapeRatePoint) throws(NotApplicable) {
    guard !point.integrator.isOverdamped else { return nil }
    guard let friction = point.integrator.momentumFriction, friction > 0 else {
      throw NotApplicable(
        "the theory is of overdamped dynamics, and without friction underdamped dynamics has no such limit")
    }
    self.friction = friction
    let curvature = point.temperature.flatMap { try? point.eyringKramers(temperature: $0).unstableCurvature }
    share = curvature.map { KramersFactor(unstableCurvature: $0, friction: friction).overdampedShare }
  }

  /// Findings of the overdamped equation, in the time of the dynamics.
  func slowed(_ findings: [Finding]) -> [Finding] {
    findings.map { finding in
      var result = finding
      switch finding.unit {
      case "1/time": result.estimate = finding.estimate?.scaled(by: 1 / friction)
      case "time": result.estimate = finding.estimate?.scaled(by: friction)
      default: return result
      }
      guard result.estimate != nil else { return result }
      let numerical = result.estimate?.accuracy ?? 0
      result.estimate?.accuracy = max(numerical, 1 - (share ?? 0))
      let words =
        "the theory is of overdamped dynamics; here it is Kramers' limit of high friction, with time in units of the friction, "
        + NumberFormat.rounded(friction, digits: 3)
      guard let share else {
        result.doubt(because: words + "; no saddle is known that would tell how near the limit is")
        return result
      }
      let effect =
        share < Self.smallEffect
        ? ", by a factor of \(NumberFormat.rounded(share, digits: 3)) or less"
        : " by about \(NumberFormat.rounded(100 * (1 - share), digits: 2)) %"
      let note = words + "; the momentum makes the rate over the barrier smaller" + effect
      if share < Self.reliableShare { result.doubt(because: note) } else { result.notes.append(note) }
      return result
    }
  }
}

extension MethodStanding {
  /// What a theory of the overdamped equation is worth at a point: in underdamped dynamics it is a limiting law.
  func ofOverdamped(at point: EscapeRatePoint) -> MethodStanding {
    point.integrator.isOverdamped ? self : .asymptotic(rank: 70 + rank)
  }
}

extension EscapeRatePoint {
  /// Findings of the overdamped equation as the point's dynamics has them.
  func inOwnTime(_ findings: () throws(NotApplicable) -> [Finding]) -> [Finding] {
    do {
      guard let limit = try HighFrictionLimit(at: self) else { return try findings() }
      return limit.slowed(try findings())
    } catch { return [.none(because: error)] }
  }

  /// Why a law of dynamics with a momentum is out of place.
  var needsMomentum: String? {
    if integrator.isOverdamped {
      return "is for underdamped dynamics, and '\(integrator.name)' is overdamped"
    }
    return integrator.momentumFriction == nil ? "needs a friction, and '\(integrator.name)' states none" : nil
  }
}
