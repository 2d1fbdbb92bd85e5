// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `equilibrium`: what each well is worth in the Gibbs law, by several methods.
enum Equilibrium {
  static let kind = ExperimentKind(
    name: "equilibrium",
    summary: "populations, free energies, energies and entropies of wells, and their differences, by several methods",
    parameters: parameters,
    template: template,
    decode: { reader, context in EquilibriumPoint(reader, context) },
    assemble: { points in EquilibriumExperiment(points: points) })

  static let temperature = Parameter.number("temperature", default: nil, .positive, "θ = k_B T").measured(
    in: .temperature)
  static let energyBelow = Parameter.numbers(
    "energy-below", default: [], "energies ε for which ln of the volume {f < ε} is wanted"
  ).measured(in: .energy)

  static let observables = Parameter(
    "observables", .list(.special("an observable such as {loss: train}")), default: .null,
    "what the potential tells that means and fluctuations are asked of; all of it by default")

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter,
      temperature,
      Parameter(
        "wells", .list(.text(among: [])), default: .null,
        "the wells that are compared; all named wells by default, and all of space as 'all' where there are none"),
      Parameter(
        "regions", .dictionary(.special("a region")), default: .record(Record()),
        "further regions by names of your own; under 'wells' they count as wells"),
      Parameter(
        "reference", .text(among: []), default: .null,
        "the well that differences are relative to; the first one by default"),
      observables, energyBelow,
    ] + DynamicsChoice.parameters("the scheme of methods that take steps of time, with its time step; mala with 0.01")
    + [MethodChoice.parameter()]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My wells
    question: Which well wins, and is it energy or entropy that decides?
    experiment: equilibrium
    seed: 1                                      # names all random streams

    # The landscape: 'ravine list potentials' shows what there is, 'ravine describe potential entropic-double-well' one of them.
    potential: {kind: entropic-double-well, dimension: 2}
    temperature: 0.2                             # θ = k_B T; several under 'sweep'

    wells: [narrow, wide]                        # all named wells by default
    reference: narrow                            # differences are relative to it; the first well by default
    regions:                                     # further places, by names of your own
      pass: {box: {lower: [-0.1, -.inf], upper: [0.1, .inf]}}
    energy-below: [0.1]                          # ln of the volume where f < 0.1

    methods: [quadrature, harmonic, sampling, umbrella, thermodynamic-integration, nested-sampling]
    dynamics: {integrator: mala, time-step: 0.01}
    walkers: 256                                 # chains of direct sampling
    steps: 100000                                # of each
    step-check: false                            # true: at half the time step too
    umbrella: {coordinate: 0, windows: auto, stiffness: auto, samples: 20000}
    integration: {path: temperature, nodes: 10}
    nested: {live-points: 500, repetitions: 4}

    sweep:
      temperature: [0.333, 0.2, 0.125]           # or {from: 0.1, to: 0.5, count: 5, spacing: log}

    # expect:
    #   - {quantity: population-ratio, method: quadrature, at: {temperature: 0.2, well: wide}, equals: 6.6680, within: {relative: 1e-4}, source: exact marginal law}

    """
}
