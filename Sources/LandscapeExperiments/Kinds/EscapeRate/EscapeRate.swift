// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Settings

/// The experiment `escape-rate`: how often walkers leave one region for another, by several methods.
enum EscapeRate {
  static let kind = ExperimentKind(
    name: "escape-rate",
    summary: "the rate from a region to another by several methods, over a sweep: Eyring and Arrhenius plots",
    parameters: parameters,
    template: template,
    decode: { reader, context in EscapeRatePoint(reader, context) },
    assemble: { points in EscapeRateExperiment(points: points) })

  static let observeEvery = Parameter.integer(
    "observe-every", default: 10, .atLeast(1),
    "steps between two observations of a walker, where arriving takes one, such as of the accuracy"
  ).formerly("look-every")
  static let crossing = Parameter.word(
    "crossing", default: CrossingCorrection.bridge.rawValue, among: CrossingCorrection.allCases.map(\.rawValue),
    "what is done about crossings between two steps")
  static let walkers = Parameter.integer("walkers", default: 4096, .between(1, 4e9), "how many walkers")
  static let defaultTimeLimit = 10000.0
  static let timeLimit = Parameter.number(
    "time-limit", default: defaultTimeLimit, .positive,
    "time after which a walker is given up, and counts as censored"
  ).measured(in: .time)
  static let stepCheck = Parameter(
    "step-check", .flag, default: .flag(false),
    "runs sampled methods at half the time step too and reports the error of the time step, by the order of the scheme")

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter,
      Parameter(
        "temperature", .special("a number or a schedule"), default: nil, "θ = k_B T, or a temperature schedule"),
      Parameter(
        "from", .special("a well, a region or {point: […]}"), default: .null,
        "where walkers start; may be left out where 'start' says it by itself"),
      Start.parameter, observeEvery,
      Parameter("to", .special("a well or a region"), default: nil, "where walkers arrive"),
    ] + MobilityChoice.parameters + DynamicsChoice.parameters() + [
      crossing, walkers, timeLimit, RecordedObservables.parameter, stepCheck,
      MethodChoice.parameter(default: "all that apply by default, but those for rare events"),
    ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My escape rate
    question: Does the escape rate follow the Eyring–Kramers law?
    experiment: escape-rate
    seed: 1                                      # names all random streams

    # The landscape: 'ravine list potentials' shows what there is, 'ravine describe potential double-well' one of them.
    potential: {kind: double-well, barrier: 1.0}
    # Or your own:
    # potential:
    #   kind: expression
    #   energy: "h*(x^2 - 1)^2 + k/2*y^2"
    #   coordinates: [x, y]
    #   parameters: {h: 1, k: 4}

    temperature: 0.25                            # θ = k_B T; or a schedule: {schedule: linear, from: 1, to: 0.1, over: 100}
    # diffusion: {expression: "0.25*(1 + 0.5*tanh(x))"}   # D of overdamped dynamics, or a number; by default θ

    from: left                                   # a named well, a region, or {point: [-1.0]}
    start: minimum                               # or gibbs: drawn from e^(−f/θ) within the region
    to: right                                    # a named well (its core), or for instance {ball: {center: [1.0], radius: 0.1}}

    dynamics: {integrator: euler-maruyama, time-step: 0.001}
    crossing: bridge                             # finds the crossings between two steps; or shift, none
    walkers: 4096
    time-limit: 10000                            # walkers that have not arrived by then are censored, not lost
    methods: [first-passage, exact, eyring-kramers, eyring-free-energy]

    sweep:
      temperature: [0.5, 0.333, 0.25, 0.2]       # or {from: 0.2, to: 0.5, count: 4, spacing: log}

    # expect:
    #   - {quantity: escape-rate, method: exact, at: {temperature: 0.2}, equals: 5.4819e-3, within: {relative: 1e-4}, source: quadrature}

    """
}
