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
    let choice = MobilityChoice(
      reader, potential: schedule == nil ? nil : potential,
      temperature: schedule.flatMap { $0.isConstant ? $0.temperature(at: 0) : nil })
    let fromValue = reader.raw("from")
    if let fromValue { reader.resolve("from", as: fromValue) }
    let startChoice = StartChoice.read(reader, potential, from: fromValue)
    if fromValue == nil, startChoice?.needsRegion ?? true {
      reader.log.report("'from' is missing: a well, a region or {point: […]}: where walkers start.", at: reader.path)
    }
    let toValue = reader.required("to", "a well or a region: where walkers arrive")
    let dynamics = DynamicsChoice(reader, context, timeStep: choice.short(0.001))
    let integrator = choice.scheme(dynamics.integrator, reader)
    let crossing = CrossingCorrection(rawValue: reader.read(EscapeRate.crossing).asText ?? "") ?? .bridge
    let walkers = Int(reader.read(EscapeRate.walkers).asNumber ?? 1)
    var limit = EscapeRate.timeLimit
    limit.defaultValue = .number(choice.long(EscapeRate.defaultTimeLimit))
    let timeLimit = reader.read(limit).asNumber ?? 1
    let checksStep = reader.read(EscapeRate.stepCheck) == .flag(true)
    let recorded = RecordedObservables.read(reader, of: potential, byDefault: false)
    guard let potential, let schedule, let startChoice, let toValue, fromValue != nil || !startChoice.needsRegion else {
      return nil
    }

    let landscape = Landscape(of: potential)
    let places = RegionPlaces(potential: potential, landscape: landscape, reader: reader)
    guard let start = places.start(fromValue, as: startChoice), let target = places.target(toValue) else { return nil }
    places.check(start, against: target)
    let observeEvery = Self.observeEvery(reader, start, target)
    if !recorded.isEmpty, !target.isObserved, start.departure == nil {
      reader.report(
        "walkers are recorded where they are observed, and neither 'from' nor 'to' takes an observation.",
        at: RecordedObservables.parameter.name)
    }
    dynamics.check(against: potential, reader)
    let profile = EyringProfile(
      reader, key: EyringFreeEnergyMethod.word, potential: potential, start: start.region, target: target)
    guard reader.log.problems.count == before else { return nil }
    let moved = choice.applied(to: potential)

    func point(
      methods: [any ExperimentMethod<EscapeRatePoint>] = [], settings: Parameters = Parameters()
    ) -> EscapeRatePoint {
      EscapeRatePoint(
        position: context.position, potential: moved, landscape: landscape, schedule: schedule, start: start,
        target: target, integrator: integrator, timeStep: dynamics.timeStep, noise: dynamics.noise,
        crossing: crossing, observeEvery: observeEvery, walkers: walkers, timeLimit: timeLimit, checksStep: checksStep,
        recorded: recorded, methods: methods, settings: settings, profile: profile)
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
    guard target.isObserved || start.departure != nil || start.region?.isObserved ?? false else {
      reader.acknowledge(parameter)
      for key in [parameter.name, parameter.formerName].compactMap({ $0 }) where reader.contains(key) {
        reader.report("\(key) is for regions that take an observation, such as accuracy; here is none.", at: key)
      }
      return 1
    }
    return Int(reader.read(parameter).asNumber ?? 1)
  }
}
