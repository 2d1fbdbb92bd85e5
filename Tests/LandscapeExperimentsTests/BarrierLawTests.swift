// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Runs
import Settings
import TestSupport
import Statistics
import Testing

@testable import Experiments
@testable import LandscapeExperiments

extension Analysis {
  fileprivate func finding(_ quantity: String, _ method: String) -> Finding? {
    findings.first { $0.quantity == quantity && $0.method == method }
  }

  fileprivate func rate(_ method: String) -> Double { finding("escape-rate", method)?.value ?? .nan }
}

/// The laws for barriers, against grids and quadrature, on the question that is asked.
@Suite struct BarrierLawTests {
  private func run(_ potential: String, temperature: Double, from: String, to: String, _ rest: String) throws
    -> Analysis
  {
    try analyzed(
      """
      experiment: escape-rate
      seed: 5
      potential: \(potential)
      temperature: \(temperature)
      from: \(from)
      start: minimum
      to: \(to)
      \(rest)
      """)
  }

  private static let triple =
    "{kind: expression, energy: 'x^2*(x^2 - 4)^2/6', coordinates: [x], wells: {left: [-2], middle: [0], right: [2]}}"

  /// Of two ways out of the middle well one leads away from the target; the law goes through the chain of wells.
  @Test func theFarWellIsReachedThroughTheChain() throws {
    let result = try run(
      Self.triple, temperature: 0.2, from: "middle", to: "left", "methods: [exact, eyring-kramers, eyring-free-energy]")
    #expect(agree(result.rate("eyring-kramers"), 2.41955e-4, relative: 1e-5))
    #expect(agree(result.rate("eyring-free-energy"), result.rate("exact"), relative: 0.05))
    let out = try #require(result.finding("well-escape-rate", "eyring-kramers")?.value)
    #expect(agree(out, 3 * result.rate("eyring-kramers"), relative: 1e-6))
    #expect(result.finding("escape-rate", "eyring-kramers")?.isDoubtful == false)
  }

  /// Two saddles in one line: each dividing surface is its own half. And four wells in a ring: two ways to the far corner.
  @Test func surfacesBelongToPairsOfWells() throws {
    let sides = "{any: [{half-space: {normal: [1, 0], offset: 1}}, {half-space: {normal: [0, 1], offset: 1}}]}"
    let methods = "methods: [fokker-planck, eyring-kramers, eyring-free-energy]"
    for (from, to) in [("lower-left", sides), ("lower-left", "upper-right")] {
      let result = try run("{kind: quadruple-well}", temperature: 0.12, from: from, to: to, methods)
      #expect(agree(result.rate("eyring-free-energy"), result.rate("fokker-planck"), relative: 0.05), "\(to)")
      #expect(agree(result.rate("eyring-kramers"), result.rate("fokker-planck"), relative: 0.1), "\(to)")
    }
  }

  /// A pass between two wells with a third beside it, whose ridge is bent: by the grid, with coordinates changed about and shifted.
  @Test func aBentRidgeIsFollowed() throws {
    let wells: [(name: String, x: Double, y: Double, depth: Double, width: Double)] = [
      ("a", -1.306, -0.559, 1.717, 0.381), ("b", 1.027, -0.239, 2.134, 0.510),
      ("c", 0.106, 1.189, 1.829, 0.405),
    ]
    let holes = wells.map { "{name: \($0.name), center: [\($0.x), \($0.y)], depth: \($0.depth), width: \($0.width)}" }
    let potential = "{kind: gaussian-wells, confinement: 0.5, wells: [\(holes.joined(separator: ", "))]}"
    let mirrored = wells.map {
      "{name: \($0.name), center: [\($0.y), \($0.x)], depth: \($0.depth), width: \($0.width)}"
    }
    let other = "{kind: gaussian-wells, confinement: 0.5, wells: [\(mirrored.joined(separator: ", "))]}"
    let result = try run(
      potential, temperature: 0.1, from: "a", to: "b", "methods: [fokker-planck, eyring-kramers, eyring-free-energy]")
    let laws = try run(other, temperature: 0.1, from: "a", to: "b", "methods: [eyring-kramers, eyring-free-energy]")
    for method in ["eyring-kramers", "eyring-free-energy"] {
      #expect(agree(result.rate(method), result.rate("fokker-planck"), relative: 0.1), "\(method)")
      #expect(agree(result.rate(method), laws.rate(method), relative: 1e-5), "\(method)")
    }
  }

  /// A circle with two wells: two saddles join them, and walkers may go either way round.
  @Test func twoSaddlesJoinTheWellsOfACircle() throws {
    let circle =
      "{kind: expression, energy: 'cos(2*x) + 0.2*sin(x) + 0.1*cos(x)', coordinates: [x], "
      + "boundaries: {x: {periodic: [0, 6.283185307179586]}}}"
    let result = try run(circle, temperature: 0.15, from: "well-1", to: "well-2", "methods: [exact, eyring-kramers]")
    #expect(agree(result.rate("eyring-kramers"), result.rate("exact"), relative: 0.08))
  }

  /// In underdamped dynamics the theories of the overdamped equation are a limit, and the simulation answers the question.
  @Test func theoriesOfOverdampedDynamicsAreALimit() throws {
    let friction = 5.0
    let well = "{kind: double-well}"
    let slow = try run(
      well, temperature: 0.3, from: "left", to: "right",
      "walkers: 1024\ndynamics: {integrator: BAOAB, friction: \(friction), time-step: 0.02}")
    let plain = try run(
      well, temperature: 0.3, from: "left", to: "right",
      "methods: [exact, fokker-planck, eyring-kramers, eyring-free-energy]")
    for method in ["exact", "fokker-planck", "eyring-kramers", "eyring-free-energy"] {
      #expect(agree(slow.rate(method) * friction, plain.rate(method), relative: 1e-12), "\(method)")
      let finding = try #require(slow.finding("escape-rate", method))
      #expect(finding.isDoubtful, "\(method)")
      #expect(finding.notes.contains { $0.contains("Kramers' limit of high friction") }, "\(method)")
    }
    let sampled = try #require(slow.finding("escape-rate", "first-passage")?.estimate)
    #expect(slow.answer.contains("by first-passage"), "\(slow.answer)")
    #expect(abs(slow.rate("kramers-turnover") / sampled.value - 1) < 0.1 + 4 * sampled.standardError / sampled.value)
    #expect(slow.rate("eyring-kramers") > slow.rate("kramers"))
  }

  /// Laws for dynamics with a momentum are for such dynamics.
  @Test func lawsWithFrictionAreForUnderdampedDynamics() throws {
    #expect(throws: (any Error).self) {
      try run("{kind: double-well}", temperature: 0.3, from: "left", to: "right", "methods: [kramers-turnover]")
    }
    let result = try run(
      Self.triple, temperature: 0.2, from: "middle", to: "left",
      "dynamics: {integrator: BAOAB, friction: 1}\nmethods: [kramers, kramers-turnover]")
    #expect(result.rate("kramers") > 0)
    let reason = result.finding("escape-rate", "kramers-turnover")
    #expect(reason?.value == nil && reason?.notes.first?.contains("one well with one barrier") == true)
  }

  /// A target in the start's own well is no passage over a barrier.
  @Test func aTargetOnTheSlopeIsDeclined() throws {
    let result = try run(
      "{kind: double-well}", temperature: 0.1, from: "left", to: "{half-space: {normal: [1], offset: -0.6}}",
      "methods: [exact, eyring-kramers, eyring-free-energy]")
    for method in ["eyring-kramers", "eyring-free-energy"] {
      let finding = try #require(result.finding("escape-rate", method))
      #expect(finding.value == nil)
      #expect(finding.notes.first?.contains("no barrier has to be crossed") == true, "\(finding.notes)")
    }
  }
}
