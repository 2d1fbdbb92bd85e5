// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `grokking-time`: memorization and grokking times over sizes of the training set and seeds, and their laws.
enum GrokkingTime {
  static let kind = ExperimentKind(
    name: "grokking-time",
    summary: "memorization and grokking times over training-set sizes and seeds, and the laws that they follow",
    parameters: parameters,
    findingMethods: GrokkingTableAnalysis.methods,
    template: template,
    decode: { reader, context in GrokkingTimePoint(reader, at: context.position) },
    assemble: { GrokkingTimeExperiment(points: $0) })

  static let parameters: [Parameter] =
    SweepPoint.parameters + [TrainingSizes.parameter] + SweepSeeds.parameters
    + FitSettings.parameters

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: How long until my network groks?
    question: How does the grokking time depend on the size of the training set, and which law is it?
    experiment: grokking-time
    seed: 1                                      # names all random streams

    # What is to be learned, by whom and how: all keys of 'training' ('ravine new training').
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    model: {kind: quadratic, width: 128}
    loss: cross-entropy
    optimizer: {kind: adamw, rate: 0.01, decay: 1.0, beta2: 0.98}
    steps: 20000                                 # a run that has not grokked by then is censored, not lost

    # Training sets: parts of the table below 1, rows from 1 on; a list or a range.
    sizes: {from: 0.3, to: 0.8, count: 8}
    data-seeds: 4                                # training sets of each size
    model-seeds: 2                               # initial weights for each of them
    measure: {memorized-at: 0.99, grokked-at: 0.9, consecutive: 3}
    stop: grokked                                # both thresholds in 3 evaluations in a row; or none, or {test-accuracy: 0.99}

    # Laws and how the times scatter about them: 'ravine describe experiment grokking-time'.
    # laws: [exponential, critical-size]
    likelihoods: [log-normal, weibull]
    bootstrap: 1000                              # training sets drawn anew for intervals

    # Any other axis:
    # sweep:
    #   optimizer.decay: [0.3, 1, 3]

    # expect:
    #   - {quantity: grokking-probability, at: {size: 423}, at-least: 0.9}

    """
}
