// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Settings
import TestSupport
import Testing

@testable import Potentials

@Suite struct ExpressionTests {
  private static let x = 0.7
  private static let y = -1.3

  @Test(
    arguments: [
      ("1.5e-3", 1.5e-3), ("2^3^2", 512), ("-x^2", -x * x), ("x^-2", 1 / (x * x)), ("(-x)^2", x * x), ("2^-1", 0.5),
      ("1 - 2 - 3", -4), ("12/2/3", 2), ("2*pi", 2 * .pi), ("-(-x)", x), ("+x", x), ("--x", x), ("x - -y", x + y),
      ("h*x + y/h", 2 * x + y / 2), ("x^7", pow(x, 7)), ("x^0", 1), ("x^0.5", x.squareRoot()), ("x^y", pow(x, y)),
      ("2^x", pow(2, x)), ("y^3/y", y * y), ("exp(x)/log(2+x)", exp(x) / log(2 + x)), ("sqrt(x)", x.squareRoot()),
      ("sin(x)+cos(y)*tan(x)", sin(x) + cos(y) * tan(x)), ("asin(x)+acos(x)", .pi / 2), ("atan(y)", atan(y)),
      ("sinh(x)+cosh(x)", exp(x)), ("tanh(x)", tanh(x)), ("abs(y)", -y), ("sign(y)", -1), ("step(x)", 1),
      ("min(x, y)", y), ("max(x, y)", x), ("atan2(y, x)", atan2(y, x)), ("x*0", 0), ("x-x", 0), ("3", 3),
    ] as [(String, Double)])
  func aFormulaHasItsValue(formula: String, value: Double) throws {
    var reader = FormulaReader(coordinates: ["x", "y"], parameters: ["h": 2])
    let node = try reader.read(formula)
    let program = FormulaProgram(reader.graph, inputs: 2, results: [node])
    var result = [Double.nan]
    var span = result.mutableSpan
    program.run(walkers: 1, at: [Self.x, Self.y].span, into: &span)
    #expect(agree(result[0], value, relative: 4e-16 * 4), "\(result[0]) against \(value)")
  }

  @Test(arguments: [
    "exp(x*y)", "log(2 + x*y)", "sqrt(3 + x*y)", "sin(x*y)", "cos(x*y)", "tan(x*y)", "asin(x*y/2)", "acos(x*y/2)",
    "atan(x*y)", "sinh(x*y)", "cosh(x*y)", "tanh(x*y)", "abs(x*y)", "min(x^2, y)", "max(x^2, y)", "atan2(x^2, y)",
    "x^y*2", "(2+y)^x", "x^2.5", "x^-3*y", "x/(1+y^2)", "-(x - y)/x", "sign(x)*y", "step(y)*x^2", "x^12*y^5",
  ])
  func everyRuleOfDifferentiationHolds(formula: String) throws {
    let potential = try ExpressionPotential(
      formula, coordinates: ["x", "y"], window: [0.3...1, -0.9...(-0.2)])
    for point in potential.points(5) {
      let gradient = potential.gradient(at: point)
      let hessian = potential.hessian(at: point)
      for c in 0..<2 {
        let (value, noise) = potential.difference({ potential.energy(at: $0) }, at: point, along: c)
        #expect(abs(gradient[c] - value) <= 1e-9 * gradient.length + 20 * noise)
        for i in 0..<2 {
          let (value, noise) = potential.difference({ potential.gradient(at: $0)[i] }, at: point, along: c)
          #expect(abs(hessian[i * 2 + c] - value) <= 1e-9 * hessian.length + 20 * noise)
        }
      }
    }
  }

  @Test func writtenOutItIsTheDoubleWell() throws {
    let builtIn = try DoubleWell(barrier: 2, tilt: 0.5)
    let written = try ExpressionPotential("b*(x^2-1)^2 + t*x", parameters: ["b": 2, "t": 0.5])
    for point in builtIn.points(50) {
      #expect(agree(written.energy(at: point), builtIn.energy(at: point), relative: 1e-14))
      #expect(abs(written.gradient(at: point)[0] - builtIn.gradient(at: point)[0]) < 1e-13)
      #expect(abs(written.hessian(at: point)[0] - builtIn.hessian(at: point)[0]) < 1e-12)
    }
    #expect(written.wells.map(\.name) == ["well-1", "well-2"])
    for (found, known) in zip(written.wells, builtIn.wells) {
      #expect(abs(found.minimum[0] - known.minimum[0]) < 1e-14)
    }
  }

  @Test func aSubexpressionIsComputedOnce() throws {
    var reader = FormulaReader(coordinates: ["x", "y"], parameters: [:])
    let energy = try reader.read("exp(-x*y)*(1 + exp(-x*y)) + exp(-y*x)")
    var graph = reader.graph
    let results = [energy, graph.derivative(of: energy, by: 0), graph.derivative(of: energy, by: 1)]
    let program = FormulaProgram(graph, inputs: 2, results: results)
    #expect(program.instructions.count { $0.operation == .function(.exp) } == 1)
  }

  @Test func aVeryLongFormulaRuns() throws {
    let text = (1...400).map { "exp(-\($0)*x)" }.joined(separator: "+")
    let potential = try ExpressionPotential(text, window: [0.1...1])
    var slope = 0.0
    for i in 1...400 { slope -= Double(i) * exp(-Double(i) * 0.5) }
    #expect(agree(potential.gradient(at: [0.5])[0], slope, relative: 1e-13))
  }

  @Test(arguments: [
    ("h*(x^2-1", "column 9: the formula ends before the '(' of column 3 is closed."),
    ("x +", "column 4: the formula ends where a number, name or '(' is expected."),
    ("", "column 1: the formula ends where a number, name or '(' is expected."),
    ("x)", "column 2: this ')' closes nothing."),
    ("2x", "column 2: an operator is missing before 'x'; write * for products."),
    ("2(x)", "column 2: an operator is missing before '('; write * for products."),
    ("h(x)", "column 2: an operator is missing between 'h' and '('; write * for products."),
    ("x**2", "column 3: powers are written with ^."),
    ("x*/2", "column 3: a number, name or '(' is expected, not '/'."),
    ("x 2", "column 3: an operator is missing before 2."),
    ("1.2.3", "column 1: '1.2.3' is not a number."),
    ("x & y", "column 3: the character '&' has no meaning here."),
    ("x + lenght", "column 5: unknown variable 'lenght'; did you mean 'length'?"),
    ("z", "column 1: unknown variable 'z'; did you mean 'h'?"),
    ("quartic", "column 1: unknown variable 'quartic'; allowed are h, length, pi, x."),
    ("sine(x)", "column 1: unknown function 'sine'; did you mean 'sin'?"),
    ("sin + 1", "column 1: 'sin' is a function; its argument in parentheses is missing."),
    ("min(x)", "column 1: 'min' takes 2 arguments, not 1."),
    ("exp(x, 2)", "column 1: 'exp' takes 1 argument, not 2."),
    ("(x, 2)", "column 3: ')' or an operator is expected, not ','."),
  ])
  func aWrongFormulaIsPointedAt(formula: String, message: String) {
    var reader = FormulaReader(coordinates: ["x"], parameters: ["h": 1, "length": 2])
    do {
      _ = try reader.read(formula)
      Issue.record("'\(formula)' was read")
    } catch { #expect(error.description == message) }
  }

  @Test func deepNestingIsRefused() {
    var reader = FormulaReader(coordinates: ["x"], parameters: [:])
    #expect(throws: FormulaError(201, "nested deeper than 200 levels.")) {
      try reader.read(String(repeating: "(", count: 100_000) + "x")
    }
  }

  private func problems(_ settings: (String, Value)...) -> String {
    let log = ProblemLog()
    let reader = Reader(
      .record(Record([("potential", .record(Record([("kind", .text("expression"))] + settings)))])), log: log)
    let made = reader.chosen("potential", from: PotentialCatalogue.entries, listing: "potentials")
    #expect((made == nil) == !log.problems.isEmpty)
    return Problems(log.problems).description
  }

  @Test func endsOfAnAxisMayBeFormulas() throws {
    func ends(_ a: String, _ b: String) -> String {
      let axis = mapping(("periodic", Value.list([.text(a), .text(b)])))
      return problems(("energy", .text("cos(x)")), ("boundaries", mapping(("x", axis))))
    }
    #expect(ends("-pi", "pi") == "")
    #expect(ends("-pi/2", "3*pi/2") == "")
    #expect(ends("pi", "-pi").contains("ascending order"))
    #expect(ends("-pie", "pi").contains("ascending order"))
    #expect(ends("0", "sqrt(-1)").contains("ascending order"))
  }

  @Test func wellsThatAreOutsideTheWindowAreMissedWithItsEnds() throws {
    let far = try ExpressionPotential("(x^2 - 25)^2", coordinates: ["x"])
    #expect(far.absenceOfWells.hasPrefix("no minimum was found in x from −3 to 3; a 'window'"))
  }

  private func mapping(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }
  private func list(_ numbers: Double...) -> Value { .list(numbers.map { .number($0) }) }

  @Test func aScenarioLearnsWhereItIsWrong() {
    #expect(problems() == "potential: 'energy' is missing: the formula, for instance \"h*(x^2 - 1)^2 + k/2*y^2\".")
    #expect(
      problems(("energy", .text("(x^2 - 1)^2 + z")))
        == "potential.energy: column 15: unknown variable 'z'; did you mean 'x'?")
    #expect(
      problems(("energy", .text("x^2")), ("parameters", mapping(("k", .number(1)))))
        == "potential.parameters.k: parameter 'k' does not occur in the energy.")
    #expect(
      problems(("energy", .text("x^2")), ("parameters", mapping(("x", .number(1)))))
        == "potential.parameters.x: 'x' is the name of a coordinate already.")
    #expect(
      problems(("energy", .text("sin^2")), ("coordinates", .list([.text("sin")])))
        == "potential.coordinates.0: 'sin' cannot name a coordinate; it has a meaning in formulas.")
    #expect(
      problems(("energy", .text("1")), ("coordinates", .list([.text("2x")])))
        == "potential.coordinates.0: '2x' cannot name a coordinate; use letters, digits and _, a letter first.")
    #expect(
      problems(("energy", .text("1")), ("coordinates", .list([])))
        == "potential.coordinates: coordinates is an empty list; name at least one.")
    #expect(
      problems(("energy", .text("cos(x)")), ("boundaries", mapping(("y", mapping(("periodic", list(0, 1)))))))
        == "potential.boundaries.y: unknown coordinate 'y'; did you mean 'x'?")
    #expect(
      problems(("energy", .text("cos(x)")), ("boundaries", mapping(("x", mapping(("cyclic", list(0, 1)))))))
        == "potential.boundaries.x.cyclic: unknown boundary 'cyclic'; allowed are periodic, reflecting.")
    #expect(
      problems(("energy", .text("cos(x)")), ("boundaries", mapping(("x", mapping(("periodic", list(1, 0)))))))
        == "potential.boundaries.x.periodic: periodic is a list; two numbers in ascending order are expected, for instance [-pi, pi]."
    )
    #expect(
      problems(("energy", .text("(x^2-1)^2")), ("wells", mapping(("a", list(1)), ("b", list(2)))))
        == "potential.wells: two names fall to the same well; the minima found are (−1), (1).")
    #expect(
      problems(("energy", .text("(x^2-1)^2")), ("wells", mapping(("a", list(1, 2)))))
        == "potential.wells.a: the position has 2 coordinates; the potential has 1.")
    #expect(problems(("energy", .text("(x^2-1)^2")), ("wells", mapping(("a", list(0.8))))) == "")
  }

  @Test func namesGoToTheNearestWells() throws {
    let potential = try ExpressionPotential("(x^2-1)^2 + x/10")
    let named = try #require(potential.naming([("right", [0.9])]))
    #expect(named.wells.map(\.name) == ["well-1", "right"])
    #expect(named.saddles[0].connects == ["well-1", "right"])
  }
}
