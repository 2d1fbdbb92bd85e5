// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Training

/// The experiment `training`: one or more training runs of a network, and when they memorize and grok.
enum TrainingRuns {
  static let kind = ExperimentKind(
    name: "training",
    summary: "one or more training runs of a network: the grokking curve, memorization and grokking times",
    parameters: parameters,
    methods: TrainingFindings.Method.all,
    template: template,
    decode: { reader, position in TrainingPoint(reader, at: position) },
    assemble: { points in TrainingExperiment(points: points.compactMap { $0 as? TrainingPoint }) })

  static let replicas = Parameter.integer(
    "replicas", default: 1, .between(1, 1e6), "independent initializations, each a task of its own")

  /// What counts as memorized and as grokked.
  static let criteria: [Parameter] = [
    .number(
      "memorized-at", default: 0.99, Limits(lower: 0, upper: 1, excludesLower: true),
      "train accuracy from which the training set is memorized"),
    .number(
      "grokked-at", default: 0.9, Limits(lower: 0, upper: 1, excludesLower: true),
      "test accuracy from which the rule is found"),
    .integer("consecutive", default: 3, .atLeast(1), "successive evaluations that a sustained time needs"),
    .number("delay", default: 1000, .nonNegative, "gap in steps from which generalization counts as delayed"),
    .number(
      "plateau-share", default: 0.167, .between(0, 1),
      "part of the gap that the test accuracy must spend at chance, else it is gradual improvement"),
  ]

  static let parameters: [Parameter] =
    LearningProblem.parameters + TrainingPlan.parameters + [
      replicas,
      Parameter("measure", .record(criteria), default: .record(Record()), "what counts as memorized and as grokked"),
      Parameter(
        "weights", .special("a safetensors file"), default: .null,
        "the weights to start from, under the names of the network; drawn when nothing is said"),
    ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My network groks
    question: How long after it has memorized the training set does the network find the rule?
    experiment: training
    seed: 1                                      # names all random streams

    # What is to be learned: 'ravine list tasks' shows what there is, 'ravine describe task modular-arithmetic' one of them.
    task: {kind: modular-arithmetic, operation: x+y, modulus: 23}
    data: {train-fraction: 0.6, split-seed: 0}   # the rest is the test set; or train-count: 300

    # Who learns it: 'ravine list models', 'ravine list losses'.
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
