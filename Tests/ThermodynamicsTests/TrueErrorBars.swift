// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

/// z-scores of independent repetitions: mean 0, variance 1, and 95 % within ±1.96.
func expectTrueErrorBars(_ scores: [Double], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let n = Double(scores.count)
  let mean = scores.reduce(0, +) / n
  let squares = scores.map { ($0 - mean) * ($0 - mean) }
  let variance = squares.reduce(0, +) / (n - 1)
  let fourth = squares.reduce(0) { $0 + $1 * $1 } / n
  let held = scores.count { abs($0) <= 1.959964 }
  expectZ(mean, 0, standardError: (variance / n).squareRoot(), "mean z of \(name)", sourceLocation: sourceLocation)
  expectZ(
    variance, 1, standardError: ((fourth - variance * variance) / n).squareRoot(), "variance of z of \(name)",
    sourceLocation: sourceLocation)
  #expect(
    abs(binomialZ(held, of: scores.count, probability: 0.95)) <= 4, "\(name): \(held) of \(scores.count)",
    sourceLocation: sourceLocation)
}
