// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Grokking
import Kinetics
import Potentials
import Randomness
import Settings

extension EscapeRatePoint {
  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, at position: SweepPosition) {
    let before = reader.log.problems.count
    let potential = ScenarioPotential.read("potential", in: reader, at: position)
    let schedule = ScheduleCatalogue.read("temperature", in: reader)
    let fromValue = reader.required("from", "a well, a region or {point: […]}: where walkers start")
    let startWord = Self.startWord(reader, potential)
    let toValue = reader.required("to", "a well or a region: where walkers arrive")
    let dynamics = DynamicsChoice(reader)
    let crossing = CrossingCorrection(rawValue: reader.read(EscapeRate.crossing).asText ?? "") ?? .bridge
    let walkers = Int(reader.read(EscapeRate.walkers).asNumber ?? 1)
    let timeLimit = reader.read(EscapeRate.timeLimit).asNumber ?? 1
    let checksStep = reader.read(EscapeRate.stepCheck) == .flag(true)
    let gridCells = Int(reader.read(EscapeRate.cells).asNumber ?? 0)
    let points = reader.read(EscapeRate.committorAt).asList ?? []
    guard let potential, let schedule, let fromValue, let toValue else { return nil }

    let landscape = Landscape(of: potential)
    let places = RegionPlaces(potential: potential, landscape: landscape, reader: reader)
    guard let start = places.start(fromValue, law: startWord), let target = places.target(toValue) else { return nil }
    places.check(start, against: target)
    let lookEvery = Self.lookEvery(reader, start, target)
    Self.check(dynamics.integrator, against: potential, reader)
    guard reader.log.problems.count == before else { return nil }

    let committorPoints = points.map { $0.asList?.compactMap(\.asNumber) ?? [] }
    for (index, point) in committorPoints.enumerated() where point.count != potential.dimension {
      let path = reader.path.appending("committor-at").appending(index)
      reader.log.report("the point has \(point.count) coordinates; the potential has \(potential.dimension).", at: path)
    }
    func point(methods: [String]) -> EscapeRatePoint {
      EscapeRatePoint(
        position: position, potential: potential, landscape: landscape, schedule: schedule, start: start,
        target: target, integrator: dynamics.integrator, timeStep: dynamics.timeStep, noise: dynamics.noise,
        crossing: crossing, lookEvery: lookEvery, walkers: walkers, timeLimit: timeLimit, checksStep: checksStep,
        gridCells: gridCells,
        committorPoints: committorPoints, methods: methods)
    }
    let methods = point(methods: []).chosenMethods(reader)
    guard reader.log.problems.count == before else { return nil }
    self = point(methods: methods)
  }

  /// Where in the region walkers start: networks know their initial weights and no minimum.
  private static func startWord(_ reader: Reader, _ potential: (any Potential)?) -> String {
    guard potential is any InitializedPotential, !reader.contains("start") else {
      return reader.read(EscapeRate.start).asText ?? ""
    }
    reader.resolve("start", as: .text(EscapeRate.arrival))
    return EscapeRate.arrival
  }

  /// After how many steps somebody looks; after each where nothing has to be observed.
  private static func lookEvery(_ reader: Reader, _ start: EscapeStart, _ target: Region) -> Int {
    guard target.isObserved || start.departure != nil else {
      if reader.contains("look-every") {
        reader.report(
          "look-every is for regions that take an observation, such as accuracy; here is none.", at: "look-every")
      }
      return 1
    }
    return Int(reader.read(EscapeRate.lookEvery).asNumber ?? 1)
  }

  private static func check(_ integrator: any Integrator, against potential: any Potential, _ reader: Reader) {
    if let network = potential as? NetworkPotential, let batch = network.batch, !integrator.takesNoisyGradients {
      reader.log.report(
        "batch is \(batch), and '\(integrator.name)' takes the gradient of all examples; "
          + "mini-batches are for sgld, preconditioned-sgld and sghmc.",
        at: reader.path.appending("potential").appending("batch"))
    }
  }

  /// The methods that the scenario names, or all that apply.
  private func chosenMethods(_ reader: Reader) -> [String] {
    let all = RateMethodCatalogue.methods
    guard let written = reader.raw("methods"), written != .null else {
      let applicable = all.filter { $0.objection(to: self) == nil }.map(\.name)
      reader.resolve("methods", as: .list(applicable.map { .text($0) }))
      return applicable
    }
    let path = reader.path.appending("methods")
    guard let list = written.asList, !list.isEmpty else {
      reader.report("methods is \(written.described); a list with at least one method is expected.", at: "methods")
      return []
    }
    var names: [String] = []
    for (index, value) in list.enumerated() {
      let here = path.appending(index)
      guard let name = value.asText, let method = RateMethodCatalogue.named(name) else {
        let word = value.asText ?? value.described
        let near = suggestion(for: word, among: all.map(\.name))
        reader.log.report(
          "unknown method '\(word)'\(near.isEmpty ? ";" : near) 'ravine list methods' shows all.", at: here)
        continue
      }
      if names.contains(name) { reader.log.report("method '\(name)' stands twice.", at: here) }
      if let objection = method.objection(to: self) {
        reader.log.report("method '\(name)' \(objection).", at: here)
      }
      names.append(name)
    }
    reader.resolve("methods", as: .list(names.map { .text($0) }))
    return names
  }
}

/// The keys `dynamics` and `noise`: scheme, time step, generator.
struct DynamicsChoice {
  private(set) var integrator: any Integrator = EulerMaruyama()
  let timeStep: Double
  let noise: NoiseGenerator

  static let timeStep = Parameter.number("time-step", default: 0.001, .positive, "time step h of the scheme")
  /// GSL's own environment variable counts where the file is silent.
  static var generator: Parameter {
    .word(
      "generator", default: ProcessInfo.processInfo.environment["GSL_RNG_TYPE"] ?? NoiseGenerator.philox.name,
      among: NoiseGenerator.names, "philox4x32-10, or any generator of GSL by its name")
  }

  init(_ reader: Reader) {
    let inner = reader.inner("dynamics")
    let word = inner.raw("integrator")?.asText
    if let word, let entry = IntegratorCatalogue.entry(named: word) {
      // The scheme's own parameters may stand beside its name.
      inner.resolve("integrator", as: .text(word))
      let values = inner.read(entry.parameters)
      do { integrator = try entry.make(values) } catch { reader.log.report(error.below(inner.path)) }
    } else if let chosen = IntegratorCatalogue.read("integrator", in: inner) {
      integrator = chosen
    }
    timeStep = inner.read(Self.timeStep).asNumber ?? 1
    inner.finish()
    reader.resolve("dynamics", as: .record(inner.resolved))
    let random = reader.inner("noise")
    let name = random.read(Self.generator).asText ?? ""
    random.finish()
    reader.resolve("noise", as: .record(random.resolved))
    noise = (try? NoiseGenerator(named: name)) ?? .philox
    if !NoiseGenerator.names.contains(name), !random.contains("generator") {
      reader.log.report(
        "the environment variable GSL_RNG_TYPE is '\(name)'\(choice(name, among: NoiseGenerator.names))",
        at: random.path)
    }
  }
}

extension Reader {
  /// The raw value of a key that must be there; its resolved form is what was written.
  func required(_ key: String, _ summary: String) -> Value? {
    guard let value = raw(key) else {
      log.report("'\(key)' is missing: \(summary).", at: path)
      return nil
    }
    resolve(key, as: value)
    return value
  }
}
