// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Potentials

@Suite struct UndefinedForceTests {
  /// Where a formula of the distance from the origin has a limit, energy and slopes have it at the origin too.
  @Test(
    arguments: [
      ("max(0, sqrt(x^2 + y^2 + z^2) - R)^2", 0.0, 0.0), ("sqrt(x^2 + y^2 + z^2)", 0, 0),
      ("(x^2 + y^2 + z^2)^0.75", 0, 0), ("abs(x)^1.5 + y^2 + z^2", 0, 0), ("sin(x)/x + y^2 + z^2", 1, 0),
      ("(1 - cos(x))/x^2 + y + z^2", 0.5, 1), ("exp(-sqrt(x^2 + y^2 + z^2))", 1, 0),
      ("(x^2 + y^2)/sqrt(x^2 + y^2)", 0, 0),
      ("max(0, x)^0.5*0 + max(0, -1 - x)^0.5 + z", 0, 0), ("sqrt(max(0, x - 1)) + y", 0, 1), ("x^3/x + z^2", 0, 0),
      ("max(0, log(2 + x) - 1)", 0, 0), ("cosh(sqrt(x^2 + y^2))*R", 1, 0),
    ] as [(String, Double, Double)])
  func removableSingularities(formula: String, energy: Double, slopeAlongY: Double) throws {
    var reader = FormulaReader(coordinates: ["x", "y", "z"], parameters: ["R": 1])
    let node = try reader.read(formula)
    var graph = reader.graph
    let slopes = (0..<3).map { graph.derivative(of: node, by: $0) }
    // One walker at the origin alone, and ten.
    for walkers in [1, 10] {
      func values(_ nodes: [Int]) -> [Double] {
        let program = FormulaProgram(graph, inputs: 3, results: nodes)
        let origin = [Double](repeating: 0, count: 3 * walkers)
        var result = [Double](repeating: .nan, count: nodes.count * walkers)
        var span = result.mutableSpan
        program.run(walkers: walkers, at: origin.span, into: &span)
        RemovableSingularity(program: program, window: [-3...3, -3...3, -3...3])
          .mend(walkers: walkers, at: origin.span, &span)
        return result
      }
      let height = values([node])
      let gradient = values(slopes)
      for w in 0..<walkers {
        #expect(abs(height[w] - energy) < 1e-8, "\(height[w])")
        #expect(abs(gradient[w]) < 1e-6, "\(gradient[w])")
        #expect(abs(gradient[walkers + w] - slopeAlongY) < 1e-6, "\(gradient[walkers + w])")
      }
    }
  }

  /// Poles and half-lines without values have no limit.
  @Test(arguments: ["1/x", "1/x^2 - 1/x^2", "log(x)", "sqrt(-1 - x^2)", "atan2(x, 0*x)/x", "log(x)/log(x) + 1/x"])
  func noLimit(formula: String) throws {
    let potential = try ExpressionPotential(formula)
    #expect(
      !potential.energy(at: [0]).isFinite || !potential.gradient(at: [0])[0].isFinite || formula.contains("- 1/x"))
  }

  /// A slope has no value where the formula has none.
  @Test(arguments: [
    "-log(x)", "x^1.5", "sqrt(x)", "log(x)^2 + x", "max(0, log(x))", "abs(log(x))", "asin(x + 2)", "x*log(x)",
  ])
  func slopesEndWithTheDomain(formula: String) throws {
    let potential = try ExpressionPotential(formula)
    for x in [-0.3, -1e-6, -2] where potential.energy(at: [x]).isNaN { #expect(potential.gradient(at: [x])[0].isNaN) }
    #expect(potential.energy(at: [-0.3]).isNaN)
    #expect(potential.singularities.limits.contains { !$0.allows($0.value(at: [-0.3])) })
  }

  /// What a scenario with a formula reads as: the problems' sentences, none where it is fine.
  private func problems(_ formula: String, window: ClosedRange<Double>? = nil) -> [String] {
    var settings = [("kind", Value.text("expression")), ("energy", .text(formula))]
    if let window {
      let ends = Value.list([.number(window.lowerBound), .number(window.upperBound)])
      settings.append(("window", .record(Record([("x", ends)]))))
    }
    let log = ProblemLog()
    let reader = Reader(.record(Record([("potential", .record(Record(settings)))])), log: log)
    _ = reader.chosen("potential", from: PotentialCatalogue.entries, listing: "potentials")
    return log.problems.map { "\($0)" }
  }

  /// Jumps are refused where f jumps, and only there.
  @Test func jumps() throws {
    for formula in ["x^2 + step(x - 0.5)", "x^2 + 0.3*sign(x)", "x^2 + step(abs(x) - 1)*(2 - x)"] {
      #expect(problems(formula).contains { $0.contains("jumps at x = ") }, "\(formula): \(problems(formula))")
    }
    for formula in [
      "x^2 + step(x - 0.5)*(x - 0.5)", "sign(x)*x", "step(abs(x) - 1)*(abs(x) - 1)^2 + x^2", "x^2 + step(x - 100)",
      "x^2 + tanh(50*x)", "max(0, x)^2 + min(0, x)^4",
    ] {
      #expect(problems(formula).isEmpty, "\(formula): \(problems(formula))")
    }
  }

  /// A window with places without a value is refused with the word that has none.
  @Test func gaps() throws {
    #expect(problems("-0.8*log(x) + x^2").contains { $0.contains("log(x) has no value at x = −") })
    #expect(problems("-0.8*log(x) + x^2", window: 0.01...3).isEmpty)
    #expect(problems("x^-12 - x^-6 + x^2").isEmpty)
    #expect(problems("sqrt(1 - x^2)").contains { $0.contains("sqrt(1 - x^2) has no value") })
  }

  /// A sign change is a pole where f grows without bound beside it.
  @Test(arguments: [
    ("1/x", true), ("x^-12 - x^-6", true), ("-0.1*log(abs(x))", true), ("tan(x/2 + pi/2)", true), ("0.01/x^2", true),
    ("sin(x)/x", false), ("x^2/x", false), ("(exp(x) - 1)/x", false), ("1/(1 + x^2)", false), ("exp(-1/x^2)", false),
  ])
  func poles(formula: String, isPole: Bool) throws {
    let potential = try ExpressionPotential(formula)
    let found = potential.poles.indices.contains { potential.isPole($0, between: [-0.2], and: [0.3]) }
    #expect(found == isPole)
    #expect((potential.gap(near: [0.05], within: 0.1) != nil) == isPole)
  }
}

/// Where slopes or curvatures differ on both sides the harmonic theories have nothing to say.
@Suite struct KinkTests {
  @Test(
    arguments: [
      ("10*max(0, abs(x) - 2)^2 + max(0, 1 - x^2)^2", 2.0, true), ("max(0, abs(x) - 2)^2 + x^2/1000000", 2, true),
      ("abs(x) + x^2", 0, true), ("max(x, -2*x) + x^2", 0, true), ("x^2*(1 + step(x))", 0, true),
      ("(x^2 - 1)^2", 1, false), ("x^2 + 100*x^3", 0, false), ("1 - exp(-x^2/0.0008)", 0, false),
      ("max(0, x + 1)^2", 0.5, false), ("sqrt(1 + x^2)", 0, false),
    ] as [(String, Double, Bool)])
  func kinks(formula: String, x: Double, hasKink: Bool) throws {
    for shift in [0, 0.3] {
      // Moved and turned around it is the same point.
      let moved = formula.replacing("exp", with: "EXP").replacing("max", with: "MAX")
        .replacing("x", with: "(x - \(shift))").replacing("EXP", with: "exp").replacing("MAX", with: "max")
      let potential = try ExpressionPotential(moved)
      let spectrum = try #require(HessianSpectrum(of: potential, at: [x + shift]))
      #expect(spectrum.hasKink == hasKink)
      if hasKink { #expect(spectrum.isSingular) }
    }
  }
}
