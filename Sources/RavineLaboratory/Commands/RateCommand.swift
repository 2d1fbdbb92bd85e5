// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import LandscapeExperiments
import Potentials
import Runs
import Scenarios
import Settings
import Statistics

/// `ravine rate`: the rates between wells of a free-energy profile.
struct RateCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "rate",
    abstract: "Rates between the wells of a free-energy profile (PLUMED, GROMACS, WHAM, CSV).",
    discussion: """
      The file has a coordinate and an energy in each row, in the units of PLUMED (kJ/mol, nm, ps) if --units does not
      say otherwise; D may have a unit of its own:

        ravine rate fes.dat --temperature 300 --diffusion 1e-3
        ravine rate fes.dat --temperature 300 --diffusion '1e-5 cm^2/s' --units kcal/mol,A,ns --errors 3

      Without --diffusion the wells and barriers are told, which need none. Wells are called well-1, well-2, … from left
      to right; without --from and --to the rate is between the two deepest.
      """)

  @Argument(help: "The profile.") var file: String
  @Option(help: "The temperature in kelvin.") var temperature: Double
  @Option(help: ArgumentHelp("The diffusion coefficient, length²/time, or with a unit.", valueName: "D"))
  var diffusion: String?
  @Option(help: ArgumentHelp("Of energy, length and time. Default: kJ/mol,nm,ps.", valueName: "e,l,t"))
  var units: String?
  @Option(help: ArgumentHelp("The well that is left.", valueName: "well")) var from: String?
  @Option(help: ArgumentHelp("The well that is reached.", valueName: "well")) var to: String?
  @Flag(help: "The coordinate is an angle or another circle; PLUMED's files say so by themselves.") var periodic = false
  @Option(help: ArgumentHelp("The column of the coordinate, by name or number. Default: 1.", valueName: "column"))
  var coordinate: String?
  @Option(help: ArgumentHelp("The column of the energy. Default: 2.", valueName: "column")) var energy: String?
  @Option(help: ArgumentHelp("The column of the energy's standard errors. Default: none.", valueName: "column"))
  var errors: String?
  @Option(help: "How points are joined: steffen, akima or cubic. Default: steffen, which does not overshoot.")
  var spline: String?
  @Option(help: "What stands at the ends: reflecting or extrapolate. Default: reflecting.") var ends: String?
  @Option(help: ArgumentHelp("Write a scenario to go on from.", valueName: "scenario.yaml")) var write: String?

  func validate() throws {
    guard temperature > 0, temperature.isFinite else {
      throw ValidationError("--temperature is \(temperature); it must be positive.")
    }
    if let units, units.split(separator: ",").count != 3 {
      throw ValidationError("--units is '\(units)'; three are expected, as in kJ/mol,nm,ps.")
    }
  }

  private static let usualUnits = ["kJ/mol", "nm", "ps"]
  /// The units of a coordinate that turns by 2π.
  private static let angularUnits = ["kJ/mol", "rad", "ps"]

  private func request(_ units: [String]) -> ProfileRate {
    let column = { (text: String?) in text.map { word in Int(word).map { Value.integer($0) } ?? .text(word) } }
    return ProfileRate(
      file: file,
      settings: [
        ("coordinate", column(coordinate)), ("energy", column(energy)), ("errors", column(errors)),
        ("spline", spline.map { .text($0) }), ("periodic", periodic ? .flag(true) : nil),
        ("ends", ends.map { .text($0) }),
      ],
      units: units, temperature: temperature, diffusion: diffusion)
  }

  func run(in context: ToolContext) throws {
    let given = units?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    var request = request(given ?? Self.usualUnits)
    let turn = given == nil ? try read(request).0.boundaries.first?.period : nil
    let isAngle = turn.map { abs($0 / (2 * .pi) - 1) < 1e-4 } ?? false
    if isAngle { request = self.request(Self.angularUnits) }
    let (potential, remarks, system) = try read(request)
    for sentence in remarks.facts { print(sentence) }
    if given == nil {
      print(
        isAngle
          ? "Units: kJ/mol, rad and ps, as the coordinate turns by 2π; --units says otherwise."
          : "Units: kJ/mol, nm and ps, those of PLUMED; --units says otherwise.")
    }
    for warning in remarks.warnings { print("Warning: \(warning)") }
    let theta = system.thermalEnergy(at: temperature)
    let shape = ProfileText(potential: potential, units: system, temperature: temperature, thermalEnergy: theta)
    print(shape.wells)
    guard let pair = try pair(potential) else { return }
    if let write { try save(request, pair, to: write) }
    guard diffusion != nil else {
      print(
        "Without a diffusion coefficient there is no rate; give --diffusion, in \(system.symbol(of: .diffusion)) or with "
          + "a unit.")
      return
    }
    let there = try analysis(request, pair.from, pair.to, context)
    let back = try analysis(request, pair.to, pair.from, context)
    print(shape.rates([(pair.from, pair.to, there), (pair.to, pair.from, back)], diffusion: diffusion ?? ""))
  }

  private func read(_ request: ProfileRate) throws -> (ProfilePotential, ReadingRemarks, UnitSystem) {
    do throws(Problems) {
      let system = try request.system()
      let (potential, remarks) = try request.profile()
      return (potential, remarks, system)
    } catch {
      throw Ending.stop(error.list.map(\.message).joined(separator: "\n"), Ending.wrongInput)
    }
  }

  /// The wells that were named, or the two deepest; `nil` where there are less than two.
  private func pair(_ potential: ProfilePotential) throws -> (from: String, to: String)? {
    let names = potential.wells.map(\.name)
    for (option, name) in [("--from", from), ("--to", to)] {
      guard let name, !names.contains(name) else { continue }
      let found = names.isEmpty ? "none was found" : "there are \(names.joined(separator: ", "))"
      throw Ending.stop("\(option): there is no well '\(name)'; \(found).", Ending.wrongInput)
    }
    guard names.count > 1 else {
      print("There \(names.isEmpty ? "is no well" : "is one well") only, and so no rate between two.")
      return nil
    }
    let deepest = potential.wells.sorted { potential.energy(at: $0.minimum) < potential.energy(at: $1.minimum) }
      .map(\.name).filter { $0 != from && $0 != to }
    let chosen = [from, to].compactMap { $0 } + deepest
    let ordered = from == nil && to == nil ? names.filter { chosen[..<2].contains($0) } : chosen
    let pair = to != nil && from == nil ? (chosen[1], chosen[0]) : (ordered[0], ordered[1])
    guard pair.0 != pair.1 else {
      throw Ending.stop("--from and --to are both \(pair.0); a rate leads from one well to another.", Ending.wrongInput)
    }
    return pair
  }

  private func analysis(_ request: ProfileRate, _ from: String, _ to: String, _ context: ToolContext) throws -> Analysis
  {
    let plan: Plan
    do throws(ScenarioError) { plan = try request.plan(from: from, to: to, in: context.laboratory) } catch {
      throw Ending.stop(error.description, Ending.wrongInput)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "ravine-rate-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = try RunSession(
      plan, overrides: [], directory: folder, fresh: true, options: try RunOptions.parse(["--quiet"]), in: context,
      command: "ravine rate")
    return try session.perform().analysis
  }

  private func save(_ request: ProfileRate, _ pair: (from: String, to: String), to path: String) throws {
    let scenario = request.scenario(from: pair.from, to: pair.to, methods: ProfileRate.moreMethods)
    let text = scenario.yaml(header: ["Written by ravine rate \(file); ravine run FILE runs it."])
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting) } catch {
      throw Ending.stop(
        "\(path): the scenario cannot be written: \(error.localizedDescription)", Ending.wrongInput)
    }
    print("\(path) is a scenario to go on from.")
  }
}
