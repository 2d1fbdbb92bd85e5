// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `schedule-comparison`: where do temperature schedules end on the same landscape, with the same walkers and noise?
enum ScheduleComparison {
  static let kind = ExperimentKind(
    name: "schedule-comparison",
    summary: "temperature schedules, and replica exchange, on one landscape with common random numbers: where they end",
    parameters: parameters, template: template,
    decode: { reader, context in SchedulePoint(reader, context) },
    assemble: { points in ScheduleExperiment(points: points) })

  static let budget = Parameter.number(
    "budget", default: nil, .positive, "SDE time of a walker, for replica exchange summed over its replicas"
  ).measured(in: .time)
  static let startTemperature = Parameter(
    "start-temperature", .special("a positive number"), default: .null,
    "temperature of the Gibbs law of the start; by default the lowest first temperature of the contenders")
  static let walkers = Parameter.integer("walkers", default: 4096, .between(2, 4e9), "how many walkers")
  static let observations = Parameter.integer(
    "observations", default: 50, .between(2, 10_000), "how many times energies and populations are observed on the way"
  ).formerly("looks")
  static let observationSpacing = Parameter.word(
    "observation-spacing", default: "linear", among: ["linear", "log"],
    "equal times between the observations, or equal ratios"
  ).formerly("look-spacing")
  static let stepCheck = Parameter(
    "step-check", .flag, default: .flag(false),
    "runs everything at half the time step too and reports the errors of the time step, by the scheme's order")

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter,
      Parameter(
        "schedules", .special("a mapping from names to schedules"), default: nil,
        "the contenders: a temperature, a schedule whose duration may be left to the budget, or "
          + "{schedule: replica-exchange, temperatures: […], swap-every: 100}"),
      budget,
      Parameter(
        "from", .special("a well, a region or {point: […]}"), default: .null,
        "where walkers start; may be left out where 'start' says it by itself"),
      Start.parameter, startTemperature,
      Parameter(
        "target", .special("a well or a region"), default: .null,
        "where walkers should end; by default the lowest minimum, and the widest of equally low ones"),
      Parameter(
        "wells", .special("a list of wells, or a mapping from names to regions"), default: .null,
        "where walkers are counted; by default all wells"),
    ]
    + MobilityChoice.parameters + DynamicsChoice.parameters()
    + [walkers, observations, observationSpacing, RecordedObservables.parameter, stepCheck]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My comparison of schedules
    question: Which cooling ends in the deep well most often?
    experiment: schedule-comparison
    seed: 1                                      # names all random streams; all contenders get the same noise

    # The landscape: 'ravine list potentials' shows what there is.
    potential: {kind: double-well, barrier: 1.0, tilt: 0.2}    # left is the deeper well

    # The contenders under names of your own: 'ravine list schedules' shows the kinds. A duration (over, period, every) that
    # is left out follows the budget.
    schedules:
      cold: 0.1                                  # a bare number stays
      linear: {schedule: linear, from: 0.6, to: 0.05}
      exponential: {schedule: exponential, from: 0.6, to: 0.05}
      reheated: {schedule: cyclic, from: 0.6, to: 0.05}
      exchange: {schedule: replica-exchange, temperatures: {from: 0.05, to: 0.6, count: 5}, swap-every: 50}
    budget: 100                                  # SDE time of a walker; replica exchange divides it among its replicas

    from: right                                  # a named well, a region, or {point: [1.0]}
    start: minimum                               # or gibbs: drawn from e^(−f/θ) within the region at start-temperature
    target: left                                 # where walkers should end; default: the lowest minimum

    dynamics: {integrator: euler-maruyama, time-step: 0.01}
    walkers: 4096
    observations: 50                             # of energies and populations on the way
    observation-spacing: linear                  # or log

    sweep:
      budget: [10, 30, 100]                      # success against budget

    # expect:
    #   - {quantity: success-probability, at: {schedule: linear, budget: 100}, at-least: 0.5}

    """
}
