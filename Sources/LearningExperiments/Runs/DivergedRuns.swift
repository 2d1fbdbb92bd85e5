// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// How many of the training runs of a scenario ended because their numbers were no longer finite.
struct DivergedRuns {
  /// Those that did.
  let diverged: Int
  /// All that are finished.
  let total: Int
  /// What is known of the first of them.
  let first: String

  /// What one run was, and why it diverged; `nil` if it did not.
  init(_ notes: [String?]) {
    let found = notes.compactMap { $0 }
    diverged = found.count
    total = notes.count
    first = found.first ?? ""
  }

  /// That nothing can be said, where all of them did; else `nil`.
  var failure: String? {
    guard diverged > 0, diverged == total else { return nil }
    let which = total == 1 ? "the only training run diverged" : "all \(total) training runs diverged"
    return "\(which), so that nothing was learned\(first.isEmpty ? "." : ": \(first)")"
  }

  /// How many did, where some did and others not; else `nil`.
  var warning: String? {
    diverged > 0 && diverged < total ? "\(diverged) of \(total) training runs diverged" : nil
  }
}
