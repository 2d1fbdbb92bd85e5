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
    let startWord = Start.word(reader, potential)
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
    let methods = RateMethodCatalogue.methods.chosen(for: point(methods: []), reader)
    guard reader.log.problems.count == before else { return nil }
    self = point(methods: methods)
    rare = RareEventSettings(reader, places: places, start: start, target: target, methods: methods)
    guard reader.log.problems.count == before else { return nil }
  }

  /// After how many steps somebody looks; after each where nothing has to be observed.
  private static func lookEvery(_ reader: Reader, _ start: Start, _ target: Region) -> Int {
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
}
