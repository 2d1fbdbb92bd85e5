// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport
import Testing

@testable import Training

/// Whether the error bars of stochastic quadrature hold the truth as often as they say.
@Suite struct SpectrumCoverageTests {
  /// Without known eigenvectors a spectrum of one order of magnitude, with them one whose largest eigenvalues make most of
  /// the trace.
  @Test(.long, arguments: [(known: 0, width: 0.5), (known: 4, width: 1.5)])
  func errorBarsHoldTheTruth(_ law: (known: Int, width: Double)) throws {
    // Standardized by Student's t with 15 degrees of freedom, of which 95 % are below 2.131.
    let (matrices, limit) = (200, 2.131)
    var held: [String: Double] = [:]
    var squares: [String: Double] = [:]
    for number in 0..<UInt64(matrices) {
      var random = SplitMix(900 + number)
      let values = (0..<40).map { $0 % 4 == 0 ? -random.uniform() - 0.1 : 0.1 + exp(law.width * random.normal()) }
      let known = KnownSpectrum(values, seed: number, reflections: 40)
      let stream = KnownSpectrum.stream(number)
      let ends = ExtremeEigenvalues(of: known.symmetric, count: law.known, steps: 40, stream: stream)
      let found = StochasticQuadrature(
        of: known.symmetric, probes: 16, steps: 40, known: ends.top + ends.bottom, stream: stream)
      for (name, sum, exact) in [
        ("trace", found.trace, values.reduce(0, +)),
        ("log-determinant", found.logDeterminant(threshold: 0), values.reduce(0) { $0 + log(abs($1)) }),
        ("count", found.count(in: -Double.infinity...0), 10),
      ] {
        let sum = try #require(sum)
        let z = (sum.value - exact) / sum.standardError
        held[name, default: 0] += abs(z) <= limit ? 1 : 0
        squares[name, default: 0] += z * z / Double(matrices)
      }
    }
    for name in held.keys {
      // Binomial about 190 with deviation 3.1; z² has the mean 15/13 and, over 200 matrices, the deviation 0.13.
      #expect(abs((held[name] ?? 0) - 190) < 4 * 3.1, "\(name): \(held[name] ?? 0) of 200")
      #expect(abs((squares[name] ?? 0) - 15.0 / 13) < 4 * 0.13, "\(name): \(squares[name] ?? 0)")
    }
  }
}
