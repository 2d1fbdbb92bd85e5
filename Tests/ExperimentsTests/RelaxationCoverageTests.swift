// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import TestSupport
import Testing

@testable import Experiments

/// The error bar of the relaxation rate that an ensemble shows, over many independent ensembles.
@Suite struct RelaxationCoverageTests {
  /// λ₁ of the quartic double well at β = 5, by quadrature and by grids (docs/physics.md).
  private static let gap = 0.0111046
  private static let repetitions = 400

  @Test("the interval of the relaxation rate holds the spectral gap in 95 %", .long)
  func theRateOfAnEnsemble() throws {
    var held = 0
    var scores: [Double] = []
    for seed in 1...Self.repetitions {
      let analysis = try analyzed(
        """
        experiment: relaxation
        seed: \(seed)
        potential: {kind: double-well}
        temperature: 0.2
        from: left
        dynamics: {integrator: leimkuhler-matthews, time-step: 0.001}
        walkers: 1000
        times: {from: 10, until: 120, count: 8, spacing: linear}
        methods: [ensemble]
        """)
      let rate = try analysis.found("relaxation-rate", by: "ensemble")
      if try #require(rate.interval).contains(Self.gap) { held += 1 }
      scores.append((try #require(rate.value) - Self.gap) / (try #require(rate.standardError)))
    }
    let count = Double(Self.repetitions)
    let share = Double(held) / count
    let squares = scores.map { $0 * $0 }
    let variance = squares.reduce(0, +) / count
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / count
    print("coverage \(share) of \(Self.repetitions), variance of z \(variance), mean \(scores.reduce(0, +) / count)")
    expectZ(share, 0.95, standardError: (0.95 * 0.05 / count).squareRoot(), "coverage")
    expectZ(variance, 1, standardError: ((fourth - variance * variance) / count).squareRoot(), "variance of z")
  }
}
