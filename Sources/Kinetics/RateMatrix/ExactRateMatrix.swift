// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
package import Statistics

extension RateMatrix {
  /// The rates between cores on a line or a circle, by quadrature.
  ///
  /// Across a gap between the cores i and j the committor is q = s/s(b), s = ∫ₐˣ e^{βf}/μ; it carries ν_ij = 1/(βZ s(b)) and
  /// gives 1 − q of its law to core i and q to core j. A gap beside one core alone belongs to that core.
  ///
  /// - Parameters:
  ///   - potential: one-dimensional.
  ///   - cores: two at least, disjoint.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` in other dimensions, if cores are empty or touch, or the potential does not confine.
  package static func exact(
    _ potential: any Potential, cores: [Region], temperature: Double
  ) throws(NotApplicable) -> RateMatrix {
    guard potential.dimension == 1 else {
      throw NotApplicable("quadrature is for one dimension and the potential has \(potential.dimension)")
    }
    let energy = LineEnergy(potential, temperature: temperature)
    let sets = cores.map { energy.intervals(of: $0) }
    for (index, set) in sets.enumerated() {
      guard !set.ranges.isEmpty else { throw NotApplicable("the core \(index + 1) is empty") }
      guard sets[..<index].allSatisfy({ $0.intersection(set).ranges.isEmpty }) else {
        throw NotApplicable("two cores overlap or touch")
      }
    }
    let union = Intervals(sets.flatMap(\.ranges).sorted { $0.lowerBound < $1.lowerBound })
    // High as a core may be, its share is to be accurate relative to itself.
    let level = sets.flatMap(\.ranges).map { energy.lowest(in: $0) }.reduce(-Double.infinity, max)
    let breaks = union.ranges.flatMap { [$0.lowerBound, $0.upperBound] }.filter(\.isFinite)
    let whole = try energy.truncated(energy.domain, against: level)
    let all = try GibbsLine(energy, over: whole, breaks: breaks)
    let gibbs = all.energies.map { -$0 }
    var accuracy = all.accuracy
    var shares = sets.map { set in
      set.ranges.filter { $0.overlaps(whole) }.reduce(-Double.infinity) {
        GibbsLine.logSum($0, all.over($1.clamped(to: whole), gibbs))
      }
    }
    var fluxes = sets.map { _ in [Double](repeating: -.infinity, count: sets.count) }
    for segment in LineSegment.outside(union, of: energy) {
      func core(at place: Double) -> Int? {
        sets.indices.first { segment.part(of: sets[$0], on: energy).contains(place) }
      }
      let lower = segment.lowerAbsorbs ? core(at: segment.range.lowerBound) : nil
      let upper = segment.upperAbsorbs ? core(at: segment.range.upperBound) : nil
      guard let own = lower ?? upper else { continue }
      let range = try energy.truncated(segment.range, against: level)
      let gap = try GibbsLine(energy, over: range, breaks: [])
      let law = gap.energies.map { -$0 }
      accuracy = max(accuracy, gap.accuracy)
      guard let lower, let upper, lower != upper else {
        shares[own] = GibbsLine.logSum(shares[own], gap.over(range, law))
        continue
      }
      let before = gap.fromLeft(gap.resistances)
      let after = gap.fromRight(gap.resistances)
      let total = before.edges[before.edges.count - 1]
      shares[lower] = GibbsLine.logSum(
        shares[lower], gap.over(range, zip(law, after.nodes).map { $0 + $1 - total }))
      shares[upper] = GibbsLine.logSum(
        shares[upper], gap.over(range, zip(law, before.nodes).map { $0 + $1 - total }))
      let flux = -total - log(energy.inverseTemperature)
      fluxes[lower][upper] = GibbsLine.logSum(fluxes[lower][upper], flux)
      fluxes[upper][lower] = fluxes[lower][upper]
    }
    return RateMatrix(logFluxes: fluxes, logShares: shares, accuracy: 4 * accuracy)
  }
}
