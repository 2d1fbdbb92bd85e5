// SPDX-License-Identifier: GPL-3.0-or-later

/// What is asked of the fits to a table of grokking times.
struct FitSettings: Sendable, Equatable {
  /// The laws to compare; all that apply where nothing is said.
  var laws: [String]?
  /// The distributions of the times about a law.
  var likelihoods: [String] = ["log-normal", "weibull"]
  /// How often training sets are drawn anew for intervals; none without.
  var bootstrap = 1000
  /// Names the random streams of the bootstrap.
  var seed: UInt64 = 1
}
