// SPDX-License-Identifier: GPL-3.0-or-later
public import Testing
import Foundation

extension Trait where Self == ConditionTrait {
  /// Runs only in the long suite, `make test-long`.
  public static var long: Self {
    .enabled(if: ProcessInfo.processInfo.environment["RAVINE_LONG_TESTS"] != nil, "make test-long runs this")
  }
}

/// |a − b| ≤ tolerance·max(|a|, |b|), equal numbers included.
public func agree(_ a: Double, _ b: Double, relative tolerance: Double) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
}

/// Fails when |z| > 4: then there is a bug, not bad luck (p = 6e-5).
public func expectZ(
  _ value: Double, _ truth: Double, standardError: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let z = (value - truth) / standardError
  #expect(
    abs(z) <= 4, "\(what): \(value) ± \(standardError) against \(truth), z = \(z)", sourceLocation: sourceLocation)
}
