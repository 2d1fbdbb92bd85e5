// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Grokking
import Kinetics
import Potentials
import Randomness
import Settings

extension EscapeRatePoint {
  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let potential = context.laboratory.potential(in: reader, at: context.position)
    let schedule = ScheduleCatalogue.read("temperature", in: reader)
    let fromValue = reader.required("from", "a well, a region or {point: […]}: where walkers start")
    let startWord = Start.word(reader, potential, from: fromValue)
    let toValue = reader.required("to", "a well or a region: where walkers arrive")
    let dynamics = DynamicsChoice(reader, context)
    let crossing = CrossingCorrection(rawValue: reader.read(EscapeRate.crossing).asText ?? "") ?? .bridge
    let walkers = Int(reader.read(EscapeRate.walkers).asNumber ?? 1)
    let timeLimit = reader.read(EscapeRate.timeLimit).asNumber ?? 1
    let checksStep = reader.read(EscapeRate.stepCheck) == .flag(true)
    guard let potential, let schedule, let fromValue, let toValue else { return nil }

    let landscape = Landscape(of: potential)
    let places = RegionPlaces(potential: potential, landscape: landscape, reader: reader)
    guard let start = places.start(fromValue, law: startWord), let target = places.target(toValue) else { return nil }
    places.check(start, against: target)
    let observeEvery = Self.observeEvery(reader, start, target)
    Self.check(dynamics.integrator, against: potential, reader)
    guard reader.log.problems.count == before else { return nil }

    func point(
      methods: [any ExperimentMethod<EscapeRatePoint>] = [], settings: Parameters = Parameters()
    ) -> EscapeRatePoint {
      EscapeRatePoint(
        position: context.position, potential: potential, landscape: landscape, schedule: schedule, start: start,
        target: target, integrator: dynamics.integrator, timeStep: dynamics.timeStep, noise: dynamics.noise,
        crossing: crossing, observeEvery: observeEvery, walkers: walkers, timeLimit: timeLimit, checksStep: checksStep,
        methods: methods, settings: settings)
    }
    let catalogue = context.laboratory.methods(for: EscapeRatePoint.self)
    let methods = MethodChoice.read(reader, from: catalogue, for: point())
    let settings = MethodChoice.settings(reader, of: methods, among: catalogue)
    guard reader.log.problems.count == before else { return nil }
    self = point(methods: methods, settings: settings)
    checkCommittorPoints(reader)
    if methods.contains(where: { $0 is any RareEventMethod }) {
      rare = RareEventSettings(reader, places: places, start: start, target: target)
    }
    guard reader.log.problems.count == before else { return nil }
  }

  /// Steps between two observations; one where nothing has to be observed.
  private static func observeEvery(_ reader: Reader, _ start: Start, _ target: Region) -> Int {
    let parameter = EscapeRate.observeEvery
    guard target.isObserved || start.departure != nil else {
      reader.acknowledge(parameter)
      for key in [parameter.name, parameter.formerName].compactMap({ $0 }) where reader.contains(key) {
        reader.report("\(key) is for regions that take an observation, such as accuracy; here is none.", at: key)
      }
      return 1
    }
    return Int(reader.read(parameter).asNumber ?? 1)
  }

  private static func check(_ integrator: any Integrator, against potential: any Potential, _ reader: Reader) {
    if let noisy = potential as? any NoisyPotential, let batch = noisy.batch, !integrator.takesNoisyGradients {
      reader.log.report(
        "batch is \(batch), and '\(integrator.name)' takes the gradient of all examples; "
          + "mini-batches are for sgld, preconditioned-sgld and sghmc.",
        at: reader.path.appending("potential").appending("batch"))
    }
  }
}
