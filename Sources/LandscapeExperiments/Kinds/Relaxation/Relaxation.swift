// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `relaxation`: how an ensemble approaches the Gibbs law, and whether the Fokker–Planck equation knows it.
enum Relaxation {
  static let kind = ExperimentKind(
    name: "relaxation",
    summary:
      "approach to Gibbs: ensemble histograms against the Fokker–Planck solution, relative entropy, spectral gap",
    parameters: parameters, findingMethods: [comparison], template: template,
    decode: { reader, context in RelaxationPoint(reader, context) },
    assemble: { points in RelaxationExperiment(points: points) })

  /// What findings call the comparison of both methods.
  static let comparison = "likelihood-ratio"

  static let walkers = Parameter.integer("walkers", default: 16384, .between(2, 4e9), "how many walkers")
  static let bins = Parameter.integer(
    "bins", default: 0, .nonNegative, "bins of the histogram along each axis; 0: 60 on the line, 20 in the plane")
  static let stepCheck = Parameter(
    "step-check", .flag, default: .flag(false),
    "runs the walkers at half the time step too and reports the errors of the time step, by the scheme's order")

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter,
      .number("temperature", default: nil, .positive, "θ = k_B T").measured(in: .temperature),
      Parameter("from", .special("a well, a region or {point: […]}"), default: nil, "where walkers start"),
      Start.places,
    ]
    + MobilityChoice.parameters + DynamicsChoice.parameters() + [
      walkers, ObservationTimes.parameter, bins, stepCheck, MethodChoice.parameter(),
    ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My relaxation
    question: How fast does the ensemble forget where it started?
    experiment: relaxation
    seed: 1                                      # names all random streams

    potential: {kind: double-well, barrier: 1.0} # 'ravine list potentials' shows what there is; it must confine
    temperature: 0.2                             # θ = k_B T, constant

    from: left                                   # a named well, a region, or {point: [-1.0]}
    start: gibbs                                 # drawn from e^(−f/θ) within the region; or minimum
    dynamics: {integrator: leimkuhler-matthews, time-step: 0.01}
    walkers: 16384
    times: {until: 300, count: 20, spacing: linear}   # or a list: [0.1, 1, 10]
    bins: 60                                     # of the histogram along each axis
    # step-check: true                           # everything at half the time step too

    # expect:
    #   - {quantity: spectral-gap, equals: 0.0111046, within: {relative: 1e-5}}
    #   - {quantity: agreement, at-least: 1e-4}

    """
}
