// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `diffusion`: how far walkers come as time goes on, and by what law.
enum Diffusion {
  static let kind = ExperimentKind(
    name: "diffusion",
    summary: "mean squared displacement, its exponent and coefficient, tangential and normal parts, crossovers",
    parameters: parameters, template: template,
    decode: { reader, context in DiffusionPoint(reader, context) },
    assemble: { points in DiffusionExperiment(points: points) })

  static let walkers = Parameter.integer("walkers", default: 4096, .between(2, 4e9), "how many walkers")
  static let stepCheck = Parameter(
    "step-check", .flag, default: .flag(false),
    "runs the walkers at half the time step too and reports the errors of the time step, by the scheme's order")

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter,
      Parameter(
        "temperature", .special("a number or a schedule"), default: nil, "θ = k_B T, or a temperature schedule"),
      Parameter("from", .special("a well, a region or {point: […]}"), default: nil, "where walkers start"),
      Start.places,
    ]
    + MobilityChoice.parameters + DynamicsChoice.parameters() + [
      walkers, ObservationTimes.parameter,
      Parameter(
        "fit", .special("a mapping with from, to and offset"), default: .record(Record()),
        "the times that exponent and coefficient are fitted to, all by default; "
          + "offset: true lets the line ⟨Δ²⟩ = 2Dt + c miss the origin"),
      stepCheck, MethodChoice.parameter(),
    ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My diffusion
    question: Does the mean squared displacement grow in proportion to the time?
    experiment: diffusion
    seed: 1                                      # names all random streams

    # 'ravine list potentials' shows what there is. On zero-risk-valley and river-valley the displacement is split into
    # the part along the valley (tangential) and the part across it (normal).
    potential: {kind: zero-risk-valley, stiffness: 100, profile: constant}
    temperature: 0.1                             # θ = k_B T; or a schedule: {schedule: linear, from: 1, to: 0.1, over: 100}

    from: {point: [0.0, 0.0]}                    # or a named well, or a region
    dynamics: {integrator: leimkuhler-matthews, time-step: 0.002}
    walkers: 4096
    times: {until: 20, count: 20, spacing: log}  # or a list: [0.1, 1, 10]
    fit: {offset: false}                         # from and to limit the times that exponent and coefficient are fitted to
    # crossovers: 1                              # how many changes from one power law to another to look for
    # crossover-direction: total
    # step-check: true                           # everything at half the time step too

    # expect:
    #   - {quantity: diffusion-exponent, at: {direction: tangential}, equals: 1, within: {sigmas: 4}}
    #   - {quantity: diffusion-coefficient, method: displacements, at: {direction: tangential}, equals: 0.1, within: {sigmas: 4}}

    """
}
