// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

/// Transition-path theory in one dimension by quadrature: committor, reactive flux and rate between two regions.
///
/// Across a gap between A and B the committor is q = s/s(b), s = ∫ₐˣ e^{βf}, and carries the flux ν = 1/(βZ s(b)),
/// Z = ∫e^{−βf}; fluxes of several gaps add. k_AB = ν/ρ_A with ρ_A = ∫(1 − q)ρ, the share of time in which A was the last
/// of the two to be visited. With a mobility, s = ∫ₐˣ e^{βf}/μ.
public struct ExactTransition: Sendable {
  /// ν, the mean number of transitions from A to B in a unit of time.
  public let reactiveFlux: Estimate
  /// ρ_A, the share of time that belongs to A.
  public let reactantShare: Estimate
  /// k_AB = ν/ρ_A.
  public let rate: Estimate
  private let gaps: [Gap]
  private let line: LineEnergy
  private let reactant: Intervals
  private let product: Intervals

  /// A gap with the logarithm of s from its left end.
  private struct Gap: Sendable {
    var segment: LineSegment
    var range: ClosedRange<Double>
    /// Whether q is 0 and 1 at the lower and the upper end; walls take the value of the other end.
    var lower: Double
    var upper: Double
  }

  /// Solves between the regions A and B.
  ///
  /// - Parameters:
  ///   - potential: one-dimensional.
  ///   - reactant: A.
  ///   - product: B, disjoint from A.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` in other dimensions, or if the regions are empty, touch, or the potential does not confine.
  public init(potential: any Potential, from reactant: Region, to product: Region, temperature: Double)
    throws(NotApplicable)
  {
    guard potential.dimension == 1 else {
      throw NotApplicable("quadrature is for one dimension and the potential has \(potential.dimension)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    let energy = LineEnergy(potential, temperature: temperature)
    let a = energy.intervals(of: reactant)
    let b = energy.intervals(of: product)
    guard !a.ranges.isEmpty, !b.ranges.isEmpty else { throw NotApplicable("one of the two regions is empty") }
    guard a.intersection(b).ranges.isEmpty else { throw NotApplicable("the two regions overlap or touch") }
    // Small or high as A may be, its share is to be accurate relative to itself.
    let level = a.ranges.map { energy.lowest(in: $0) }.reduce(-Double.infinity, max)
    let breaks = (a.ranges + b.ranges).flatMap { [$0.lowerBound, $0.upperBound] }.filter(\.isFinite)
    let whole = try energy.truncated(energy.domain, against: level)
    let all = try GibbsLine(energy, over: whole, breaks: breaks)
    let logPartition = all.over(whole, all.energies.map { -$0 })

    var gaps: [Gap] = []
    var flux = -Double.infinity
    var shareOfA = a.ranges.reduce(-Double.infinity) { sum, range in
      guard range.overlaps(whole) else { return sum }
      return GibbsLine.logSum(sum, all.over(range.clamped(to: whole), all.energies.map { -$0 }))
    }
    var accuracy = all.accuracy
    for segment in LineSegment.outside(a.union(b), of: energy) {
      let beside = segment.part(of: a, on: energy)
      var lower = beside.contains(segment.range.lowerBound) ? 0.0 : 1.0
      let upper = segment.upperAbsorbs ? (beside.contains(segment.range.upperBound) ? 0 : 1) : lower
      if !segment.lowerAbsorbs { lower = upper }
      if lower == 1, upper == 1 {
        gaps.append(Gap(segment: segment, range: segment.range, lower: 1, upper: 1))
        continue
      }
      let range = try energy.truncated(segment.range, against: level)
      let gap = try GibbsLine(energy, over: range, breaks: [])
      let gibbs = gap.energies.map { -$0 }
      accuracy = max(accuracy, gap.accuracy)
      if lower == upper {
        shareOfA = GibbsLine.logSum(shareOfA, gap.over(range, gibbs))
      } else {
        let before = gap.fromLeft(gap.resistances)
        let after = gap.fromRight(gap.resistances)
        let total = before.edges[before.edges.count - 1]
        flux = GibbsLine.logSum(flux, -total)
        // 1 − q is s of the far side over the whole, where A is.
        let stays = lower == 0 ? after.nodes : before.nodes
        shareOfA = GibbsLine.logSum(shareOfA, gap.over(range, zip(gibbs, stays).map { $0 + $1 - total }))
      }
      gaps.append(Gap(segment: segment, range: range, lower: lower, upper: upper))
    }
    guard flux > -.infinity else { throw NotApplicable("no way leads from one region to the other") }
    let logFlux = flux - logPartition - log(energy.inverseTemperature)
    reactiveFlux = .exact(exp(logFlux), accuracy: 2 * accuracy)
    reactantShare = .exact(exp(shareOfA - logPartition), accuracy: 3 * accuracy)
    rate = .exact(exp(logFlux + logPartition - shareOfA), accuracy: 4 * accuracy)
    self.gaps = gaps
    line = energy
    self.reactant = a
    self.product = b
  }

  /// q(x), the probability to reach B before A from a point.
  ///
  /// - Throws: `NotApplicable` if the point lies outside the domain.
  public func committor(at point: Double) throws(NotApplicable) -> Estimate {
    let x = line.place(point)
    guard line.domain.contains(x) else { throw NotApplicable("the point \(x) lies outside the domain") }
    if reactant.contains(x) { return .exact(0, accuracy: 0) }
    if product.contains(x) { return .exact(1, accuracy: 0) }
    for gap in gaps {
      guard let place = gap.segment.part(of: Intervals([x...x]), on: line).ranges.first?.lowerBound else {
        continue
      }
      if gap.lower == gap.upper { return .exact(gap.lower, accuracy: 0) }
      let barrier = try GibbsLine(line, over: gap.range, breaks: [place])
      let before = barrier.over(gap.range.lowerBound...place, barrier.resistances)
      let after = barrier.over(place...gap.range.upperBound, barrier.resistances)
      let risen = gap.upper == 1 ? before : after
      return .exact(exp(risen - GibbsLine.logSum(before, after)), accuracy: 2 * barrier.accuracy)
    }
    throw NotApplicable("the point \(x) lies in no gap between the regions")
  }
}
