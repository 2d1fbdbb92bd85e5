// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Experiments
import Foundation
import Runs
import Settings
import Statistics
import Testing

/// One question in all units: results differ by the factors alone.
@Suite struct UnitInvarianceTests {
  private static let temperature = 310.0
  private static let diffusion = 2e-3
  private static func energy(_ x: Double) -> Double {
    let inner = x * x - 1
    return 14 * inner * inner + 2 * x
  }

  /// Units with a profile and a diffusion coefficient that are the same quantities in all of them.
  private struct Question {
    var energy = "kJ/mol"
    var length = "nm"
    var time = "ps"
    var keys = ""

    /// How many units of a quantity there are in one of kJ/mol, nm (or rad) and ps.
    private func factor(_ unit: String) throws -> Double {
      let angle = ["rad", "deg"].contains(length)
      let system = UnitSystem(
        energy: try #require(PhysicalUnit.named(energy)), length: try #require(PhysicalUnit.named(length)),
        time: try #require(PhysicalUnit.named(time)))
      let quantity = try #require(try Quantity("1 \(unit == "length" ? (angle ? "rad" : "nm") : unit)"))
      return try system.number(of: quantity, at: UnitInvarianceTests.temperature)
    }

    /// Units of time in a picosecond.
    var picosecond: Double { get throws { try factor("ps") } }
    var unitOfEnergy: Double { get throws { try factor("kJ/mol") } }

    func analysis(methods: String = "[exact, eyring-kramers, fokker-planck]") throws -> Analysis {
      let (e, l, t) = (try factor("kJ/mol"), try factor("length"), try factor("ps"))
      let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).dat").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      let rows = (0...60).map { (i: Int) -> String in
        let x: Double = 0.05 * Double(i) - 1.5
        return "\(x * l) \(UnitInvarianceTests.energy(x) * e) \(0.2 * e)"
      }
      try Data(rows.joined(separator: "\n").utf8).write(to: URL(filePath: path))
      return try analyzed(
        """
        experiment: escape-rate
        units: {energy: "\(energy)", length: "\(length)", time: "\(time)"}
        potential: {kind: profile, file: "\(path)", spline: cubic, errors: 3}
        temperature: \(UnitInvarianceTests.temperature)
        diffusion: \(UnitInvarianceTests.diffusion * l * l / t)
        from: well-1
        to: well-2
        methods: \(methods)
        \(keys)
        """)
    }
  }

  private func expectSame(_ question: Question) throws {
    let base = ["rad", "deg"].contains(question.length) ? Question(length: "rad") : Question()
    let (one, other) = (try base.analysis(), try question.analysis())
    let picosecond = try question.picosecond
    for method in ["exact", "eyring-kramers", "fokker-planck"] {
      let k = try #require(one.found("escape-rate", by: method).estimate)
      let found = try other.found("escape-rate", by: method)
      let ratio = try #require(found.value) * picosecond / k.value
      // A grid is solved to the rounding of its elimination, which its stated accuracy holds.
      let bound = method == "fokker-planck" ? try #require(k.accuracy) : 1e-12
      #expect(abs(ratio - 1) < bound, "\(method), \(question): \(ratio - 1)")
      let error = try #require(found.standardError) * picosecond / k.standardError
      #expect(abs(error - 1) < 1e-8, "error of \(method), \(question)")
      #expect(found.unit == "1/\(question.time)")
    }
    let barrier = try #require(one.found("barrier", by: "eyring-kramers").value)
    let height = try other.found("barrier", by: "eyring-kramers")
    #expect(abs(try #require(height.value) / (barrier * (try question.unitOfEnergy)) - 1) < 1e-12)
    #expect(height.unit == question.energy)
  }

  @Test(arguments: PhysicalUnit.names(of: .energy)) func energies(name: String) throws {
    try expectSame(Question(energy: name))
  }

  @Test(arguments: ["Å", "pm", "µm", "m", "cm"]) func lengths(name: String) throws {
    try expectSame(Question(length: name))
  }

  @Test func angles() throws { try expectSame(Question(length: "deg")) }

  @Test(arguments: PhysicalUnit.names(of: .time)) func times(name: String) throws {
    try expectSame(Question(time: name))
  }

  @Test func walkersTakeTheSameSteps() throws {
    // The same random numbers, the same steps, in other units.
    func rate(_ question: Question) throws -> Double {
      try #require(question.analysis(methods: "[first-passage]").found("escape-rate", by: "first-passage").value)
    }
    let keys = "dynamics: {time-step: 0.05 ps}\nwalkers: 8\ntime-limit: 20 ns\nseed: 3"
    let one = try rate(Question(keys: keys))
    let other = try rate(Question(energy: "kcal/mol", length: "Å", time: "ns", keys: keys))
    #expect(abs(other / 1000 / one - 1) < 1e-2)
  }

  @Test func withoutUnitsTheNumbersAreThoseOfTheseUnits() throws {
    // θ and μ by hand.
    let theta = 1.380649e-23 * 6.02214076e23 / 1000 * Self.temperature
    let rows = (0...60).map { (i: Int) -> String in
      let x: Double = 0.05 * Double(i) - 1.5
      return "\(x) \(Self.energy(x))"
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).dat").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(rows.joined(separator: "\n").utf8).write(to: URL(filePath: path))
    let plain = try analyzed(
      """
      experiment: escape-rate
      potential: {kind: profile, file: "\(path)", spline: cubic}
      temperature: \(theta)
      diffusion: \(Self.diffusion)
      from: well-1
      to: well-2
      methods: [exact]
      """
    ).found("escape-rate", by: "exact")
    let with = try Question().analysis().found("escape-rate", by: "exact")
    #expect(abs(try #require(plain.value) / (try #require(with.value)) - 1) < 1e-13)
    #expect(plain.unit == "1/time")
  }

  @Test func everyResultHasItsUnit() throws {
    let analysis = try Question().analysis()
    #expect(analysis.tables[0].title == "Escape rates (1/ps)")
    let rate = try #require(analysis.results.variables.first { $0.name == "escape_rate" })
    #expect(rate.units == "ps-1")
    #expect(analysis.answer.contains("Rates are in 1/ps, energies in kJ/mol"))
    #expect(!analysis.findings.contains { $0.unit.contains("time") || $0.unit.contains("energy") })
  }

  @Test func wrongUnitsAreRefused() throws {
    func complaint(_ lines: String) -> String {
      complaints(
        about: """
          experiment: escape-rate
          potential: {kind: double-well, barrier: 5}
          from: left
          to: right
          methods: [exact]
          \(lines)
          """)
    }
    #expect(complaint("units: {}\ntemperature: 300\ndiffusion: 1e-3") == "")
    #expect(complaint("units: {}\ntemperature: 300 K\ndiffusion: 1e-5 cm²/s\ntime-limit: 10 ns") == "")
    #expect(
      complaint("units: {}\ntemperature: 300").contains(
        "with units overdamped dynamics needs 'diffusion', here in nm²/ps, or 'mobility'"))
    #expect(
      complaint("units: {}\ntemperature: 300\ndiffusion: 1e-3\ntime-limit: 3 kJ/mol").contains(
        "time-limit is 3 kJ/mol, an energy; a time is expected, such as 1 ps."))
    #expect(
      complaint("units: {energy: ps}\ntemperature: 300\ndiffusion: 1").contains(
        "ps is a unit of time, and one of energy is expected"))
    #expect(
      complaint("units: {}\ntemperature: 300\ndiffusion: 1e-3\nwalkers: 3 nm").contains("takes no unit of its own"))
    #expect(complaint("temperature: 300 K").contains("300 K"))
    #expect(complaint("temperature: 1\ntime-limit: 10 ns").contains("a number with a unit needs the block 'units'"))
  }
}
