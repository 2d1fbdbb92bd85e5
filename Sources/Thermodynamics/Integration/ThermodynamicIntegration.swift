// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Dynamics
package import Potentials
package import Randomness
package import Statistics

/// F of a region as an integral of means along a path from something whose F is known.
///
///     in temperature:       βF(β) = β₀F(β₀) + ∫ ⟨f⟩_β dβ
///     between potentials:   F₁ = F₀ + ∫₀¹ ⟨f₁ − f₀⟩_λ dλ,   f_λ = (1 − λ)f₀ + λf₁
///
/// with the means of e^{−βf} restricted to the region, by MALA that rejects moves out of it. The nodes are those of
/// Gauss and Legendre (in ln β along a ladder of temperatures), and one more of no weight at the end, where E is measured.
/// Each node is a task of its own: `run` gives plain sums and `IntegratedFreeEnergy` puts them together.
package struct ThermodynamicIntegration: Sendable {
  /// One place on the path.
  package struct Node: Sendable, Equatable {
    /// β, or λ.
    package var parameter: Double
    /// What the mean counts in βF.
    package var weight: Double
    /// The same in the coarser rule; zero at every second node.
    package var coarseWeight: Double
    /// θ here.
    package var temperature: Double
  }

  /// The potential at the end of the path.
  package let potential: any Potential
  /// f₀ of a path between two potentials.
  package let from: (any Potential)?
  /// U.
  package let region: Region
  /// A point of the region to start from, best the minimum.
  package let minimum: [Double]
  /// θ at the end of the path.
  package let temperature: Double
  /// βF at the beginning of the path.
  package let reference: Estimate
  /// The places on the path in its order; the last one is its end.
  package let nodes: [Node]

  /// A path in temperature from where βF is known.
  ///
  /// - Parameters:
  ///   - temperature: θ where F is asked for.
  ///   - inverseTemperature: β₀ where it is known; 0 is allowed in a box, where β₀F is −ln V.
  ///   - reducedFreeEnergy: β₀F(β₀) of the region.
  ///   - nodes: of the Gauss–Legendre rule.
  /// - Throws: `NotApplicable` if the point is not in the region or numbers are out of range.
  package init(
    heating potential: any Potential, region: Region, minimum: [Double], temperature: Double,
    from inverseTemperature: Double, reducedFreeEnergy: Estimate, nodes: Int = 10
  ) throws(NotApplicable) {
    try Self.check(potential, region, minimum, temperature, nodes)
    guard inverseTemperature >= 0, inverseTemperature.isFinite else {
      throw NotApplicable("the inverse temperature of the reference is \(inverseTemperature); it must not be negative")
    }
    let end = 1 / temperature
    let rule = GaussLegendre(nodes: nodes)
    self.nodes =
      rule.nodes.indices.map { index in
        // dβ = β d ln β; at β₀ = 0 the integrand is smooth in β itself.
        let (half, place, stretch): (Double, Double, Double)
        if inverseTemperature > 0 {
          half = log(end / inverseTemperature) / 2
          place = exp(log(inverseTemperature) + half * (1 + rule.nodes[index]))
          stretch = place
        } else {
          half = end / 2
          place = half * (1 + rule.nodes[index])
          stretch = 1
        }
        return Node(
          parameter: place, weight: half * stretch * rule.weights[index],
          coarseWeight: half * stretch * rule.coarseWeights[index], temperature: 1 / place)
      } + [Node(parameter: end, weight: 0, coarseWeight: 0, temperature: temperature)]
    (self.potential, self.region, self.minimum, self.temperature) = (potential, region, minimum, temperature)
    from = nil
    reference = reducedFreeEnergy
  }

  /// A path in temperature from a cold reference, where importance sampling around the minimum knows F.
  ///
  /// - Parameters:
  ///   - coldness: how many times colder the reference is.
  ///   - samples: of the importance sampling.
  /// - Throws: `NotApplicable` if the Hessian is not positive at the minimum.
  package static func fromTheCold(
    _ potential: any Potential, region: Region, minimum: [Double], temperature: Double, coldness: Double = 16,
    samples: Int = 100_000, nodes: Int = 10, seed: UInt64, task: StreamTask = 0
  ) throws(NotApplicable) -> ThermodynamicIntegration {
    try check(potential, region, minimum, temperature, nodes)
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: 0)
    let cold = temperature / coldness
    let reference = try FreeEnergy.sampled(
      potential, region: region, minimum: minimum, temperature: cold, samples: samples, using: &stream)
    return try ThermodynamicIntegration(
      heating: potential, region: region, minimum: minimum, temperature: temperature, from: 1 / cold,
      reducedFreeEnergy: reference.freeEnergy.scaled(by: 1 / cold), nodes: nodes)
  }

  /// A path between two potentials.
  ///
  /// - Parameters:
  ///   - from: f₀.
  ///   - freeEnergy: F₀ of the region at the temperature.
  ///   - potential: f₁.
  /// - Throws: `NotApplicable` if the point is not in the region or numbers are out of range.
  package init(
    from: any Potential, freeEnergy: Estimate, to potential: any Potential, region: Region, minimum: [Double],
    temperature: Double, nodes: Int = 10
  ) throws(NotApplicable) {
    try Self.check(potential, region, minimum, temperature, nodes)
    guard from.dimension == potential.dimension else {
      throw NotApplicable("the potentials have \(from.dimension) and \(potential.dimension) coordinates")
    }
    let rule = GaussLegendre(nodes: nodes)
    self.nodes =
      rule.nodes.indices.map { index in
        Node(
          parameter: (1 + rule.nodes[index]) / 2, weight: rule.weights[index] / (2 * temperature),
          coarseWeight: rule.coarseWeights[index] / (2 * temperature), temperature: temperature)
      } + [Node(parameter: 1, weight: 0, coarseWeight: 0, temperature: temperature)]
    (self.potential, self.region, self.minimum, self.temperature) = (potential, region, minimum, temperature)
    self.from = from
    reference = freeEnergy.scaled(by: 1 / temperature)
  }

  /// A path from the parabola at a well's minimum to the potential, restricted to the well.
  ///
  /// - Parameter samples: draws that the share of the parabola's Gaussian within the region is counted over.
  /// - Throws: `NotApplicable` if the Hessian is not positive at the minimum.
  package static func fromTheParabola(
    _ potential: any Potential, region: Region, minimum: [Double], temperature: Double, samples: Int = 100_000,
    nodes: Int = 10, seed: UInt64, task: StreamTask = 0
  ) throws(NotApplicable) -> ThermodynamicIntegration {
    try check(potential, region, minimum, temperature, nodes)
    let parabola = try HarmonicWell(at: minimum, of: potential)
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .sampling), walker: 0)
    let free = try parabola.freeEnergy(in: region, temperature: temperature, samples: samples, using: &stream)
    return try ThermodynamicIntegration(
      from: parabola, freeEnergy: free, to: potential, region: region, minimum: minimum, temperature: temperature,
      nodes: nodes)
  }

  /// The potential whose Gibbs law a node samples.
  func landscape(at node: Int) -> any Potential {
    from.map { MixedPotential(from: $0, to: potential, share: nodes[node].parameter) } ?? potential
  }

  /// By how much the exponent −βf of a node's law changes per unit of its parameter, in units of the mean that is integrated.
  func steepness(at node: Int) -> Double { from == nil ? 1 : 1 / nodes[node].temperature }

  private static func check(
    _ potential: any Potential, _ region: Region, _ minimum: [Double], _ temperature: Double, _ nodes: Int
  ) throws(NotApplicable) {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard nodes >= 3 else {
      throw NotApplicable("a path of \(nodes) nodes has no rule to compare with; take 3 or more")
    }
    guard minimum.count == potential.dimension, region.contains(minimum, in: potential),
      potential.energy(at: minimum).isFinite
    else { throw NotApplicable("the point to start from, \(minimum), is not in the region or has no finite energy") }
  }
}
