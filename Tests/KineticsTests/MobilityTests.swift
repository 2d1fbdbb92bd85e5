// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// Walkers that are more mobile in one place than in another: laws of the exact times, the grids and the asymptotic laws.
struct MobilityTests {
  /// A landscape with the diffusion coefficient of a formula.
  private static func moved(
    _ potential: any Potential, _ formula: String, temperature: Double
  ) throws -> any Potential {
    let field = try ExpressionPotential(
      formula, coordinates: potential.coordinateNames, boundaries: potential.boundaries, window: potential.window)
    return potential.moved(by: Mobility(field, scale: 1 / temperature))
  }

  private static func time(
    _ potential: any Potential, from start: Double, to target: Region, temperature: Double
  ) throws -> Double {
    try ExactPassage(potential: potential, temperature: temperature).moments(from: .point([start]), to: target).mean
      .value
  }

  /// Simpson's rule with 4·10⁵ nodes for the double integral, by numpy.
  @Test func doubleIntegral() throws {
    let theta = 0.2
    let forth = try Self.moved(QuarticWell(), "0.2*(1 + 0.818181818*tanh(2*x))", temperature: theta)
    let back = try Self.moved(QuarticWell(), "0.2*(1 - 0.818181818*tanh(2*x))", temperature: theta)
    #expect(
      agree(1 / (try Self.time(forth, from: -1, to: .above(1), temperature: theta)), 0.004761951267375, relative: 1e-9))
    #expect(
      agree(1 / (try Self.time(back, from: -1, to: .above(1), temperature: theta)), 0.004687751883549, relative: 1e-9))
    // The mirror image of the one is the other.
    let mirrored = try Self.time(forth, from: 1, to: .below(-1), temperature: theta)
    #expect(agree(1 / mirrored, 0.004687751883549, relative: 1e-9))
  }

  @Test(arguments: [1e-3, 0.25, 7.0]) func oneNumberIsAUnitOfTime(mobility: Double) throws {
    let theta = 0.25
    let (plain, moved) = (QuarticWell(tilt: 0.1), QuarticWell(tilt: 0.1).moved(by: Mobility(mobility)))
    let target = Region.above(0.9)
    let slow = try Self.time(moved, from: -1, to: target, temperature: theta)
    #expect(agree(slow * mobility, try Self.time(plain, from: -1, to: target, temperature: theta), relative: 1e-12))
    let grids = try [plain as any Potential, moved].map {
      try FokkerPlanck(potential: $0, temperature: theta).meanFirstPassage(from: .point([-1]), to: target).value
    }
    #expect(agree(grids[0], grids[1] * mobility, relative: 1e-9))
    let gaps = try [plain as any Potential, moved].map {
      try FokkerPlanck(potential: $0, temperature: theta).spectralGap().value
    }
    #expect(agree(gaps[0] * mobility, gaps[1], relative: 1e-8))
    let landscape = Landscape(of: plain)
    let laws = try [plain as any Potential, moved].map {
      try EyringKramers(
        potential: $0, minima: [landscape.wells[0].minimum], saddles: [landscape.saddles[0].position],
        temperature: theta
      ).rate.value
    }
    #expect(agree(laws[0] * mobility, laws[1], relative: 1e-12))
  }

  /// With dy = dx/√D walkers diffuse equally everywhere in y, in the potential f − (θ/2) ln D.
  @Test(arguments: [0.2, 0.5]) func coordinateInWhichDiffusionIsConstant(theta: Double) throws {
    let x = try Self.moved(QuarticWell(), "1 + x^2", temperature: theta)
    let other = try ExpressionPotential(
      "(sinh(x)^2 - 1)^2 - \(theta)*log(cosh(x))", coordinates: ["x"], window: [-1.5...1.5]
    ).moved(by: Mobility(1 / theta))
    let (start, end) = (-1.1, 0.8)
    let first = try Self.time(x, from: start, to: .above(end), temperature: theta)
    let second = try Self.time(other, from: asinh(start), to: .above(asinh(end)), temperature: theta)
    #expect(agree(first, second, relative: 1e-10))
    let gaps = try [x, other].map { try FokkerPlanck(potential: $0, temperature: theta).spectralGap() }
    let error = gaps.reduce(1e-7) { $0 + 4 * ($1.accuracy ?? 0) }
    #expect(agree(gaps[0].value, gaps[1].value, relative: error))
    let rates = try [(x, -1.0, 1.0), (other, asinh(-1), asinh(1))].map { potential, a, b in
      try ExactTransition(potential: potential, from: .below(a), to: .above(b), temperature: theta)
    }
    #expect(agree(rates[0].rate.value, rates[1].rate.value, relative: 1e-10))
    #expect(agree(try rates[0].committor(at: 0.3).value, try rates[1].committor(at: asinh(0.3)).value, relative: 1e-10))
  }

  /// f(x/s) and s²D(x/s)/r: lengths times s, times times r.
  @Test func unitsOfLengthAndTime() throws {
    let theta = 0.3
    let plain = try Self.moved(QuarticWell(), "0.1*(1.2 + sin(3*x))", temperature: theta)
    let (s, r) = (3.7, 0.01)
    let scaled = try Self.moved(
      try ExpressionPotential("((x/\(s))^2 - 1)^2", coordinates: ["x"], window: [-2 * s...2 * s]),
      "\(s * s / r)*0.1*(1.2 + sin(3*x/\(s)))", temperature: theta)
    let first = try Self.time(plain, from: -1, to: .above(1), temperature: theta)
    let second = try Self.time(scaled, from: -s, to: .above(s), temperature: theta)
    #expect(agree(first * r, second, relative: 1e-11))
  }

  /// Quadrature and grid, on landscapes and diffusion coefficients that are drawn.
  @Test(arguments: 0..<8) func quadratureAgreesWithTheGrid(seed: Int) throws {
    var numbers = SplitMix(UInt64(seed) + 77)
    func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &numbers) }
    let theta = draw(0.15...0.5)
    let potential = try Self.moved(
      QuarticWell(tilt: draw(-0.3...0.3)),
      "\(draw(0.01...2))*(1 + (\(draw(-0.8...0.8)))*tanh(\(draw(0.5...4))*x + (\(draw(-1...1)))))", temperature: theta)
    let (exact, grid) = (
      try ExactPassage(potential: potential, temperature: theta).moments(from: .point([-1]), to: .above(0.9)).mean,
      try FokkerPlanck(potential: potential, temperature: theta).meanFirstPassage(from: .point([-1]), to: .above(0.9))
    )
    #expect(agree(exact.value, grid.value, relative: (grid.accuracy ?? 0) + (exact.accuracy ?? 0) + 1e-9))
    let (line, plane) = (
      try ExactTransition(potential: potential, from: .below(-0.9), to: .above(0.9), temperature: theta),
      try FokkerPlanck(potential: potential, temperature: theta).transition(from: .below(-0.9), to: .above(0.9))
    )
    #expect(agree(line.rate.value, plane.rate.value, relative: (plane.rate.accuracy ?? 0) + 1e-9))
    #expect(
      agree(
        try line.committor(at: 0.2).value, try plane.committor(at: [0.2]).value,
        relative: (try plane.committor(at: [0.2]).accuracy ?? 0) + 1e-8))
  }

  /// D at the saddle, and what varies beside it is told as neglected.
  @Test func asymptoticLawTakesTheSaddle() throws {
    let landscape = Landscape(of: QuarticWell())
    var previous = Double.infinity
    for theta in [0.1, 0.05, 0.025] {
      let potential = try Self.moved(QuarticWell(), "0.3*(1 + 0.8*tanh(2*x + 0.4))", temperature: theta)
      let law = try EyringKramers(
        potential: potential, minima: [[-1]], saddles: [landscape.saddles[0].position], temperature: theta)
      let exact = try Self.time(potential, from: -1, to: .above(0.9), temperature: theta)
      let error = abs(law.rate.value * exact - 1)
      #expect(error < 0.7 * previous)
      previous = error
    }
  }

  /// L²/(∫e^{−βf} ∫e^{βf}/D) on a circle, by the rectangle rule.
  @Test func lifsonJackson() throws {
    let theta = 0.7
    let circle = try ExpressionPotential(
      "cos(x)", coordinates: ["x"], boundaries: [.periodic(0...2 * .pi)])
    let potential = try Self.moved(circle, "0.2*(1 + 0.8*sin(x + 0.5))", temperature: theta)
    let found = try EffectiveDiffusion.lifsonJackson(potential, temperature: theta)
    let n = 4096
    var (down, up) = (0.0, 0.0)
    for i in 0..<n {
      let x = 2 * .pi * Double(i) / Double(n)
      down += exp(-cos(x) / theta) / Double(n)
      up += exp(cos(x) / theta) / (0.2 * (1 + 0.8 * sin(x + 0.5))) / Double(n)
    }
    #expect(agree(found.value, 1 / (down * up), relative: 1e-11))
  }

  @Test func aMobilityThatIsNotPositiveIsRefused() throws {
    let potential = try Self.moved(QuarticWell(), "0.5 + x", temperature: 0.3)
    #expect(throws: NotApplicable.self) { try Self.time(potential, from: -1, to: .above(1), temperature: 0.3) }
    #expect(throws: NotApplicable.self) {
      try FokkerPlanck(potential: potential, temperature: 0.3).meanFirstPassage(from: .point([-1]), to: .above(1))
    }
  }
}
