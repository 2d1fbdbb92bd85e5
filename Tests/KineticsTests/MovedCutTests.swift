// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// Rates do not depend on where a circle is cut.
struct MovedCutTests {
  private static let turn = 2 * Double.pi
  private static let cuts = [-Double.pi, 0, 0.7, 3.1]

  private func torsion(_ energy: String, cut: Double) throws -> ExpressionPotential {
    try ExpressionPotential(energy, boundaries: [.periodic(cut...(cut + Self.turn))])
  }

  /// From 0.5 to |x − π| ≤ 0.15 in 1 + cos x at θ = 1: finite volumes of a second program on 62 832 cells.
  @Test(arguments: cuts)
  func aBallOverTheSeam(cut: Double) throws {
    let potential = try torsion("1 + cos(x)", cut: cut)
    for center in [Double.pi, -Double.pi, 3 * Double.pi] {
      let target = Region.ball(center: [center], radius: 0.15)
      let start = StartLaw.point([0.5])
      let exact = try ExactPassage(potential: potential, temperature: 1).moments(from: start, to: target).mean
      #expect(agree(exact.value, 2.23307, relative: 3e-6))
      let grid = try FokkerPlanck(potential: potential, temperature: 1).meanFirstPassage(from: start, to: target)
      #expect(agree(grid.value, exact.value, relative: 1e-5))
      let problem = FirstPassageProblem(
        potential: potential, timeStep: 0.001, schedule: ConstantTemperature(1), target: target, timeLimit: .infinity,
        seed: 71)
      let times = try problem.passages(from: start, walkers: 2048).times
      let mean = times.reduce(0, +) / Double(times.count)
      let spread = (times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(times.count - 1)).squareRoot()
      #expect(abs(mean - exact.value) < 4 * spread / Double(times.count).squareRoot())
    }
  }

  /// Between the wells of a torsion, from the Gibbs law of one to the core of the other.
  @Test func ratesBetweenWellsFollowTheCut() throws {
    var rates: [Double] = []
    for cut in Self.cuts {
      let potential = try torsion("1 + cos(2*x + 0.4) + 0.3*cos(x)", cut: cut)
      let (from, to) = (potential.wells[1], potential.wells[0])
      let exact = try ExactPassage(potential: potential, temperature: 0.3)
      rates.append(try exact.moments(from: .gibbs(from.region), to: to.core).rate.value)
      let transition = try ExactTransition(potential: potential, from: from.core, to: to.core, temperature: 0.3)
      rates.append(transition.rate.value)
    }
    for index in rates.indices.dropFirst(2) { #expect(agree(rates[index], rates[index % 2], relative: 1e-9)) }
  }

  /// A torsion with a stretch: the law of Eyring and Kramers is near the grid's rate wherever the cut is.
  @Test func aTorsionWithAStretch() throws {
    var laws: [Double] = []
    for cut in Self.cuts {
      let potential = try ExpressionPotential(
        "1 + cos(2*x) + 0.2*cos(x) + 2*y^2 + 0.3*y*sin(x)", coordinates: ["x", "y"],
        boundaries: [.periodic(cut...(cut + Self.turn)), .free])
      let (from, to) = (potential.wells[1], potential.wells[0])
      let saddles = potential.saddles.map(\.position)
      #expect(saddles.count == 2)
      let law = try EyringKramers(
        potential: potential, minima: [from.minimum], saddles: saddles, temperature: 0.2
      ).rate.value
      laws.append(law)
      guard cut == 0 || cut == -Double.pi else { continue }
      let time = try FokkerPlanck(potential: potential, temperature: 0.2, cells: 64).meanFirstPassage(
        from: .point(from.minimum), to: to.core)
      #expect(abs(law * time.value - 1) < 0.12)
    }
    for law in laws { #expect(agree(law, laws[0], relative: 1e-6)) }
  }

  /// On a torus the chain of wells is the same wherever the cuts are, or the same reason is given.
  @Test(arguments: [0.0, 0.3]) func chainsOnATorus(ripple: Double) throws {
    var answers: [String] = []
    for (first, second) in [(-Double.pi, -Double.pi), (0.5, 2.0), (2.2, -0.3), (1.1, 0.6)] {
      let potential = try ExpressionPotential(
        "1.3*cos(p - .5)*cos(q + .7) + .4*cos(2*p) + .3*sin(q) + \(ripple)*cos(2*q - p)", coordinates: ["p", "q"],
        boundaries: [.periodic(first...(first + Self.turn)), .periodic(second...(second + Self.turn))])
      let landscape = Landscape(of: potential)
      let wells = landscape.wells.sorted { potential.energy(at: $0.minimum) < potential.energy(at: $1.minimum) }
      try #require(wells.count > 1)
      for (from, to) in [(wells[0], wells[1]), (wells[1], wells[0])] {
        do {
          let passage = try WellPassage(
            potential: potential, landscape: landscape, from: [from], to: .ball(center: to.minimum, radius: 0.25),
            temperature: 0.2)
          let chain = try EyringKramersChain(passage: passage, potential: potential, temperature: 0.2)
          answers.append(String(format: "%.6g, neglects %.2g", chain.rate.value, chain.neglected))
        } catch {
          // Without the names of wells, which are given by their places.
          answers.append(error.reason.split(separator: "'").enumerated().filter { $0.0 % 2 == 0 }.map(\.1).joined())
        }
      }
    }
    for index in answers.indices { #expect(answers[index] == answers[index % 2]) }
  }

  /// A point of a wrapped box is found on the nearer side.
  @Test func theNearestPointOfATarget() throws {
    let potential = try torsion("cos(x)", cut: -.pi)
    let box = Region.box(lower: [3], upper: [3.3])
    let place = try #require(box.somePoint(near: [-2.9], in: potential))
    #expect(abs(place[0] - (3.3 - Self.turn)) < 1e-12)
    let ball = Region.ball(center: [3.1], radius: 0.2)
    let edge = try #require(ball.somePoint(near: [-2.8], in: potential))
    #expect(potential.distance(from: edge, to: [3.3]) < 1e-9)
  }
}
