// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// What umbrella sampling found.
package struct UmbrellaAnalysis: Sendable {
  /// A region's share of the stationary law, and what it holds.
  package struct Member: Sendable {
    /// The region's name.
    package let name: String
    /// The probability to be in the region.
    package let population: Estimate
    /// F, E and S; F and S of a run that is not absolute are relative to those of all of space: F = −θ ln population.
    package let thermodynamics: WellThermodynamics
  }

  /// One bin of the free-energy profile.
  package struct ProfilePoint: Sendable, Equatable {
    /// The bin.
    package let bin: ClosedRange<Double>
    /// −θ ln ρ of the mean density ρ of the stationary law in the bin.
    package let freeEnergy: Estimate
  }

  /// Two regions compared, with errors that know that the same samples made both.
  package struct Difference: Sendable, Equatable {
    /// F, E and S of the one minus those of the other.
    package let thermodynamics: WellThermodynamics
    /// The population of the one over that of the other.
    package let populationRatio: Estimate
  }

  /// The regions in the order in which they were given.
  package let members: [Member]
  /// The free energy along the coordinate, over the bins that hold samples.
  package let profile: [ProfilePoint]
  /// F of all of space, where it is absolute.
  package let freeEnergy: Estimate?
  /// MBAR's overlap matrix; the harmonic reference is the first state where there is one.
  package let overlap: [[Double]]
  /// What the states of the overlap matrix are called.
  package let states: [String]
  /// The second largest eigenvalue of the overlap matrix.
  package let secondEigenvalue: Double
  /// The statistical inefficiency of each state's samples.
  package let inefficiencies: [Double]
  /// R̂ of s, of f and of membership in the regions, the largest one in each state; 1 for exact draws.
  package let rHat: [Double]
  /// What speaks against trusting the result, one sentence each.
  package let warnings: [String]
  /// The samples with their weights.
  package let samples: JointSamples
  /// Covariances of ln Z and E of all regions: element (2i, 2j) of ln Zᵢ and ln Zⱼ, (2i + 1, 2j) of Eᵢ and ln Zⱼ.
  let covariance: [[Double]]
  let temperature: Double

  /// A region relative to another.
  package func difference(of member: Int, relativeTo other: Int) -> Difference {
    let signs = [(2 * member, 1.0), (2 * other, -1.0)]
    func variance(_ freeEnergy: Double, _ energy: Double) -> Double {
      let weights = signs.flatMap { [($0.0, $0.1 * freeEnergy), ($0.0 + 1, $0.1 * energy)] }
      return weights.reduce(0) { sum, a in weights.reduce(sum) { $0 + a.1 * $1.1 * covariance[a.0][$1.0] } }
    }
    let (a, b) = (members[member].thermodynamics, members[other].thermodynamics)
    func estimate(_ value: Double, _ variance: Double, _ one: Estimate, _ two: Estimate) -> Estimate {
      let samples = [one.effectiveSamples, two.effectiveSamples].compactMap(\.self).min()
      return Estimate(value, standardError: max(0, variance).squareRoot(), effectiveSamples: samples)
    }
    let free = a.freeEnergy.value - b.freeEnergy.value
    let logError = max(0, variance(1, 0)).squareRoot()
    let ratio = exp(-free / temperature)
    return Difference(
      thermodynamics: WellThermodynamics(
        freeEnergy: estimate(free, temperature * temperature * variance(1, 0), a.freeEnergy, b.freeEnergy),
        energy: estimate(a.energy.value - b.energy.value, variance(0, 1), a.energy, b.energy),
        // S = E/θ + ln Z.
        entropy: estimate(a.entropy.value - b.entropy.value, variance(1, 1 / temperature), a.entropy, b.entropy)),
      populationRatio: Estimate(
        ratio, standardError: ratio * logError,
        interval: .between(ratio * exp(-1.959964 * logError), ratio * exp(1.959964 * logError)),
        effectiveSamples: [a.freeEnergy.effectiveSamples, b.freeEnergy.effectiveSamples].compactMap(\.self).min()))
  }
}
