// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials

/// Where a passage starts.
public enum StartLaw: Sendable, Equatable {
  /// At one point.
  case point([Double])
  /// Drawn from e^{−βf} restricted to a region, the part of it outside the target.
  case gibbs(Region)
}
