// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Runs
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// The error bar of the relaxation rate that an ensemble shows, over many independent ensembles.
@Suite struct RelaxationCoverageTests {
  /// λ₁ of the quartic double well at β = 5, by quadrature and by grids (docs/physics.md).
  private static let gap = 0.0111046
  private static let repetitions = 400

  @Test("the interval of the relaxation rate holds the spectral gap in 95 %", .long)
  func theRateOfAnEnsemble() throws {
    var coverage = Coverage()
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
      coverage.add(try #require(rate.estimate), Self.gap)
    }
    coverage.check("the relaxation rate")
  }
}
