// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

/// The first two moments of a first-passage time.
public struct PassageMoments: Sendable, Equatable {
  /// The mean first-passage time τ.
  public var mean: Estimate
  /// The mean of the time's square.
  public var secondMoment: Estimate
  /// The share of the start that lies inside the target, with the time zero.
  public var startsInside = 0.0

  /// 1/τ, what the method `exact` calls the escape rate.
  public var rate: Estimate { mean.inverse }

  /// The standard deviation over the mean: 1 for an exponential law.
  public var coefficientOfVariation: Double {
    max(0, secondMoment.value / (mean.value * mean.value) - 1).squareRoot()
  }
}

/// Mean first passage in one dimension by quadrature.
///
/// With τ = 0 on the target and a wall or infinity on the left,
///
///     τ(x) = β ∫ₓᵇ e^{βf(y)} ∫_{−∞}^{y} e^{−βf(z)} dz dy,
///
/// its mirror image from the right, and between two targets a and b, with s(x) = ∫ₐˣ e^{βf} and φ = s(x)/s(b),
///
///     τ(x) = β [(1 − φ) ∫ₐˣ e^{−βf} s dz + φ ∫ₓᵇ e^{−βf} (s(b) − s) dz].
///
/// With a mobility, e^{βf}/μ stands in place of e^{βf}, so that βe^{βf(y)} is e^{βf(y)}/D(y).
///
/// Everything is kept in logarithms, so that no temperature overflows before the result itself does.
///
/// A channel with harmonic walls (`ChannelPotential`) is reduced to the free energy along its axis,
/// g(x) + (θ/2)(d − 1) ln k(x). That is exact for walls stiff against θ(k′/k)²; the accuracy then holds the first-order
/// effect of their lag, a friction 1 + (d − 1)θ(k′/k)²/4k.
public struct ExactPassage: Sendable {
  private let line: LineEnergy
  private let dragged: LineEnergy?
  /// What a reader must know to trust or distrust the number.
  public let notes: [String]

  /// Prepares a landscape at a temperature.
  ///
  /// - Parameters:
  ///   - potential: one-dimensional, or a channel; free, reflecting and periodic boundaries are respected.
  ///   - temperature: θ > 0.
  /// - Throws: `NotApplicable` for other potentials.
  public init(potential: any Potential, temperature: Double) throws(NotApplicable) {
    let reduced = try ReducedPotential(potential, temperature: temperature)
    line = LineEnergy(reduced.potential, temperature: temperature)
    dragged = reduced.friction.map { LineEnergy(reduced.potential, temperature: temperature, friction: $0) }
    notes =
      dragged == nil
      ? []
      : [
        "reduced to the free energy along the channel, exact for stiff walls; the accuracy holds what their lag changes"
      ]
  }

  /// The moments of the time from a start to a target.
  ///
  /// - Parameters:
  ///   - start: a point outside the target, or the Gibbs law of a region; its part inside the target has the time zero.
  ///   - target: any region; from between two of its parts the passage ends at either.
  /// - Returns: the moments, each with a bound on its relative error, usually about 10⁻¹².
  /// - Throws: `NotApplicable` if the start lies inside the target, the target cannot be reached, or the potential does
  ///   not confine the walkers on the side away from it.
  public func moments(from start: StartLaw, to target: Region) throws(NotApplicable) -> PassageMoments {
    guard let dragged else { return try Self.moments(from: start, to: target, on: line) }
    let goal = try ReducedPotential.alongFirstAxis(target)
    let law: StartLaw =
      switch start {
      case .point: start
      case .gibbs(let region): .gibbs(try ReducedPotential.alongFirstAxis(region))
      }
    var moments = try Self.moments(from: law, to: goal, on: line)
    let slower = try Self.moments(from: law, to: goal, on: dragged)
    func widened(_ estimate: Estimate, _ other: Estimate) -> Estimate {
      .exact(estimate.value, accuracy: (estimate.accuracy ?? 0) + abs(other.value / estimate.value - 1))
    }
    moments.mean = widened(moments.mean, slower.mean)
    moments.secondMoment = widened(moments.secondMoment, slower.secondMoment)
    return moments
  }

  private static func moments(from start: StartLaw, to target: Region, on energy: LineEnergy) throws(NotApplicable)
    -> PassageMoments
  {
    let absorbing = energy.intervals(of: target)
    guard !absorbing.ranges.isEmpty else { throw NotApplicable("the target is empty") }
    var weight = -Double.infinity
    var first = -Double.infinity
    var second = -Double.infinity
    var accuracy = 0.0
    let started: Intervals
    switch start {
    case .point(let point):
      let x = energy.place(point.first ?? .nan)
      guard energy.domain.contains(x) else { throw NotApplicable("the start \(x) lies outside the domain") }
      guard !absorbing.contains(x) else { throw NotApplicable("the start \(x) lies inside the target") }
      started = Intervals([x...x])
    case .gibbs(let region):
      started = energy.intervals(of: region)
    }
    for segment in LineSegment.outside(absorbing, of: energy) {
      let here = segment.part(of: started, on: energy).ranges.filter {
        if case .point = start { return true } else { return $0.lowerBound < $0.upperBound }
      }
      guard !here.isEmpty else { continue }
      let solution = try SegmentPassage(segment, on: energy, start: here)
      for range in here {
        let part = solution.average(over: range)
        weight = GibbsLine.logSum(weight, part.weight)
        first = GibbsLine.logSum(first, part.first)
        second = GibbsLine.logSum(second, part.second)
      }
      accuracy = max(accuracy, solution.accuracy)
    }
    guard weight > -.infinity else { throw NotApplicable("the start lies inside the target") }
    let outside = weight
    if case .gibbs = start {
      for range in started.intersection(absorbing).ranges where range.lowerBound < range.upperBound {
        let line = try GibbsLine(
          energy, over: try energy.truncated(range, against: energy.lowest(in: range)), breaks: [])
        weight = GibbsLine.logSum(weight, line.over(range, line.energies.map { -$0 }))
        accuracy = max(accuracy, line.accuracy)
      }
    }
    return PassageMoments(
      mean: .exact(exp(first - weight), accuracy: 2 * accuracy),
      secondMoment: .exact(exp(second - weight), accuracy: 4 * accuracy),
      startsInside: weight > outside ? -expm1(outside - weight) : 0)
  }
}
