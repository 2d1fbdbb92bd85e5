// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// Populations, energies and their differences, from the sums of all walkers of a `DirectSampling`.
///
/// Each quantity is a smooth function of means over independent walkers; its error is that of the mean of its
/// linearization over them, so that correlations between regions are in it. Intervals are Student's.
package struct DirectSamples: Sendable {
  /// θ.
  package let temperature: Double
  /// How many walkers count.
  package let walkers: Int
  /// How many walkers left the numbers and were left out.
  package let diverged: Int
  /// p_U of each region.
  package let populations: [Estimate]
  /// How often walkers changed wells.
  package let transitions: Int
  /// How much wider than within the groups of one start each region's indicator is spread over all walkers; 1 where the
  /// start is forgotten.
  ///
  /// The nested R̂ for many chains of any length, √(1 + variance of the groups' means/variance within them). Groups are the
  /// walkers of one starting well, or every fourth walker where there is one well. Source: C. Margossian et al.,
  /// Bayesian Analysis (2024), doi:10.1214/24-BA1453.
  package let rHats: [Double]
  /// Plain R̂ and effective samples of each region's indicator, averaged over the parts; `nil` where it never changes.
  ///
  /// This R̂ asks each single walker to have seen all wells many times, which many short walks need not.
  package let diagnostics: [ChainDiagnostics?]

  /// Time averages of 1_U: one array a region, one number a walker.
  private let visits: [[Double]]
  /// Time averages of f·1_U.
  private let energies: [[Double]]
  private let meanVisits: [Double]
  private let meanEnergies: [Double]
  private let observations: Double

  /// Puts parts together.
  ///
  /// - Parameter parts: of the same plan with different walkers.
  /// - Throws: `NotApplicable` for parts of different plans and fewer than two walkers.
  package init(combining parts: [DirectSums], temperature: Double) throws(NotApplicable) {
    guard let first = parts.first,
      parts.allSatisfy({
        $0.regions == first.regions && $0.batches == first.batches && $0.observations == first.observations
      })
    else { throw NotApplicable("the parts of the walkers do not belong together") }
    let batches = first.batches
    let length = Double(batches * first.observations)
    var chains = [[[Double]]](repeating: [], count: first.regions)
    var visits = [[Double]](repeating: [], count: first.regions)
    var energies = visits
    var transitions = 0.0
    var lost = 0
    var starts: [Int] = []
    for part in parts {
      let gone = Set(part.diverged)
      lost += gone.count
      for (w, name) in part.walkers.enumerated() where !gone.contains(name) {
        transitions += part.transitions[w]
        starts.append(part.starts[w])
        for region in 0..<first.regions {
          let start = (region * part.walkers.count + w) * batches
          let chain = part.visits[start..<start + batches]
          chains[region].append(chain.map { $0 / Double(first.observations) })
          visits[region].append(chain.reduce(0, +) / length)
          energies[region].append(part.energies[start..<start + batches].reduce(0, +) / length)
        }
      }
    }
    let count = visits.first?.count ?? 0
    guard count > 1 else { throw NotApplicable("\(count) walkers are left; an error bar takes at least two") }
    self.temperature = temperature
    self.visits = visits
    self.energies = energies
    walkers = count
    diverged = lost
    observations = length
    self.transitions = Int(transitions)
    meanVisits = visits.map { $0.reduce(0, +) / Double(count) }
    meanEnergies = energies.map { $0.reduce(0, +) / Double(count) }
    diagnostics = chains.map { try? ChainDiagnostics(chains: $0) }
    populations = visits.map { Self.population($0) }
    let groups = Set(starts).count > 1 ? starts : starts.indices.map { $0 % 4 }
    rHats = visits.map { Self.nestedRHat($0, groups: groups) }
  }

  /// ⟨f⟩_U.
  ///
  /// - Throws: `NotApplicable` if no walker was found in the region.
  package func energy(of region: Int) throws(NotApplicable) -> Estimate {
    try mustBeFound(region)
    return estimate(meanEnergy(region), energyInfluence(region), [region])
  }

  /// F_U − F_V = −θ ln(p_U/p_V).
  ///
  /// - Throws: `NotApplicable` if no walker was found in one of the regions.
  package func freeEnergyDifference(of region: Int, relativeTo other: Int) throws(NotApplicable) -> Estimate {
    try mustBeFound(region)
    try mustBeFound(other)
    return estimate(difference(region, other), differenceInfluence(region, other), [region, other])
  }

  /// E_U − E_V.
  ///
  /// - Throws: `NotApplicable` if no walker was found in one of the regions.
  package func energyDifference(of region: Int, relativeTo other: Int) throws(NotApplicable) -> Estimate {
    try mustBeFound(region)
    try mustBeFound(other)
    let influence = zip(energyInfluence(region), energyInfluence(other)).map { $0 - $1 }
    return estimate(meanEnergy(region) - meanEnergy(other), influence, [region, other])
  }

  /// S_U − S_V = (ΔE − ΔF)/θ.
  ///
  /// - Throws: `NotApplicable` if no walker was found in one of the regions.
  package func entropyDifference(of region: Int, relativeTo other: Int) throws(NotApplicable) -> Estimate {
    try mustBeFound(region)
    try mustBeFound(other)
    let energies = zip(energyInfluence(region), energyInfluence(other)).map { $0 - $1 }
    let influence = zip(energies, differenceInfluence(region, other)).map { ($0 - $1) / temperature }
    let value = (meanEnergy(region) - meanEnergy(other) - difference(region, other)) / temperature
    return estimate(value, influence, [region, other])
  }

  /// p_U/p_V.
  ///
  /// - Throws: `NotApplicable` if no walker was found in one of the regions.
  package func populationRatio(of region: Int, to other: Int) throws(NotApplicable) -> Estimate {
    let free = try freeEnergyDifference(of: region, relativeTo: other)
    let ratio = exp(-free.value / temperature)
    let bounds = free.bounds
    return Estimate(
      ratio, standardError: ratio * free.standardError / temperature,
      interval: .between(exp(-bounds.upperBound / temperature), exp(-bounds.lowerBound / temperature)),
      effectiveSamples: free.effectiveSamples)
  }

  /// F, E and S of a region from the free energy of a reference region that is known otherwise.
  ///
  /// - Parameters:
  ///   - reference: the index of a region of this sampling.
  ///   - freeEnergy: its F, by quadrature or importance sampling, independent of these walkers.
  /// - Throws: `NotApplicable` if no walker was found in one of the regions.
  package func thermodynamics(of region: Int, reference: Int, freeEnergy: Estimate) throws(NotApplicable)
    -> WellThermodynamics
  {
    try mustBeFound(region)
    try mustBeFound(reference)
    let known = freeEnergy.standardError + abs(freeEnergy.value) * (freeEnergy.accuracy ?? 0)
    func shifted(_ value: Double, _ influence: [Double], by shift: Double, known: Double) -> Estimate {
      var result = estimate(value, influence, [region, reference])
      let error = (result.standardError * result.standardError + known * known).squareRoot()
      let half = result.standardError > 0 ? error / result.standardError : 1
      result.interval = result.interval.flatMap {
        .between(value + shift - half * (value - $0.lowerBound), value + shift + half * ($0.upperBound - value))
      }
      result.value += shift
      result.standardError = error
      return result
    }
    let free = differenceInfluence(region, reference)
    let entropy = zip(energyInfluence(region), free).map { ($0 - $1) / temperature }
    return WellThermodynamics(
      freeEnergy: shifted(difference(region, reference), free, by: freeEnergy.value, known: known),
      energy: try energy(of: region),
      entropy: shifted(
        (meanEnergy(region) - difference(region, reference)) / temperature, entropy,
        by: -freeEnergy.value / temperature, known: known / temperature))
  }
}

extension DirectSamples {
  private func mustBeFound(_ region: Int) throws(NotApplicable) {
    guard visits.indices.contains(region) else { throw NotApplicable("there is no region \(region + 1)") }
    guard meanVisits[region] > 0 else {
      throw NotApplicable("no walker was found in the region at any observation; its probability is too small")
    }
  }

  private func meanEnergy(_ region: Int) -> Double { meanEnergies[region] / meanVisits[region] }

  private func difference(_ region: Int, _ other: Int) -> Double {
    -temperature * log(meanVisits[region] / meanVisits[other])
  }

  /// To first order a walker moves E_U by (e − E p)/p̄.
  private func energyInfluence(_ region: Int) -> [Double] {
    let energy = meanEnergy(region)
    return zip(energies[region], visits[region]).map { ($0 - energy * $1) / meanVisits[region] }
  }

  /// To first order a walker moves F_U − F_V by −θ(p_U/p̄_U − p_V/p̄_V).
  private func differenceInfluence(_ region: Int, _ other: Int) -> [Double] {
    zip(visits[region], visits[other]).map {
      -temperature * ($0 / meanVisits[region] - $1 / meanVisits[other])
    }
  }

  private func estimate(_ value: Double, _ influence: [Double], _ regions: [Int]) -> Estimate {
    let spread = mean(of: influence)
    let center = spread?.value ?? 0
    var result = Estimate(value, standardError: spread?.standardError ?? 0)
    result.interval = spread?.interval.flatMap {
      .between(value + $0.lowerBound - center, value + $0.upperBound - center)
    }
    result.effectiveSamples = regions.compactMap { populations[$0].effectiveSamples }.min()
    return result
  }

  /// The mean over walkers; where all agree on none or all, the interval of a proportion of walkers.
  private static func population(_ shares: [Double]) -> Estimate {
    let count = shares.count
    guard let result = mean(of: shares), result.standardError > 0 else {
      let share = shares.reduce(0, +) / Double(count)
      let whole = proportion(of: Int((share * Double(count)).rounded()), in: count)
      return Estimate(share, standardError: 0, interval: whole?.interval, effectiveSamples: Double(count))
    }
    var estimate = result
    estimate.effectiveSamples =
      result.value * (1 - result.value) / (result.standardError * result.standardError)
    estimate.interval = result.interval.flatMap { .between(max(0, $0.lowerBound), min(1, $0.upperBound)) }
    return estimate
  }
}
