// SPDX-License-Identifier: GPL-3.0-or-later

/// What was seen in one window of umbrella sampling: numbers only, so that windows can be sampled in separate tasks.
package struct WindowSamples: Sendable, Equatable, Codable {
  /// The window's index; the index after the last window's means draws from the harmonic reference.
  package var window: Int
  /// Which temperature of the ladder it is: 0 for θ itself, upwards for the hotter ones.
  package var rung = 0
  /// How many walkers there were. The values of one walker follow each other, walker after walker.
  package var walkers: Int
  /// s of each sample.
  package var coordinates: [Double]
  /// f without the bias; ∞ outside of the potential's domain.
  package var energies: [Double]
  /// φ of the harmonic reference; empty where there is none.
  package var referenceEnergies: [Double]
  /// Which regions the sample belongs to: bit r for region r.
  package var memberships: [Int]
  /// The time step that was used; 0 for exact draws.
  package var timeStep: Double
  /// Steps between samples; 0 for exact draws.
  package var interval: Int
  /// The numbers that the potential tells of each sample: one array for each of the observables that were asked for.
  package var told: [[Double]] = []
  /// |∇s|² of each sample; empty where it was not asked for.
  package var squaredSlopes: [Double] = []

  /// The samples of a window.
  package init(
    window: Int, walkers: Int, coordinates: [Double], energies: [Double], referenceEnergies: [Double],
    memberships: [Int], timeStep: Double, interval: Int
  ) {
    self.window = window
    self.walkers = walkers
    self.coordinates = coordinates
    self.energies = energies
    self.referenceEnergies = referenceEnergies
    self.memberships = memberships
    self.timeStep = timeStep
    self.interval = interval
  }

  /// The values of each walker by itself.
  func chains(_ values: [Double]) -> [[Double]] {
    let length = values.count / max(walkers, 1)
    return (0..<walkers).map { Array(values[($0 * length)..<(($0 + 1) * length)]) }
  }
}
