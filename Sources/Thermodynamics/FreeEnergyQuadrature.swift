// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Statistics

extension FreeEnergy {
  /// Free energy, energy and entropy of a region by adaptive quadrature.
  ///
  /// In any dimension where the integral reduces exactly: a channel with harmonic walls and a region bounded along its axis
  /// only leaves one integral over the axis; a potential that knows the answer in closed form leaves none.
  ///
  /// - Parameters:
  ///   - potential: of at most three dimensions, a channel, or one with a closed form for the region.
  ///   - region: U.
  ///   - temperature: θ > 0.
  /// - Returns: each quantity with the bound on its relative error that the quadrature states.
  /// - Throws: `NotApplicable` in more dimensions, for an empty region, or if the integral is infinite.
  public static func quadrature(_ potential: any Potential, region: Region, temperature: Double) throws(NotApplicable)
    -> WellThermodynamics
  {
    if let channel = potential as? any ChannelPotential, let section = region.alongFirstAxis {
      return try reduced(channel, section: section, temperature: temperature)
    }
    if let exact = potential.exactGibbs(of: region, temperature: temperature) {
      return try closedForm(exact, temperature: temperature)
    }
    let integral = try GibbsIntegral(potential, over: region, temperature: temperature)
    let (partition, height) = integral.moments()
    guard partition.value != 0 else { throw NotApplicable("the region has no volume; its probability is zero") }
    guard partition.value > 0, partition.value.isFinite, height.value.isFinite else {
      throw NotApplicable("the integral over the region is \(partition.value)")
    }
    let energy = integral.reference + temperature * height.value / partition.value
    return WellThermodynamics(
      logPartition: log(partition.value) - integral.reference / temperature, energy: energy, temperature: temperature,
      logError: partition.relativeError,
      energyError: temperature * height.value / partition.value * (partition.relativeError + height.relativeError))
  }

  private static func closedForm(_ exact: ExactGibbs, temperature: Double) throws(NotApplicable) -> WellThermodynamics {
    guard temperature > 0, temperature.isFinite else {
      throw NotApplicable("the temperature is \(temperature); it must be positive")
    }
    guard exact.logPartition > -.infinity else {
      throw NotApplicable("the region has no volume; its probability is zero")
    }
    return WellThermodynamics(
      logPartition: exact.logPartition, energy: exact.energy, temperature: temperature, logError: exact.accuracy,
      energyError: abs(exact.energy) * exact.accuracy)
  }

  /// The harmonic approximation around a minimum.
  ///
  /// F ≈ f(a) − (θ/2) ln((2πθ)^d/det H), E ≈ f(a) + dθ/2, S ≈ (d/2)(1 + ln 2πθ) − ½ ln det H; exact for a quadratic well,
  /// otherwise with a relative error of order θ that is not part of the stated accuracy.
  ///
  /// - Throws: `NotApplicable` if the point is no minimum or its Hessian is singular.
  public static func harmonic(_ potential: any Potential, minimum: [Double], temperature: Double) throws(NotApplicable)
    -> WellThermodynamics
  {
    guard let spectrum = HessianSpectrum(of: potential, at: minimum), !spectrum.isSingular, spectrum.index == 0 else {
      throw NotApplicable("the Hessian is not positive at the minimum")
    }
    let d = Double(potential.dimension)
    return WellThermodynamics(
      logPartition: -spectrum.energy / temperature + d / 2 * log(2 * .pi * temperature) - spectrum.logDeterminant / 2,
      energy: spectrum.energy + d * temperature / 2, temperature: temperature, logError: 1e-9 * d, energyError: 0)
  }
}
