// SPDX-License-Identifier: GPL-3.0-or-later

/// A set of positions: where walkers start, where they arrive, what counts as a well.
public indirect enum Region: Sendable, Equatable {
  /// |x − center| ≤ radius.
  case ball(center: [Double], radius: Double)
  /// normal·x ≥ offset.
  case halfSpace(normal: [Double], offset: Double)
  /// lower ≤ x ≤ upper in every coordinate; infinite ends are allowed.
  case box(lower: [Double], upper: [Double])
  /// f(x) ≤ the given energy.
  case energyBelow(Double)
  /// Everything outside of a region.
  case not(Region)
  /// The common part of regions.
  case all([Region])
  /// The union of regions.
  case any([Region])
}
