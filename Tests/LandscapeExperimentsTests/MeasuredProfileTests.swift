// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics
import TestSupport
import Testing

/// Errors of a profile in the rate.
@Suite struct MeasuredProfileTests {
  private static let positions: [Double] = (0...40).map { 0.075 * Double($0) - 1.5 }
  private static let energies: [Double] = positions.map { (x: Double) -> Double in
    let inner = x * x - 1
    return 5 * inner * inner + 0.3 * x
  }
  private static let errors: [Double] = positions.map { 0.08 + 0.03 * $0 }

  private static func rate(_ energies: [Double], temperature: Double) throws -> Double {
    let potential = try #require(ProfilePotential(positions: positions, energies: energies, spline: .cubic))
    let profile = try #require(ProfilePotential(positions: positions, energies: Self.energies, spline: .cubic))
    return try ExactPassage(potential: potential, temperature: temperature)
      .moments(from: .gibbs(profile.wells[0].region), to: profile.wells[1].core).rate.value
  }

  private func analysis(_ methods: String, errors: Bool = true) throws -> Analysis {
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).dat").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rows = Self.positions.indices.map { "\(Self.positions[$0]) \(Self.energies[$0]) \(Self.errors[$0])" }
    try Data(rows.joined(separator: "\n").utf8).write(to: URL(filePath: path))
    return try analyzed(
      """
      experiment: escape-rate
      seed: 4
      potential: {kind: profile, file: "\(path)", spline: cubic\(errors ? ", errors: 3" : "")}
      temperature: 1
      from: well-1
      to: well-2
      dynamics: {time-step: 0.002}
      walkers: 400
      methods: \(methods)
      """)
  }

  @Test func theErrorIsThatOfRatesOfProfilesDrawnWithTheseErrors() throws {
    let found = try analysis("[exact]").found("escape-rate", by: "exact")
    let relative = try #require(found.standardError) / (try #require(found.value))
    var generator = SplitMix(11)
    let count = 400
    let logarithms = try (0..<count).map { _ in
      let drawn = Self.energies.indices.map { Self.energies[$0] + Self.errors[$0] * generator.normal() }
      return log(try Self.rate(drawn, temperature: 1))
    }
    let mean = logarithms.reduce(0, +) / Double(count)
    let spread = (logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    // The standard error of a standard deviation, and what is not linear.
    let z = (spread / relative - 1) / (1 / (2 * Double(count)).squareRoot() + 2 * relative * relative)
    #expect(abs(z) < 4, "drawn: \(spread), linear response: \(relative)")
  }

  @Test func halfOfTheErrorsAreHalfOfTheError() throws {
    let found = try analysis("[exact]").found("measurement-error", by: "exact")
    let relative = try #require(found.value)
    // By hand, one point at a time.
    var sum = 0.0
    for index in Self.energies.indices {
      var (above, below) = (Self.energies, Self.energies)
      above[index] += 1e-4
      below[index] -= 1e-4
      let slope = (log(try Self.rate(above, temperature: 1)) - log(try Self.rate(below, temperature: 1))) / 2e-4
      sum += slope * slope * Self.errors[index] * Self.errors[index]
    }
    #expect(abs(sum.squareRoot() / relative - 1) < 1e-4)
  }

  @Test func allMethodsShareItAndAreComparedWithoutIt() throws {
    let analysis = try analysis("[exact, first-passage]")
    let plain = try self.analysis("[exact, first-passage]", errors: false)
    let relative = try #require(analysis.found("measurement-error", by: "exact").value)
    for method in ["exact", "first-passage"] {
      let (one, other) = (
        try analysis.found("escape-rate", by: method), try plain.found("escape-rate", by: method)
      )
      #expect(one.value == other.value)
      let (total, own) = (try #require(one.standardError), try #require(other.standardError))
      let part = relative * (try #require(one.value))
      #expect(abs(total / (own * own + part * part).squareRoot() - 1) < 1e-9)
      #expect(one.notes.contains { $0.contains("come from the errors of the profile") })
    }
    // The verdict is that of the same walkers against the same quadrature.
    let verdict = { (text: String) in text.split(separator: ". ").first { $0.contains("agree") }.map(String.init) }
    #expect(verdict(analysis.answer) == verdict(plain.answer))
  }
}
