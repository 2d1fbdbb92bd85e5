// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The free energy along a channel with harmonic walls, g(x) + (θ/2)(d − 1) ln k(x): a potential of x alone.
///
/// The stationary law of x is e^{−β·that}, exactly.
package struct ChannelMarginal<Channel: ChannelPotential>: Potential {
  /// The channel.
  package let channel: Channel
  /// θ.
  package let temperature: Double

  /// The marginal of a channel at a temperature θ > 0.
  package init(channel: Channel, temperature: Double) {
    self.channel = channel
    self.temperature = temperature
  }

  /// The coordinate along the channel is all that is left.
  package var dimension: Int { 1 }
  /// That of x.
  package var window: [ClosedRange<Double>] { [channel.window[0]] }
  /// Those of x.
  package var boundaries: [Boundary] { [channel.boundaries[0]] }

  /// g(x) + (θ/2)(d − 1) ln k(x).
  package func energy(at position: Span<Double>) -> Double {
    channel.floor(position[0]) + temperature / 2 * Double(channel.dimension - 1) * log(channel.stiffness(position[0]))
  }

  /// g′(x) + (θ/2)(d − 1) k′(x)/k(x).
  package func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = Dual(variable: position[0])
    let stiffness = channel.stiffness(x)
    gradient[0] =
      channel.floor(x).slope + temperature / 2 * Double(channel.dimension - 1) * stiffness.slope / stiffness.value
  }
}
