// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// Whether an estimate agrees with the truth within the accuracy that it states.
private func holds(_ estimate: Estimate, _ truth: Double) -> Bool {
  agree(estimate.value, truth, relative: estimate.accuracy ?? 0)
}

struct FokkerPlanckLineTests {
  let well = QuarticWell()

  @Test(arguments: [(3.0, 26.6401), (5.0, 182.418), (8.0, 3500.03), (10.0, 25527.1)])
  func crossingTheQuarticBarrier(beta: Double, expected: Double) throws {
    let time = try FokkerPlanck(potential: well, temperature: 1 / beta).meanFirstPassage(
      from: .point([-1]), to: .above(1))
    #expect(agree(time.value, expected, relative: 3e-6))
    #expect(try #require(time.accuracy) < 1e-6)
  }

  @Test(arguments: [(5.0, 1.21770e-3), (10.0, 1.27650e-5), (15.0, 1.13788e-7)])
  func committorBetweenTheWells(beta: Double, expected: Double) throws {
    // Regions of a few cells that end where the table's points stand.
    let transition = try FokkerPlanck(potential: well, temperature: 1 / beta).transition(
      from: .below(-1), to: .above(1))
    let committor = try transition.committor(at: [-0.9])
    #expect(agree(committor.value, expected, relative: 1e-5))
    #expect(try #require(committor.accuracy) < 1e-3)
  }

  @Test func spectralGap() throws {
    let gap = try FokkerPlanck(potential: well, temperature: 0.2).spectralGap()
    #expect(agree(gap.value, 0.0111046, relative: 5e-6))
    #expect(try #require(gap.accuracy) < 1e-6)
  }

  /// The Ornstein–Uhlenbeck process relaxes with the rates 1, 2, 3 of its Hermite polynomials, at any temperature.
  @Test(arguments: [0.1, 3])
  func harmonicRates(theta: Double) throws {
    let rates = try FokkerPlanck(potential: Parabola(), temperature: theta).relaxationRates(count: 3)
    for (index, rate) in rates.enumerated() { #expect(agree(rate.value, Double(index + 1), relative: 1e-6)) }
  }

  @Test func ringRates() throws {
    // On a circle of length 1 the slowest rates are (2π)²θ, twice.
    let rates = try FokkerPlanck(potential: Flat(boundary: .periodic(0...1)), temperature: 0.5).relaxationRates(
      count: 2)
    for rate in rates { #expect(agree(rate.value, 2 * .pi * .pi, relative: 1e-7)) }
  }

  /// Grid and quadrature agree within the stated accuracy from a barrier of θ/2 to one of 120 θ.
  @Test(arguments: [0.5, 3, 8, 20, 60, 120], [0.0, 0.3])
  func agreesWithQuadrature(beta: Double, tilt: Double) throws {
    let landscape = QuarticWell(tilt: tilt)
    let exact = try ExactPassage(potential: landscape, temperature: 1 / beta)
    let grid = try FokkerPlanck(potential: landscape, temperature: 1 / beta)
    for (start, target) in [
      (StartLaw.point([-1]), Region.above(1)), (.point([1]), .below(-1)), (.gibbs(.below(0)), .above(0.7)),
    ] {
      let truth = try exact.moments(from: start, to: target).mean.value
      let time = try grid.meanFirstPassage(from: start, to: target)
      #expect(holds(time, truth), "\(time) against \(truth)")
    }
    let truth = try ExactTransition(potential: landscape, from: .below(-0.9), to: .above(0.95), temperature: 1 / beta)
    let transition = try grid.transition(from: .below(-0.9), to: .above(0.95))
    #expect(holds(transition.reactiveFlux, truth.reactiveFlux.value))
    #expect(holds(transition.rate, truth.rate.value))
    #expect(holds(try transition.committor(at: [-0.7]), try truth.committor(at: -0.7).value))
  }

  /// In the long run the left share falls as ½(1 + e^{−λt}) times a constant near one; at equilibrium it is ½.
  @Test func ensembleRelaxesWithTheGap() throws {
    let grid = try FokkerPlanck(potential: well, temperature: 0.2, cells: 200)
    let gap = try grid.spectralGap().value
    let rows = try grid.shares(of: [.below(0), .above(0)], from: .gibbs(.below(-0.5)), at: [100, 200, 3000])
    let excess = rows.map { $0[0].value - $0[1].value }
    #expect(agree(log(excess[0] / excess[1]) / 100, gap, relative: 1e-4))
    for row in rows { #expect(agree(row[0].value + row[1].value, 1, relative: 1e-5)) }
    #expect(abs(rows[2][0].value - 0.5) < 1e-6)
  }

  @Test func whatHasNoNumberSaysWhy() throws {
    let grid = try FokkerPlanck(potential: well, temperature: 0.2)
    #expect(throws: NotApplicable("the start [1.5] lies inside the target")) {
      try grid.meanFirstPassage(from: .point([1.5]), to: .above(1))
    }
    #expect(throws: NotApplicable("the two regions overlap")) { try grid.transition(from: .below(0), to: .above(-0.5)) }
    #expect(throws: NotApplicable("the two regions touch within a cell of the grid")) {
      try grid.transition(from: .below(0), to: .above(0.0001))
    }
    #expect(throws: NotApplicable("the potential does not confine, so there is no stationary law")) {
      try FokkerPlanck(potential: Flat(boundary: .free), temperature: 1).spectralGap()
    }
  }
}

struct FokkerPlanckPlaneTests {
  /// Müller–Brown at β = 0.1 between the discs of docs/physics.md.
  @Test func mullerBrown() throws {
    let grid = try FokkerPlanck(potential: MullerBrown(), temperature: 10, cells: 100)
    let reactant = Region.ball(center: [-0.558, 1.441], radius: 0.1)
    let product = Region.ball(center: [0.623, 0.028], radius: 0.1)
    let transition = try grid.transition(from: reactant, to: product)
    #expect(agree(transition.reactiveFlux.value, 4.92e-3, relative: 5e-3))
    #expect(agree(transition.rate.value, 5.04e-3, relative: 1e-3))
    #expect(try #require(transition.rate.accuracy) < 1e-4)
    let time = try grid.meanFirstPassage(from: .point([-0.558, 1.441]), to: product)
    #expect(agree(time.value, 198, relative: 2.6e-3))
    #expect(try #require(time.accuracy) < 1e-4)
  }

  @Test(arguments: [(1.67, 1.860e-2), (6.67, 9.13e-8)])
  func threeHoles(beta: Double, expected: Double) throws {
    let transition = try FokkerPlanck(potential: TripleWell2D(), temperature: 1 / beta, cells: 100).transition(
      from: .ball(center: [-1.048, -0.042], radius: 0.1), to: .ball(center: [1.048, -0.042], radius: 0.1))
    #expect(agree(transition.reactiveFlux.value, expected, relative: 6e-4))
    #expect(try #require(transition.reactiveFlux.accuracy) < 1e-3)
    // The landscape and the discs are mirror images of each other.
    #expect(agree(transition.reactantShare.value, 0.5, relative: 1e-6))
  }

  /// Detailed balance: as many transitions from A to B as back, and every moment belongs to one of the two.
  @Test func fluxIsSymmetric() throws {
    let grid = try FokkerPlanck(potential: MullerBrown(), temperature: 15, cells: 64)
    let reactant = Region.ball(center: [-0.558, 1.441], radius: 0.12)
    let product = Region.ball(center: [0.623, 0.028], radius: 0.12)
    let there = try grid.transition(from: reactant, to: product)
    let back = try grid.transition(from: product, to: reactant)
    #expect(agree(there.reactiveFlux.value, back.reactiveFlux.value, relative: 1e-8))
    #expect(agree(there.reactantShare.value + back.reactantShare.value, 1, relative: 1e-6))
  }

  /// The reduction of a channel errs by what it says: the walls' lag, halved and halved again with stiffer walls.
  @Test(arguments: [EntropicSlide.End.wide, .narrow])
  func channelReductionStatesItsError(end: EntropicSlide.End) throws {
    var deviations: [Double] = []
    for stiffness in [80.0, 320] {
      let slide = EntropicSlide(length: 2, stiffness: stiffness, widening: 1, towards: end)
      let target = Region.halfSpace(normal: end == .wide ? [1, 0] : [-1, 0], offset: end == .wide ? 2 : 0)
      let mirror: ClosedRange<Double> = end == .wide ? 0...0.1 : 1.9...2
      let start = StartLaw.gibbs(
        .box(lower: [mirror.lowerBound, -.infinity], upper: [mirror.upperBound, .infinity]))
      let plane = try FokkerPlanck(potential: slide, temperature: 1, cells: 100).meanFirstPassage(
        from: start, to: target)
      let line = try ExactPassage(potential: slide, temperature: 1).moments(from: start, to: target).mean
      #expect(holds(line, plane.value))
      deviations.append(plane.value / line.value - 1)
    }
    #expect(deviations[1] > 0 && deviations[1] < 0.4 * deviations[0])
  }
}

struct ChannelPassageTests {
  /// The closed forms of docs/physics.md, to rounding.
  @Test(arguments: [EntropicSlide.End.wide, .narrow], [0.5, 2.0])
  func entropicSlide(end: EntropicSlide.End, beta: Double) throws {
    let slide = EntropicSlide(towards: end)
    let isWide = end == .wide
    let moments = try ExactPassage(potential: slide, temperature: 1 / beta).moments(
      from: .point([isWide ? 0 : 4, 0]), to: .halfSpace(normal: [isWide ? 1 : -1, 0], offset: isWide ? 4 : 0))
    let expected = isWide ? 4 + expm1(-4.0) : expm1(4.0) - 4
    #expect(agree(moments.mean.value, beta * expected, relative: 1e-12))
    #expect(agree(moments.mean.value, beta * (isWide ? 3.0183 : 49.598), relative: 2e-5))
  }

  @Test func regionsAcrossTheChannelAreRefused() throws {
    let passage = try ExactPassage(potential: EntropicSlide(), temperature: 1)
    #expect(
      throws: NotApplicable("a region depends on more than the first coordinate, along which the passage is reduced")
    ) { try passage.moments(from: .point([0, 0]), to: .ball(center: [4, 0], radius: 0.1)) }
  }
}
