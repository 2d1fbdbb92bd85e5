// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Kinetics
import Potentials
import Settings

extension SchedulePoint {
  /// Decodes one point of the sweep; `nil` when problems were reported.
  init?(_ reader: Reader, _ context: PointContext) {
    let before = reader.log.problems.count
    let potential = context.laboratory.potential(in: reader, at: context.position)
    let choice = MobilityChoice(reader, potential: potential, temperature: nil)
    let budget = reader.read(ScheduleComparison.budget).asNumber ?? 1
    let contenders = Contender.list(reader, budget: budget)
    let fromValue = reader.raw("from")
    if let fromValue { reader.resolve("from", as: fromValue) }
    let startChoice = StartChoice.read(reader, potential, from: fromValue, startsAtOnce: true)
    if fromValue == nil, startChoice?.needsRegion ?? true {
      reader.log.report("'from' is missing: a well, a region or {point: […]}: where walkers start.", at: reader.path)
    }
    let startTemperature = reader.optionalNumber(
      ScheduleComparison.startTemperature.name, .positive, "temperature of the Gibbs law of the start", in: .temperature
    )
    let dynamics = DynamicsChoice(reader, context, timeStep: choice.short(0.001))
    let scheme = choice.scheme(dynamics.integrator, reader)
    let walkers = Int(reader.read(ScheduleComparison.walkers).asNumber ?? 1)
    let observations = Int(reader.read(ScheduleComparison.observations).asNumber ?? 2)
    let spacing = reader.read(ScheduleComparison.observationSpacing).asText
    let checksStep = reader.read(ScheduleComparison.stepCheck) == .flag(true)
    let recorded = RecordedObservables.read(reader, of: potential)
    guard let potential, let startChoice, fromValue != nil || !startChoice.needsRegion else { return nil }
    dynamics.check(against: potential, reader)
    let landscape = Landscape(of: potential)
    let places = RegionPlaces(potential: potential, landscape: landscape, reader: reader)
    let start = places.start(fromValue, as: startChoice)
    let destinations = DestinationReader(potential: potential, landscape: landscape, reader: reader).destinations
    let methods = context.laboratory.methods(for: SchedulePoint.self)
    let settings = MethodChoice.settings(reader, of: methods, among: methods)
    guard let start, let destinations, reader.log.problems.count == before else { return nil }
    self.init(
      position: context.position, potential: choice.applied(to: potential), landscape: landscape,
      contenders: contenders,
      destinations: destinations, start: start,
      startTemperature: startTemperature ?? contenders.map { $0.temperature(at: 0) }.min() ?? 1,
      integrator: scheme, timeStep: dynamics.timeStep, noise: dynamics.noise, walkers: walkers,
      budget: budget, observations: observations, observationsAreLogarithmic: spacing == "log", checksStep: checksStep,
      recorded: recorded, methods: methods, settings: settings)
    check(reader)
    guard reader.log.problems.count == before else { return nil }
  }

  private func check(_ reader: Reader) {
    guard budget >= timeStep else {
      reader.report(
        "budget is \(budget.shortest), shorter than one step; it must be at least the time-step, \(timeStep.shortest).",
        at: "budget")
      return
    }
    if !integrator.hasConstantStep {
      reader.report(
        "the steps of '\(integrator.name)' shrink, and a budget is counted in equal ones; leave its decay out.",
        at: "dynamics")
    }
    let path = reader.path.appending("schedules")
    for contender in contenders {
      if let objection = temperatureObjection(to: contender) ?? shareObjection(to: contender) {
        reader.log.report(objection, at: path.appending(contender.name))
      }
    }
    if case .gibbs(_)? = start.law, !(startTemperature > 0),
      let cold = contenders.first(where: { !($0.temperature(at: 0) > 0) })
    {
      reader.report(
        "'\(cold.name)' begins at temperature zero, where no Gibbs law can be drawn from; "
          + "say start: minimum, or give a start-temperature.", at: "start")
    }
  }

  /// Replicas that have not a single chance to exchange are no replica exchange.
  private func shareObjection(to contender: Contender) -> String? {
    guard case .exchange(let temperatures, let swapEvery) = contender.motion else { return nil }
    let steps = Int(countable: (budget / timeStep).rounded()) / temperatures.count
    guard steps < swapEvery else { return nil }
    return
      "the budget of \(budget.shortest) leaves each of \(temperatures.count) replicas \(steps) steps, fewer than swap-every, \(swapEvery)."
  }

  /// Moments at which a schedule is checked before anything runs.
  private static let probes = 10_000.0

  private func temperatureObjection(to contender: Contender) -> String? {
    guard case .schedule(let schedule) = contender.motion else { return nil }
    let count = min((budget / timeStep).rounded(), Self.probes)
    for probe in stride(from: 0, through: count, by: 1) {
      let time = budget * probe / count
      let temperature = schedule.temperature(at: time)
      guard !(temperature > 0) || !temperature.isFinite else { continue }
      let place = "'\(contender.name)' reaches temperature \(temperature.shortest) at time \(time.shortest)"
      guard temperature == 0 else { return "\(place); a temperature is zero or positive, and finite." }
      guard let lack = integrator.lackAtZeroTemperature else { continue }
      return
        "\(place), where '\(integrator.name)' has no \(lack); end above zero, or choose another integrator: it then descends."
    }
    return nil
  }
}
