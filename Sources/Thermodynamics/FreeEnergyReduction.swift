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

  /// A region on which f = 0: Z is its volume.
  static func flat(volume: Double, temperature: Double) throws(NotApplicable) -> WellThermodynamics {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard volume > 0 else { throw NotApplicable("the region has no volume within the cube") }
    return WellThermodynamics(
      logPartition: log(volume), energy: 0, temperature: temperature, logError: 1e-14, energyError: 0)
  }
}

extension Cube {
  /// The volume of a region within the walls by geometry; `nil` where that has no formula here.
  ///
  /// Axis-parallel boxes and half-spaces, what they have in common, and balls that do not reach a wall.
  func volume(of region: Region) throws(NotApplicable) -> Double? {
    let sides = window
    if case .ball(let center, let radius) = region {
      guard zip(center, sides).allSatisfy({ $1.lowerBound <= $0 - radius && $0 + radius <= $1.upperBound }) else {
        return nil
      }
      let d = Double(dimension)
      return exp(d / 2 * log(.pi) - lgamma(d / 2 + 1) + d * log(radius))
    }
    guard let box = region.axisParallelBox(dimension: dimension) else { return nil }
    return zip(box, sides).reduce(1) { volume, pair in
      volume * max(0, min(pair.0.upper, pair.1.upperBound) - max(pair.0.lower, pair.1.lowerBound))
    }
  }
}

extension Region {
  /// The region as one box with sides along the axes; its ends may be infinite or out of order, where it is empty.
  fileprivate func axisParallelBox(dimension: Int) -> [(lower: Double, upper: Double)]? {
    var box = Array(repeating: (lower: -Double.infinity, upper: Double.infinity), count: dimension)
    switch self {
    case .box(let lower, let upper): return zip(lower, upper).map { (lower: $0, upper: $1) }
    case .halfSpace(let normal, let offset):
      let axes = normal.indices.filter { normal[$0] != 0 }
      guard axes.count == 1 else { return nil }
      let edge = offset / normal[axes[0]]
      if normal[axes[0]] > 0 { box[axes[0]].lower = edge } else { box[axes[0]].upper = edge }
      return box
    case .energyBelow(let energy):
      // f = 0: everything or nothing.
      return energy >= 0 ? box : box.map { (lower: $0.upper, upper: $0.lower) }
    case .all(let regions):
      for region in regions {
        guard let part = region.axisParallelBox(dimension: dimension) else { return nil }
        box = zip(box, part).map { (lower: max($0.lower, $1.lower), upper: min($0.upper, $1.upper)) }
      }
      return box
    case .ball, .observable, .not, .any: return nil
    }
  }
}
