// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
package import Statistics

/// Volumes, and F, E and S at any temperature, from the repetitions of nested sampling.
///
/// Repetitions are merged into one run with all their live points. Its errors are those of the shrinkage, √(H/n) to leading
/// order; where the repetitions differ by more than that explains, their spread is the error.
package struct NestedSamples: Sendable {
  /// How many repetitions there are.
  package let repetitions: Int
  /// How many energies were computed in all.
  package let evaluations: Int
  /// Whether every repetition reached its goal.
  package let isComplete: Bool
  private let whole: NestedProfile
  private let single: [NestedProfile]

  /// Spreads of the repetitions that are less probable than this are believed.
  private static let significance = 0.01
  /// More of Z than this must not rest on the last live points.
  private static let largestFinalShare = 0.2

  /// Puts repetitions together.
  ///
  /// - Throws: `NotApplicable` without repetitions, or if no point of the region was found.
  package init(combining runs: [NestedRun]) throws(NotApplicable) {
    guard !runs.isEmpty, runs.allSatisfy({ $0.logVolume == runs[0].logVolume }) else {
      throw NotApplicable("nested sampling needs repetitions that began in one box")
    }
    guard runs.allSatisfy({ $0.outside.last == 0 }) else {
      throw NotApplicable("no point of the region was found; its probability is zero or its volume too small")
    }
    repetitions = runs.count
    evaluations = runs.reduce(0) { $0 + $1.evaluations }
    isComplete = runs.allSatisfy(\.isComplete)
    whole = NestedProfile(merging: runs)
    single = runs.count > 1 ? runs.map { NestedProfile(merging: [$0]) } : []
  }

  /// The lowest energy that was found.
  package var lowestEnergy: Double { whole.energies.last ?? .nan }

  /// ln V{f ≤ ε} of the region within the box.
  ///
  /// - Throws: `NotApplicable` if no energy so low was found.
  package func logVolume(below energy: Double) throws(NotApplicable) -> Estimate {
    guard let found = whole.logVolume(below: energy) else {
      throw NotApplicable("the lowest energy that was found is \(lowestEnergy), above \(energy)")
    }
    return estimate(found.value, found.variance) { $0.logVolume(below: energy)?.value }
  }

  /// ln Z, Z = ∫_U e^{−βf} over the box.
  ///
  /// - Throws: `NotApplicable` if sampling ended before it came to the states of this temperature.
  package func logPartition(temperature: Double) throws(NotApplicable) -> Estimate {
    let moments = try moments(temperature)
    return estimate(moments.logPartition, moments.logVariance) {
      $0.moments(temperature: temperature)?.logPartition
    }
  }

  /// F, E and S of the region within the box.
  ///
  /// - Throws: `NotApplicable` if sampling ended before it came to the states of this temperature.
  package func thermodynamics(temperature: Double) throws(NotApplicable) -> WellThermodynamics {
    let moments = try moments(temperature)
    let partition = try logPartition(temperature: temperature)
    let energy = estimate(moments.energy, moments.energyVariance) { $0.moments(temperature: temperature)?.energy }
    let entropyVariance =
      moments.logVariance + moments.energyVariance / (temperature * temperature)
      + 2 * moments.covariance / temperature
    let entropy = estimate(moments.energy / temperature + moments.logPartition, entropyVariance) { profile in
      profile.moments(temperature: temperature).map { $0.energy / temperature + $0.logPartition }
    }
    return WellThermodynamics(
      freeEnergy: partition.scaled(by: -temperature), energy: energy, entropy: entropy)
  }

  /// The information H in nats: by how many factors of e the states of a temperature are narrower than the box.
  package func information(temperature: Double) throws(NotApplicable) -> Double {
    try moments(temperature).information
  }

  /// What speaks against trusting the sampling, one sentence each.
  package func warnings(temperature: Double? = nil) -> [String] {
    var warnings: [String] = []
    if !isComplete { warnings.append("a repetition of nested sampling ended before its goal") }
    if let temperature, let moments = whole.moments(temperature: temperature) {
      let spread = ratio(moments.logVariance) { $0.moments(temperature: temperature)?.logPartition }
      if let spread, spread > 1 {
        warnings.append(
          "repetitions of nested sampling differ \((spread * 10).rounded() / 10) times more than they should; "
            + "take more moves or more live points")
      }
    }
    return warnings
  }

  private func moments(_ temperature: Double) throws(NotApplicable) -> NestedProfile.TimeAverages {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard let moments = whole.moments(temperature: temperature), moments.logPartition.isFinite else {
      throw NotApplicable("no point of finite energy was found in the region")
    }
    guard whole.endsOnPlateau || moments.finalShare < Self.largestFinalShare else {
      throw NotApplicable("nested sampling ended above the states of the temperature \(temperature)")
    }
    return moments
  }

  private func estimate(_ value: Double, _ variance: Double, of quantity: (NestedProfile) -> Double?) -> Estimate {
    let spread = ratio(variance, of: quantity) ?? 1
    return Estimate(
      value, standardError: variance.squareRoot() * spread,
      accuracy: variance == 0 ? 1e-14 : nil,
      effectiveSamples: variance > 0 ? 1 / (variance * spread * spread) : nil)
  }

  /// How many times the repetitions' spread exceeds what the shrinkage explains; 1 where chance can explain it.
  private func ratio(_ variance: Double, of quantity: (NestedProfile) -> Double?) -> Double? {
    let values = single.compactMap(quantity)
    guard variance > 0, values.count == single.count, let spread = mean(of: values), values.count > 2 else {
      return nil
    }
    let square = spread.standardError * spread.standardError / variance
    let freedom = Double(values.count - 1)
    return gsl_cdf_chisq_Q(square * freedom, freedom) < Self.significance ? square.squareRoot() : 1
  }
}
