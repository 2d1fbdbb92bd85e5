// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `ravine rate`: a profile in, rates out.
@Suite struct RateTests {
  /// Two wells in kJ/mol over nm.
  private static func profile(_ energy: Double = 1, _ length: Double = 1) -> String {
    (0...60).map { (i: Int) -> String in
      let x: Double = 0.05 * Double(i) - 1.5
      let inner = x * x - 1
      let height: Double = 14 * inner * inner + 2 * x
      return "\(x * length) \(height * energy) \(0.5 * energy)"
    }.joined(separator: "\n")
  }

  /// The rates of the first line that says so.
  private func rates(_ output: String) -> String {
    output.split(separator: "\n").first { $0.contains("rate, exact") }.map {
      $0.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }[1...].joined(
        separator: " | ")
    } ?? ""
  }

  @Test func itTellsWellsBarriersAndRatesBothWays() throws {
    let command = try Command()
    try command.write(Self.profile(), to: "fes.dat")
    let result = try command.run("rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3")
    #expect(result.status == 0, "\(result.errors)")
    for text in [
      "Units: kJ/mol, nm and ps, those of PLUMED", "Steffen's spline, which does not overshoot", "well-1", "well-2",
      "barrier well-1 – well-2", "well-1 → well-2", "well-2 → well-1", "rate, eyring-kramers (1/ps)", "mean time (ps)",
      "The errors of the profile are not known",
    ] { #expect(result.output.contains(text), "\(text) is missing in\n\(result.output)") }
    #expect(!rates(result.output).isEmpty)
  }

  /// A coordinate that turns by 2π is an angle, unless it is said otherwise.
  @Test func aTorsionIsInRadians() throws {
    let command = try Command()
    let rows = (0..<72).map { index in
      let phi = -Double.pi + Double(index) * .pi / 36
      return "\(phi) \(10 + 8 * cos(2 * phi) + 2 * sin(phi))"
    }
    let head = "#! FIELDS phi file.free\n#! SET min_phi -pi\n#! SET max_phi pi\n#! SET periodic_phi true\n"
    try command.write(head + rows.joined(separator: "\n") + "\n", to: "fes.dat")
    let own = try command.run("rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3")
    #expect(own.status == 0 && own.output.contains("phi (rad)"), "\(own.output)\(own.errors)")
    let other = try command.run(
      "rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3", "--units", "kJ/mol,nm,ps")
    #expect(other.output.contains("phi (nm)") && rates(own.output) == rates(other.output))
  }

  @Test func otherUnitsGiveTheSameRates() throws {
    let command = try Command()
    try command.write(Self.profile(), to: "a.dat")
    try command.write(Self.profile(1 / 4.184, 10), to: "b.dat")
    let one = try command.run("rate", "a.dat", "--temperature", "300", "--diffusion", "1e-5 cm^2/s")
    let other = try command.run(
      "rate", "b.dat", "--temperature", "300", "--diffusion", "1e-3 nm^2/ps", "--units", "kcal/mol,A,ps")
    #expect(!rates(one.output).isEmpty && rates(one.output) == rates(other.output))
  }

  @Test func errorsAreCarriedOn() throws {
    let command = try Command()
    try command.write(Self.profile(), to: "fes.dat")
    let result = try command.run("rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3", "--errors", "3")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("come from the errors of the profile"))
    #expect(rates(result.output).contains("("))
  }

  @Test func theScenarioThatItWritesRuns() throws {
    let command = try Command()
    try command.write(Self.profile(), to: "fes.dat")
    let result = try command.run(
      "rate", "fes.dat", "--temperature", "300", "--from", "well-2", "--write", "mine.yaml")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("Without a diffusion coefficient there is no rate"))
    #expect(try command.read("mine.yaml").contains("from: well-2"))
    let again = try command.run(
      "rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3", "--write", "more.yaml")
    #expect(again.status == 0)
    #expect(try command.run("validate", "more.yaml").status == 0)
    // A file that is there is not written over.
    let refused = try command.run("rate", "fes.dat", "--temperature", "300", "--write", "more.yaml")
    #expect(refused.status == 2)
  }

  @Test func whatIsWrongIsSaid() throws {
    let command = try Command()
    try command.write(Self.profile(), to: "fes.dat")
    try command.write("1 2\n2 3\n", to: "short.dat")
    let cases: [(Command.Result, Int32, String)] = [
      (try command.run("rate", "fse.dat", "--temperature", "300"), 2, "there is no such file; did you mean 'fes.dat'?"),
      (try command.run("rate", "short.dat", "--temperature", "300"), 2, "has 2 points; a profile takes at least 5"),
      (
        try command.run("rate", "fes.dat", "--temperature", "300", "--from", "well-7"), 2,
        "--from: there is no well 'well-7'"
      ),
      (
        try command.run("rate", "fes.dat", "--temperature", "300", "--units", "kJ/mol,ps,nm"), 2, "ps is a unit of time"
      ),
      (try command.run("rate", "fes.dat", "--temperature", "300", "--units", "kJ/mol"), 64, "three are expected"),
      (try command.run("rate", "fes.dat", "--temperature=-3"), 64, "it must be positive"),
      (
        try command.run("rate", "fes.dat", "--temperature", "300", "--diffusion", "1e-3 kJ/mol"), 2,
        "an energy; a diffusion coefficient (length²/time) is expected"
      ),
      (try command.run("rate", "fes.dat", "--temperature", "300", "--diffusion=-1"), 2, "it must be positive"),
    ]
    for (result, status, text) in cases {
      #expect(result.status == status, "\(text): \(result.errors)")
      #expect(result.errors.contains(text), "\(result.errors)")
    }
  }
}
