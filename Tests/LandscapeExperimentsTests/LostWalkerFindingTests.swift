// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import TestSupport
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// What becomes of numbers where forces are undefined or walkers leave the domain of f.
@Suite struct LostWalkerFindingTests {
  private func findings(_ yaml: String) throws -> [Finding] { try analyzed(yaml).findings }

  /// Released at the center of a soft cage, where the slope of the distance is undefined and the wall's is zero:
  /// τ = ∫₀ᵇ e^{βf(r)} r^{1−d} ∫₀ʳ s^{d−1} e^{−βf(s)} ds dr / θ.
  @Test(arguments: [2, 3])
  func outOfACage(dimension: Int) throws {
    let names = Array(["x", "y", "z"].prefix(dimension))
    let (radius, end, stiffness, θ) = (0.8, 1.25, 12.0, 0.9)
    let sum = names.map { "\($0)^2" }.joined(separator: " + ")
    let zeros = names.map { _ in "0" }.joined(separator: ", ")
    let found = try findings(
      """
      experiment: escape-rate
      potential: {kind: expression, energy: "k/2*max(0, sqrt(\(sum)) - R)^2", coordinates: [\(names.joined(separator: ", "))], parameters: {k: \(stiffness), R: \(radius)}}
      temperature: \(θ)
      from: {point: [\(zeros)]}
      to: {not: {ball: {center: [\(zeros)], radius: \(end)}}}
      dynamics: {time-step: 0.0005}
      walkers: 4096
      time-limit: 100
      methods: [first-passage]
      """)
    func weight(_ r: Double) -> Double { exp(-stiffness / 2 * pow(max(0, r - radius), 2) / θ) }
    let n = 20_000
    let step = end / Double(n)
    var (inner, time) = (0.0, 0.0)
    for i in 0..<n {
      let r = (Double(i) + 0.5) * step
      let part = pow(r, Double(dimension - 1)) * weight(r) * step
      time += (inner + part / 2) / (weight(r) * pow(r, Double(dimension - 1))) * step / θ
      inner += part
    }
    let mean = try #require(found.first { $0.quantity == "mean-first-passage-time" })
    #expect(!mean.isDoubtful && mean.censored == 0)
    expectZ(mean.value ?? 0, time, standardError: mean.standardError ?? 0, "τ")
  }

  private func radial(_ extra: String, θ: Double, dimension: Double) -> String {
    """
    experiment: escape-rate
    potential: {kind: expression, energy: "-T*(d - 1)*log(r)", coordinates: [r], parameters: {T: \(θ), d: \(dimension)}, \(extra)}
    temperature: \(θ)
    from: {point: [0.4]}
    to: {half-space: {normal: [1], offset: 1}}
    dynamics: {time-step: 0.0002}
    walkers: 4096
    time-limit: 100
    methods: [first-passage]
    """
  }

  /// The distance of a free walker has the entropy (d − 1) ln r as its potential and takes (1 − r₀²)/2dθ on average.
  @Test func withAMirrorAtTheEndOfTheDomain() throws {
    let found = try findings(radial("boundaries: {r: {reflecting: [0, 3]}}", θ: 0.7, dimension: 4))
    let mean = try #require(found.first { $0.quantity == "mean-first-passage-time" })
    expectZ(mean.value ?? 0, (1 - 0.16) / (8 * 0.7), standardError: mean.standardError ?? 0, "τ")
  }

  /// Without it walkers of a large step leave the domain: they make no rate and no bound, and the finding says why.
  @Test(arguments: [0.5, 100]) func withoutAMirror(timeLimit: Double) throws {
    let yaml = radial("window: {r: [0.01, 2]}", θ: 0.8, dimension: 2).replacing(
      "time-limit: 100", with: "time-limit: \(timeLimit)")
    let found = try findings(yaml)
    for quantity in ["escape-rate", "mean-first-passage-time"] {
      let finding = try #require(found.first { $0.quantity == quantity })
      #expect(finding.isDoubtful && finding.estimate == nil && finding.upperBound == nil)
      #expect(
        finding.notes.contains { $0.contains("left the domain of f") && $0.contains("log(r)") }, "\(finding.notes)")
    }
  }

  /// Walkers that all diverge bound nothing.
  @Test func allDiverged() throws {
    let found = try findings(
      """
      experiment: escape-rate
      potential: {kind: double-well, barrier: 1}
      temperature: 0.3
      from: {point: [-9]}
      to: {ball: {center: [1], radius: 0.05}}
      dynamics: {time-step: 0.05}
      walkers: 64
      time-limit: 10
      methods: [first-passage]
      """)
    let rate = try #require(found.first { $0.quantity == "escape-rate" })
    #expect(rate.isDoubtful && rate.estimate == nil && rate.upperBound == nil && rate.lowerBound == nil)
    #expect(rate.notes.contains { $0.contains("64 of 64 walkers diverged") })
  }

  /// Walkers observed on their way and walkers of schedules say it, too.
  @Test func onTheirWay() throws {
    let potential = "potential: {kind: expression, energy: \"-0.3*log(x) + x^2\", window: {x: [0.01, 3]}}"
    let relaxation = try findings(
      """
      experiment: relaxation
      \(potential)
      temperature: 1
      from: {point: [0.3]}
      dynamics: {time-step: 0.01}
      walkers: 500
      times: {until: 1}
      methods: [ensemble]
      """)
    #expect(!relaxation.isEmpty && relaxation.allSatisfy { $0.isDoubtful && $0.estimate == nil })
    let schedules = try findings(
      """
      experiment: schedule-comparison
      \(potential)
      schedules: {cold: 0.5, hot: 1}
      budget: 1
      from: {point: [0.3]}
      target: {box: {lower: [0.3], upper: [1]}}
      dynamics: {time-step: 0.01}
      walkers: 200
      """)
    #expect(schedules.contains { $0.quantity == "success-probability" && $0.isDoubtful })
  }
}
