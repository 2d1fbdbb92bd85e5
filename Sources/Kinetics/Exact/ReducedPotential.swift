// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

/// x moves in the marginal only if the walls relax at once. They lag behind by 1/2k, which acts on x as a friction γ(x)
/// instead of 1, to first order; what the friction changes is the error of the reduction.
extension ChannelMarginal {
  /// γ(x) = 1 + (d − 1) θ (k′/k)²/4k.
  func friction(at x: Double) -> Double {
    let stiffness = channel.stiffness(Dual(variable: x))
    let narrowing = stiffness.slope / stiffness.value
    return 1 + Double(channel.dimension - 1) * temperature * narrowing * narrowing / (4 * stiffness.value)
  }
}

/// A potential of x alone, with the friction that its reduction to x has left out.
struct ReducedPotential {
  let potential: any Potential
  /// γ(x), or `nil` where nothing was left out.
  let friction: (@Sendable (Double) -> Double)?

  /// The potential itself in one dimension, the marginal of a channel in more.
  init(_ potential: any Potential, temperature: Double) throws(NotApplicable) {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    if potential.dimension == 1 {
      self.init(potential: potential, friction: nil)
    } else if let channel = potential as? any ChannelPotential {
      let mobility = potential.mobility
      guard !(mobility?.varies ?? false) else {
        throw NotApplicable(
          "a channel is reduced to its axis where walkers are equally mobile everywhere, and here they are not")
      }
      self.init(marginalOf: channel, temperature: temperature, mobility: mobility)
    } else {
      throw NotApplicable("quadrature is for one dimension and the potential has \(potential.dimension)")
    }
  }

  private init(marginalOf channel: some ChannelPotential, temperature: Double, mobility: Mobility?) {
    let marginal = ChannelMarginal(channel: channel, temperature: temperature)
    self.init(
      potential: mobility.map { marginal.moved(by: $0) } ?? marginal, friction: { marginal.friction(at: $0) })
  }

  private init(potential: any Potential, friction: (@Sendable (Double) -> Double)?) {
    self.potential = potential
    self.friction = friction
  }

  /// The region that a region of all coordinates means for x alone.
  ///
  /// - Throws: `NotApplicable` if whether a point belongs to it depends on another coordinate.
  static func alongFirstAxis(_ region: Region) throws(NotApplicable) -> Region {
    guard let section = region.alongFirstAxis else {
      throw NotApplicable("a region depends on more than the first coordinate, along which the passage is reduced")
    }
    return section
  }
}
