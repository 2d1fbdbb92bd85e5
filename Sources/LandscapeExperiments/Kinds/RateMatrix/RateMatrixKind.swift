// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `rate-matrix`: all rates between the wells of a landscape, and what follows from them.
enum RateMatrixKind {
  static let kind = ExperimentKind(
    name: "rate-matrix",
    summary: "rates and mean first-passage times between all wells, their populations, relaxation times",
    parameters: parameters, template: template,
    decode: { reader, context in RateMatrixPoint(reader, context) },
    assemble: { points in RateMatrixExperiment(points: points) })

  static let wells = Parameter(
    "wells", .list(.text(among: [])), default: .null, "the names of the wells that are states; all by default")

  static let temperature = Parameter.number("temperature", default: nil, .positive, "θ = k_B T")
    .measured(in: .temperature)

  static let parameters: [Parameter] =
    [
      Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
      UnitsBlock.parameter, temperature,
    ] + MobilityChoice.parameters + [wells, MethodChoice.parameter()]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My rates
    question: How fast do walkers go from each well to each other one?
    experiment: rate-matrix
    seed: 1

    potential: {kind: prinz}                     # 'ravine list potentials' shows what there is
    temperature: 1.0                             # θ = k_B T
    # diffusion: {expression: "1 + 0.5*tanh(x)"} # D of overdamped dynamics, or a number; by default θ
    # wells: [left, right]                       # the states; by default all wells
    methods: [exact, eyring-kramers]             # quadrature on the line; fokker-planck in the plane; eyring-kramers anywhere

    # expect:
    #   - {quantity: transition-rate, method: exact, at: {from: left, to: right}, at-least: 0}

    """
}
