// SPDX-License-Identifier: GPL-3.0-or-later

/// One run of a finite-size analysis: a system of a size at a training fraction with what was measured at its end.
struct FiniteSizeObservation: Sendable, Equatable {
  /// L: the modulus.
  var size: Double
  /// The part of the whole table that is trained on.
  var fraction: Double
  /// Which training set of that size.
  var split: Int
  /// The order parameter.
  var value: Double
  /// Whether the order parameter was still changing when the run ended at its budget.
  var isUnfinished = false
}
