// SPDX-License-Identifier: GPL-3.0-or-later

/// How the errors of a scheme fall with its time step h, as theory promises for smooth potentials.
///
/// The tests measure these orders, and docs/orders.md prints what they found.
public struct Convergence: Sendable, Equatable {
  /// p in ⟨|x_h − x|⟩ = O(hᵖ) at a fixed time on the same Brownian path; `nil` where none is promised.
  public var strong: Double?
  /// p in ⟨φ(x_h)⟩ − ⟨φ(x)⟩ = O(hᵖ) at a fixed time; `nil` where none is promised.
  public var weak: Double?
  /// How averages over the stationary law converge.
  public var stationary: StationaryAccuracy
  /// What else a reader of the orders should know, a sentence that begins after the scheme's name; `nil` if nothing.
  public var remark: String?

  /// The orders of a scheme; by default nothing is promised.
  public init(
    strong: Double? = nil, weak: Double? = nil, stationary: StationaryAccuracy = .unknown, remark: String? = nil
  ) {
    self.strong = strong
    self.weak = weak
    self.stationary = stationary
    self.remark = remark
  }
}

/// How far averages over a scheme's own stationary law are from those over e^{−βf}.
public enum StationaryAccuracy: Sendable, Equatable {
  /// No order is promised.
  case unknown
  /// The difference is O(hᵖ) with this p.
  case order(Double)
  /// There is no difference at any time step.
  case exact
}
