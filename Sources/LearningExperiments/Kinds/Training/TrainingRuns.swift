// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `training`: one or more training runs of a network, and when they memorize and grok.
enum TrainingRuns {
  static let kind = ExperimentKind(
    name: "training",
    summary: "one or more training runs of a network: the grokking curve, memorization and grokking times",
    parameters: parameters,
    findingMethods: TrainingFindings.Method.all,
    template: template,
    decode: { reader, context in TrainingPoint(reader, at: context.position) },
    assemble: { TrainingExperiment(points: $0) })

  static let replicas = Parameter.integer(
    "replicas", default: 1, .between(1, 1e6), "independent initializations, each a task of its own")

  static let parameters: [Parameter] = RunSettings.parameters(keepsWeights: true) + [replicas]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My network groks
    question: How long after it has memorized the training set does the network find the rule?
    experiment: training
    seed: 1                                      # names all random streams

    # What is to be learned: 'ravine list tasks' shows what there is, 'ravine describe task modular-arithmetic' one of them.
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    data: {train-fraction: 0.6, split-seed: 0}   # the rest is the test set; or train-count: 300

    # The network that learns it: 'ravine list models', 'ravine list losses'.
    model: {kind: quadratic, width: 128}
    loss: cross-entropy
    precision: single

    # How: 'ravine list optimizers', 'ravine list rate-schedules'.
    optimizer: {kind: adamw, rate: 0.01, decay: 1.0, beta2: 0.98}
    rate-schedule: {kind: constant, warm-up: 10}
    batch: full                                  # or a number
    steps: 2000                                  # a run that has not grokked by then is censored, not lost
    # events: [{at: 1000, set: {decay: 0}}]      # changes on the way

    replicas: 3                                  # independent initializations
    measure: {memorized-at: 0.99, grokked-at: 0.9}

    # sweep:
    #   optimizer.decay: [0, 0.3, 1]

    # expect:
    #   - {quantity: grokking-probability, at-least: 1}
    #   - {quantity: grokking-time, method: kaplan-meier, at-most: 1500}

    """
}
