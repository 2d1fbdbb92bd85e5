// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments
import Foundation
package import Potentials
package import Scenarios
package import Settings
import Statistics

/// A free-energy profile as `ravine rate` is given it: the scenarios that it is short for.
package struct ProfileRate: Sendable {
  /// What is said of the file, as under `potential` of a scenario.
  package let potential: Record
  /// The units of energy, length and time.
  package let units: [String]
  /// T in kelvin.
  package let temperature: Double
  /// D, a number or one with its unit; none where only the landscape is asked for.
  package let diffusion: String?

  /// A profile.
  ///
  /// - Parameters:
  ///   - file: its path.
  ///   - settings: further keys under `potential`, as words or numbers; those that are `nil` are left out.
  ///   - units: of energy, length and time.
  ///   - temperature: in kelvin.
  ///   - diffusion: D.
  package init(
    file: String, settings: [(key: String, value: Value?)], units: [String], temperature: Double, diffusion: String?
  ) {
    potential = Record(
      [("kind", .text(ProfilePotential.entry.name)), ("file", .text(file))]
        + settings.compactMap { key, value in value.map { (key, $0) } })
    self.units = units
    self.temperature = temperature
    self.diffusion = diffusion
  }

  /// The profile, and what is to be told of it.
  package func profile() throws(Problems) -> (potential: ProfilePotential, remarks: ReadingRemarks) {
    let log = ProblemLog()
    let found = ProfilePotential.read(Reader(.record(potential), log: log))
    try log.check()
    guard let found else { throw Problems([]) }
    return (found, log.remarks)
  }

  /// The units; problems tell which of them are none.
  package func system() throws(Problems) -> UnitSystem {
    let log = ProblemLog()
    let found = UnitsBlock.read(Reader(.record(Record([(UnitsBlock.parameter.name, unitsBlock)])), log: log))
    try log.check()
    guard let found else { throw Problems([]) }
    return found
  }

  private var unitsBlock: Value {
    .record(Record(zip(["energy", "length", "time"], units).map { ($0, .text($1)) }))
  }

  /// The scenario from one well to another.
  ///
  /// - Parameter methods: by default those that are computed at once.
  package func scenario(from: String, to: String, methods: [String]? = nil) -> Value {
    let file = URL(filePath: potential["file"]?.asText ?? "").lastPathComponent
    var tree = Record([
      ("title", .text("From \(from) to \(to) in \(file)")),
      ("question", .text("How often is \(to) reached from \(from)?")),
      ("experiment", .text(EscapeRate.kind.name)), ("seed", .integer(1)), (UnitsBlock.parameter.name, unitsBlock),
      ("potential", .record(potential)), ("temperature", .number(temperature)),
    ])
    if let diffusion { tree[MobilityChoice.diffusionKey] = Double(diffusion).map { .number($0) } ?? .text(diffusion) }
    tree["from"] = .text(from)
    tree["to"] = .text(to)
    tree["methods"] = .list((methods ?? Self.methods).map { .text($0) })
    return .record(tree)
  }

  /// The methods that take no time: quadrature first, then the harmonic law.
  package static var methods: [String] { [ExactMethod().name, EyringKramersMethod().name] }

  /// More of them, for a scenario of one's own.
  package static var moreMethods: [String] {
    [ExactMethod().name, FokkerPlanckMethod().name, FirstPassageMethod().name, EyringKramersMethod().name]
  }

  /// The plan of such a scenario.
  package func plan(from: String, to: String, in laboratory: Laboratory) throws(ScenarioError) -> Plan {
    let name = potential["file"]?.asText ?? ""
    do throws(ScenarioError) {
      return try Plan(ScenarioFile(yaml: scenario(from: from, to: to).yaml(), name: name), in: laboratory)
    } catch {
      // The place in a scenario that is in no file would only confuse.
      throw ScenarioError(error.lines.map { $0.replacing(#/^[^ ]*:\d+:\d+: /#, with: "") })
    }
  }

  /// The shares of the wells in the Gibbs law; none where they cannot be told.
  package static func populations(of potential: ProfilePotential, temperature: Double) -> [Double] {
    let shares = try? WellPopulations.quadrature(potential, wells: potential.wells, temperature: temperature)
    return shares?.map(\.share.value) ?? []
  }
}
