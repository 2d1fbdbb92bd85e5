// SPDX-License-Identifier: GPL-3.0-or-later

/// What a region holds at a temperature, where a potential knows it in closed form.
public struct ExactGibbs: Sendable, Equatable {
  /// ln Z = ln ∫_U e^{−βf} dx; −∞ for a region without volume.
  public var logPartition: Double
  /// E = ⟨f⟩_U.
  public var energy: Double
  /// The relative accuracy of Z, that of the formula's evaluation.
  public var accuracy: Double

  /// The partition function and the mean energy of a region.
  public init(logPartition: Double, energy: Double, accuracy: Double = 1e-14) {
    self.logPartition = logPartition
    self.energy = energy
    self.accuracy = accuracy
  }
}
