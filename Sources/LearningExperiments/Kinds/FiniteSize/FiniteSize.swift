// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `finite-size`: is the rise of an order parameter with the training fraction a transition as systems grow?
enum FiniteSize {
  static let kind = ExperimentKind(
    name: "finite-size",
    summary: "finite-size scaling over moduli and training fractions: a transition or a crossover, where, how sharp",
    parameters: parameters,
    findingMethods: FiniteSizeFindings.methods + [OrderDifferences.method],
    template: template,
    decode: { reader, context in FiniteSizePoint(reader, at: context.position) },
    assemble: { FiniteSizeExperiment(points: $0) })

  static let moduli = Parameter(
    "moduli", .list(.integer(.atLeast(2))), default: nil,
    "the sizes L of the systems: moduli of the task; three at least")
  static let fractions = Parameter(
    "fractions", .special("a list of sizes, or {from, to, count, spacing}"), default: nil,
    "training sets as parts of the table, the same at every modulus; ten or more, on both sides of the rise")
  static let order = Parameter.word(
    "order", default: FiniteSizeOrder.testAccuracy.rawValue, among: FiniteSizeOrder.allCases.map(\.rawValue),
    "the order parameter m, at the end of a run")

  static let parameters: [Parameter] =
    RunSettings.parameters() + [moduli, fractions] + SweepSeeds.parameters + [order] + FiniteSizeSettings.parameters

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: Is grokking a transition?
    question: As the modulus grows, does the rise of the test accuracy with the training fraction sharpen about one fraction?
    experiment: finite-size
    seed: 1                                      # names all random streams

    # What is to be learned, by whom and how: all keys of 'training' ('ravine new training'). The modulus comes from 'moduli'.
    task: {kind: modular-arithmetic, operation: x+y}
    model: {kind: quadratic, width: 128}
    loss: cross-entropy
    optimizer: {kind: adamw, rate: 0.01, decay: 1.0, beta2: 0.98}
    steps: 4000                                  # enough for all to come to rest: what still rises at the end is warned of
    stop: grokked                                # when the whole test set is right; or none, or {test-accuracy: 0.99}

    moduli: [11, 17, 23, 31]                     # the sizes L
    fractions: {from: 0.2, to: 0.86, count: 14, spacing: log}
    data-seeds: 4                                # training sets of each size: the splits over which errors are taken
    model-seeds: 1                               # initial weights for each of them

    order: test-accuracy                         # m, at the end of a run
    control: fraction                            # r; or rows-per-symbol, rL; or rows-per-symbol-and-logarithm, rL/ln L
    beta-over-nu: 0                              # β/ν; 'fit' where the order parameter does not saturate
    dimension: 1                                 # d of the susceptibility L^d·Var m
    bootstrap: 400

    # expect:
    #   - {quantity: transition-verdict, is: transition}
    #   - {quantity: critical-fraction, equals: 0.4, within: {absolute: 0.1}}

    """
}
