// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Training

/// Whether the error bars of stochastic quadrature hold the truth as often as they say.
@Suite struct SpectrumCoverageTests {
  @Test(.long) func errorBarsHoldTheTruth() throws {
    // Standardized by Student's t with 15 degrees of freedom, of which 95 % are below 2.131.
    let (matrices, limit) = (200, 2.131)
    var held = ["trace": 0, "log-determinant": 0, "count": 0]
    var squares = ["trace": 0.0, "log-determinant": 0.0, "count": 0.0]
    for number in 0..<UInt64(matrices) {
      var random = SplitMix(900 + number)
      let values = (0..<40).map { $0 % 4 == 0 ? -random.uniform() - 0.1 : 0.1 + exp(2 * random.normal()) }
      let known = KnownSpectrum(values, seed: number)
      let found = StochasticQuadrature(of: known.symmetric, probes: 16, steps: 40, stream: KnownSpectrum.stream(number))
      for (name, sum, exact) in [
        ("trace", found.trace, values.reduce(0, +)),
        ("log-determinant", found.logDeterminant(threshold: 0), values.reduce(0) { $0 + log(abs($1)) }),
        ("count", found.count { $0 < 0 }, 10),
      ] {
        let sum = try #require(sum)
        let z = (sum.value - exact) / sum.standardError
        if abs(z) <= limit { held[name, default: 0] += 1 }
        squares[name, default: 0] += z * z / Double(matrices)
      }
    }
    for name in held.keys {
      // Binomial about 190 with deviation 3.1; the variance of t is 15/13.
      #expect(abs(Double(held[name] ?? 0) - 0.95 * Double(matrices)) < 4 * 3.1, "\(name): \(held[name] ?? 0) of 200")
      #expect(abs((squares[name] ?? 0) - 15.0 / 13) < 4 * 0.15, "\(name): \(squares[name] ?? 0)")
    }
  }
}
