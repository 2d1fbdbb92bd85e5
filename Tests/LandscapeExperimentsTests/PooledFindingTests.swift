// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Settings
import Statistics
import Testing

@testable import Experiments

/// A sweep over the seed asks the same question again: its answers are stated together.
@Suite struct PooledFindingTests {
  private static let yaml = """
    experiment: escape-rate
    potential: {kind: double-well}
    temperature: 0.5
    from: left
    start: minimum
    to: right
    dynamics: {time-step: 0.01}
    walkers: 256
    methods: [first-passage, exact]
    sweep:
      seed: [1, 2, 3, 4]
    """

  @Test func repetitionsAreStatedTogetherWithTheirSpread() throws {
    let analysis = try analyzed(Self.yaml)
    let rates = analysis.findings.filter { $0.quantity == "escape-rate" && $0.method == "first-passage" }
    let single = rates.filter { $0.at["seed"] != nil }.compactMap(\.value)
    #expect(single.count == 4)
    // Other points, other noise.
    #expect(Set(single).count == 4)
    let pooled = try #require(rates.first { $0.at["seed"] == nil })
    let mean = single.reduce(0, +) / 4
    let spread = (single.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    #expect(abs((pooled.value ?? 0) - mean) < 1e-12 * mean)
    #expect(abs((pooled.standardError ?? 0) - spread / 2) < 1e-12 * mean)
    #expect(pooled.samples == 4)
    // Student's quantile for three degrees of freedom, not 1.96.
    let interval = try #require(pooled.interval)
    #expect(abs((interval.upperBound - mean) / (spread / 2) - 3.182446) < 1e-3)
  }

  @Test func whatIsComputedIsNotPooled() throws {
    let analysis = try analyzed(Self.yaml)
    let exact = analysis.findings.filter { $0.quantity == "escape-rate" && $0.method == "exact" }
    #expect(exact.count == 4)
    #expect(exact.allSatisfy { $0.at["seed"] != nil })
  }
}
