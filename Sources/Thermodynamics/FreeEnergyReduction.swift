// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics

extension FreeEnergy {
  /// A channel f = g(x) + ½k(x)|y|² on a region of x: the d − 1 Gaussian integrals are done by hand.
  ///
  ///     Z = (2πθ)^{(d−1)/2} ∫ e^{−βg} k^{−(d−1)/2} dx,   E = ⟨g⟩ + (d − 1)θ/2
  ///
  /// with the mean over the marginal law of x: equipartition holds at every x.
  static func reduced(
    _ channel: some ChannelPotential, section: Region, temperature: Double
  ) throws(NotApplicable) -> WellThermodynamics {
    let marginal = ChannelMarginal(channel: channel, temperature: temperature)
    let integral = try GibbsIntegral(marginal, over: section, temperature: temperature)
    let partition = integral { _ in 1 }
    guard partition.value != 0 else { throw NotApplicable("the region has no volume; its probability is zero") }
    guard partition.value > 0, partition.value.isFinite else {
      throw NotApplicable("the integral over the region is \(partition.value)")
    }
    // ⟨g⟩ from its lowest value on: g − g₀ is positive like the heights of other potentials.
    let floor = integral.lowestValue { channel.floor($0) }
    let height = integral.integral { _, x in (channel.floor(x) - floor) / temperature }
    let transverse = Double(channel.dimension - 1)
    let mean = temperature * height.value / partition.value
    guard mean.isFinite else { throw NotApplicable("the mean energy of the region is \(mean)") }
    return WellThermodynamics(
      logPartition: log(partition.value) - integral.reference / temperature
        + transverse / 2 * log(2 * .pi * temperature),
      energy: floor + mean + transverse * temperature / 2, temperature: temperature,
      logError: partition.relativeError, energyError: abs(mean) * (partition.relativeError + height.relativeError))
  }
}
