// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// A one-dimensional potential in units of the temperature, βf(x), on a line, a half-line, an interval or a circle.
struct LineEnergy: Sendable {
  let potential: any Potential
  let inverseTemperature: Double
  /// Where the line ends; infinite ends are free.
  let domain: ClosedRange<Double>
  let isCircle: Bool

  /// 1/μ(x), or γ(x) where the landscape was reduced from more dimensions and the error of that is to be known.
  let friction: (@Sendable (Double) -> Double)?
  /// Whether the friction comes from a mobility that varies, which quadrature has to follow as it follows βf.
  let followsFriction: Bool

  init(_ potential: any Potential, temperature: Double, friction: (@Sendable (Double) -> Double)? = nil) {
    let mobility = potential.mobility
    followsFriction = mobility?.varies ?? false
    if let mobility {
      let boundary = potential.boundaries.first ?? .free
      self.friction = { x in
        let position: InlineArray<1, Double> = [boundary.wrappedClosed(x)]
        return (friction?(x) ?? 1) / mobility.value(at: position.span)
      }
    } else {
      self.friction = friction
    }
    self.potential = potential
    inverseTemperature = 1 / temperature
    switch potential.boundaries.first {
    case .periodic(let range)?: (domain, isCircle) = (range, true)
    case .reflecting(let lower, let upper)?: (domain, isCircle) = (lower...upper, false)
    default: (domain, isCircle) = (-Double.infinity...Double.infinity, false)
    }
  }

  /// βf(x), on a circle of the equivalent point.
  func callAsFunction(_ x: Double) -> Double {
    let position: InlineArray<1, Double> = [place(x)]
    return inverseTemperature * potential.energy(at: position.span)
  }

  /// The same place in the domain, on a circle the equivalent point.
  func place(_ x: Double) -> Double { isCircle ? Boundary.periodic(domain).wrappedClosed(x) : x }

  /// Where the energy is not smooth in a part of the line, which on a circle may run past the period.
  func knots(within range: ClosedRange<Double>) -> [Double] {
    guard let own = (potential as? any PiecewisePotential)?.knots else { return [] }
    guard isCircle else { return own }
    let period = domain.upperBound - domain.lowerBound
    return own + own.map { $0 + period }
  }

  /// The parts of the line that belong to a region.
  func intervals(of region: Region) -> Intervals {
    let width = potential.window[0].upperBound - potential.window[0].lowerBound
    let search =
      max(
        domain.lowerBound, potential.window[0].lowerBound - 4 * width)...min(
        domain.upperBound, potential.window[0].upperBound + 4 * width)
    return region.section(along: 0, through: [0], of: potential, searching: search).intersection(Intervals([domain]))
  }

  /// Replaces infinite ends by places beyond which e^{−βf} no longer counts.
  ///
  /// - Parameters:
  ///   - range: a part of the line, perhaps with infinite ends.
  ///   - level: βf of the place that everything is measured against; the rest beyond is e^{−60} of it or less.
  func truncated(_ range: ClosedRange<Double>, against level: Double) throws(NotApplicable) -> ClosedRange<Double> {
    var lower = range.lowerBound
    var upper = range.upperBound
    if lower == -.infinity { lower = try end(from: upper, towards: -1, level: level) }
    if upper == .infinity { upper = try end(from: lower, towards: 1, level: level) }
    guard lower < upper else { throw NotApplicable("the integration range is empty") }
    return lower...upper
  }

  private func end(from fixed: Double, towards direction: Double, level: Double) throws(NotApplicable) -> Double {
    let window = potential.window[0]
    let step = (window.upperBound - window.lowerBound) / 400
    let inner = direction < 0 ? min(fixed, window.upperBound) : max(fixed, window.lowerBound)
    let edge = direction < 0 ? min(window.lowerBound, inner) : max(window.upperBound, inner)
    if self(edge) - level >= 60 {
      // Come inwards as long as nothing counts.
      var place = edge
      while abs(place - edge) < abs(edge - inner), self(place - direction * step) - level >= 60 {
        place -= direction * step
      }
      return place
    }
    var place = edge
    var stride = step
    for _ in 0..<120 {
      place += direction * stride
      if self(place) - level >= 60 { return place }
      stride *= 1.25
    }
    throw NotApplicable(
      "the potential does not confine walkers towards \(direction < 0 ? "−∞" : "+∞"), so the mean time is infinite")
  }

  /// The lowest βf on a search grid over a part of the line, infinite ends cut at four window widths.
  func lowest(in range: ClosedRange<Double>) -> Double {
    let width = potential.window[0].upperBound - potential.window[0].lowerBound
    let lower = max(range.lowerBound, min(potential.window[0].lowerBound, range.upperBound) - 4 * width)
    let upper = min(range.upperBound, max(potential.window[0].upperBound, range.lowerBound) + 4 * width)
    let count = 4000
    return (0...count).reduce(.infinity) { least, index in
      min(least, self(lower + (upper - lower) * Double(index) / Double(count)))
    }
  }
}
