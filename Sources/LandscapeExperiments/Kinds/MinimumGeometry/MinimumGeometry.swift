// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `minimum-geometry`: the second derivatives of a potential at a point, and what they say of the minimum there.
enum MinimumGeometry {
  static let kind = ExperimentKind(
    name: "minimum-geometry",
    summary: "curvatures at a minimum: ends of the spectrum, trace, log-determinant, density, flat directions",
    parameters: parameters, template: template,
    decode: { reader, context in GeometryPoint(reader, context) },
    assemble: { points in GeometryExperiment(points: points) })

  static let at = Parameter(
    "at", .special(GeometryPlace.words), default: nil, "the point whose surroundings are asked for")
  static let descend = Parameter(
    "descend", .flag, default: .flag(false),
    "whether the minimum that Newton's method comes to from there is taken: in a trust region, with conjugate gradients"
  )
  static let temperature = Parameter(
    "temperature", .special("a positive number"), default: .null,
    "θ = k_B T, for the harmonic free energy and entropy; none are told without")
  static let eigenvalues = Parameter.integer(
    "eigenvalues", default: 5, .between(1, 200), "how many of the largest and of the smallest are told one by one")
  static let flatBelow = Parameter.number(
    "flat-below", default: 1e-7, .between(0, 0.1),
    "a direction counts as flat if the curvature along it, without the confinement, is below this part of the largest")

  static let parameters: [Parameter] = [
    Parameter("potential", .special("a mapping with the kind of potential"), default: nil, "the landscape"),
    at, descend, temperature, eigenvalues, flatBelow, MethodChoice.parameter(),
  ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My minimum
    question: How curved is the minimum, and how many directions are flat?
    experiment: minimum-geometry
    seed: 1                                      # names all random streams

    # 'ravine list potentials' shows what there is.
    potential:
      kind: network-loss
      task: {kind: modular-arithmetic, operation: x+y, modulus: 7}
      data: {train-fraction: 0.8}
      model: {kind: quadratic, width: 12}
      loss: cross-entropy
      precision: double
      confinement: 1e-3
    # a well, {point: [-1.0]}, initial, {weights: FILE}, or where a training ends
    at: {trained: {optimizer: {kind: adamw, rate: 0.01}, until: {accuracy: {on: train, at-least: 1}}, steps: 5000}}
    descend: true                                # to the minimum below it
    temperature: 1e-4                            # for the harmonic free energy and entropy
    eigenvalues: 5
    flat-below: 1e-7

    # expect:
    #   - {quantity: negative-eigenvalues, method: dense-spectrum, equals: 0, within: {absolute: 1e-9}}

    """
}
