// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

/// The Eyring–Kramers law from a start to a target, over the chain of the wells between.
///
/// Between neighbors k(i → j) = Σ_s (κ_s/2π) √(det H(i)/|det H(s)|) e^{−β(f(s) − f(i))}; the rate is one over the mean
/// first-passage time of the Markov chain with these rates. κ = |λ₋| in overdamped dynamics; with a friction γ and unit mass
/// κ = √(γ²/4 + |λ₋|) − γ/2, the growth rate of the unstable mode (Kramers 1940; in more dimensions Langer 1969, Grote and
/// Hynes 1980). With a mobility overdamped κ = μ(s)|λ₋|.
package struct EyringKramersChain: Sendable {
  /// 1/τ from the start to the target. Its accuracy is that of the arithmetic.
  package let rate: Estimate
  /// The relative size of what the law neglects: θ over the barriers, each weighted by how much its saddle matters. The law is
  /// asymptotic, and that is an estimate and no bound.
  package let neglected: Double
  /// The rate out of the start's well over all of its saddles, wherever they lead.
  package let wellRate: Estimate
  /// The lowest saddle out of the start's well over its minimum.
  package let barrier: Double
  /// |λ₋| at that saddle.
  package let unstableCurvature: Double
  /// The lowest curvature at the bottom of the start's well.
  package let softestCurvature: Double
  /// What a reader must know of the number.
  package let notes: [String]
  /// Why it may be off by more than its accuracy.
  package let doubts: [String]

  /// Evaluates the law.
  ///
  /// - Parameters:
  ///   - passage: the wells and saddles.
  ///   - potential: any dimension.
  ///   - temperature: θ > 0.
  ///   - friction: γ > 0 of underdamped dynamics with unit mass; `nil` for overdamped dynamics.
  /// - Throws: `NotApplicable` if a Hessian on the way is singular or has the wrong index, or a target begins at a saddle while
  ///   momentum counts.
  package init(
    passage: WellPassage, potential: any Potential, temperature: Double, friction: Double? = nil
  ) throws(NotApplicable) {
    let beta = 1 / temperature
    var laws: [EyringKramers] = []
    // One law for each well checks all of its curvatures.
    for index in passage.wells.indices {
      laws.append(
        try EyringKramers(
          potential: potential, minima: [passage.wells[index].minimum],
          saddles: passage.ways.filter { $0.from == index || $0.to == index }.map(\.saddle.position),
          temperature: temperature))
    }
    if friction != nil, passage.ways.contains(where: { $0.share < 1 }) {
      throw NotApplicable("the target begins at a saddle, where momentum decides; name a target behind the saddle")
    }
    let first = laws[0]
    func growth(_ curvature: Double) -> Double {
      friction.map { KramersFactor(unstableCurvature: curvature, friction: $0).growthRate } ?? curvature
    }
    let chain = WellNetwork(
      ways: passage.ways.map { way in
        let curvature = abs(way.spectrum.eigenvalues[0])
        return WellNetwork.Way(
          from: way.from, to: way.to,
          logFlux: log(growth(curvature) / (2 * .pi)) - beta * way.spectrum.energy - way.spectrum.logDeterminant / 2
            - log(way.share) + (friction == nil ? log(potential.mobility(at: way.saddle.position)) : 0))
      },
      logWeights: laws.map { -beta * $0.bottom.energy - $0.bottom.logDeterminant / 2 },
      starts: Array(0..<passage.startCount))
    let validity = ChainValidity(
      of: chain, passage: passage, potential: potential, isHarmonic: true, temperature: temperature)
    let isSingle = passage.isSingleEscape && friction == nil
    rate = .exact(isSingle ? first.rate.value : exp(chain.logRate), accuracy: 1e-8)
    neglected = validity.error
    wellRate = .exact(friction == nil ? first.rate.value : exp(chain.logRate(outOf: 0)), accuracy: 1e-8)
    barrier = first.barrier
    unstableCurvature = first.unstableCurvature
    softestCurvature = first.bottom.eigenvalues[0]
    notes = validity.notes + passage.notes
    doubts = validity.doubts
  }

  /// Why the law for intermediate to high friction does not hold at a low one; `nil` where it does.
  ///
  /// The energy that an orbit at the height of the barrier loses is about 2πγΔE/ω in a harmonic well; by Mel'nikov and Meshkov
  /// the rate is then smaller by a factor Υ. In more dimensions other modes help, and it is no less than that.
  package func doubtOfEnergy(temperature: Double, friction: Double) -> String? {
    let loss = 2 * .pi * friction * barrier / (softestCurvature.squareRoot() * temperature)
    guard loss > 0 else { return "without friction the energy is conserved; the law is that of walkers at equilibrium" }
    let factor = KramersTurnover.depopulation(loss)
    guard factor < 0.9 else { return nil }
    return
      "at this friction an orbit at the height of the barrier loses only about \(String(format: "%.2g", loss)) θ: walkers "
      + "with the energy to cross are missing, and the rate is smaller by a factor of about \(String(format: "%.2g", factor))"
  }
}

/// κ/|λ₋| and κ = √(γ²/4 + |λ₋|) − γ/2: how fast walkers with a friction leave the top of a barrier, and Kramers' factor for it.
package struct KramersFactor: Sendable {
  /// κ, the positive root of κ² + γκ = |λ₋|.
  package let growthRate: Double
  /// κ/√|λ₋|, what transition-state theory is multiplied by: 1 without friction.
  package let transmission: Double
  /// γκ/|λ₋|, what the overdamped law at the time scale of the friction is multiplied by: 1 at high friction.
  package let overdampedShare: Double

  package init(unstableCurvature: Double, friction: Double) {
    // The difference of the two terms, without cancellation.
    growthRate = unstableCurvature / ((friction * friction / 4 + unstableCurvature).squareRoot() + friction / 2)
    transmission = growthRate / unstableCurvature.squareRoot()
    overdampedShare = friction * growthRate / unstableCurvature
  }
}
