// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings

/// The experiment `effective-theory`: what the parallelograms of a training set force, and how fast.
enum EffectiveTheoryRuns {
  static let kind = ExperimentKind(
    name: "effective-theory",
    summary:
      "nullity, λ₃, critical training size and predicted times of the parallelogram theory, beside trained networks",
    parameters: parameters,
    findingMethods: Method.all,
    template: template,
    decode: { reader, context in EffectiveTheoryPoint(reader, at: context.position) },
    assemble: { EffectiveTheoryExperiment(points: $0) })

  /// How the numbers are found; what an expectation can name.
  enum Method {
    static let share = Finding.shareMethod
    static let rank = "rank"
    static let eigenvalues = "eigenvalues"
    static let interpolation = "interpolation"
    static let singleSet = "training-set"
    static let nominalClock = "nominal-clock"
    static let fittedClock = "fitted-clock"
    static let trained = "training"
    static let embedding = "embedding"
    static let runs = "runs"
    static let all = [
      share, rank, eigenvalues, interpolation, singleSet, nominalClock, fittedClock, trained, embedding, runs,
    ]
  }

  static let draws = Parameter.integer("draws", default: 1000, .between(1, 1e7), "random training sets of each size")
  static let definition = Parameter.word(
    "definition", default: TheoryDefinition.paper.rawValue, among: TheoryDefinition.allCases.map(\.rawValue),
    "relations of rates and trajectories: those of the training set, averaged, or as the published programs have it those of the whole table, added"
  )
  static let rate = Parameter.number(
    "rate", default: 1e-3, .positive, "η, the rate of the embeddings: time of the flow that a step takes")
  static let squaredNorm = Parameter.number(
    "squared-norm", default: 1, .positive, "Z₀ = Σ|E_k|², for lambda-3 and predicted-steps")

  static let parameters: [Parameter] = [
    Parameter(
      "task", .special("a task, see 'ravine list tasks'"), default: nil,
      "addition, x+y modulo p, or a commutative group"),
    TheorySizes.parameter, draws, definition, rate, squaredNorm,
    Parameter(
      "data", .special("a mapping with train-count and split-seed"), default: .null,
      "one training set that has findings of its own; none by default"),
    Parameter(
      "training", .record(TheoryTraining.parameters), default: .null,
      "networks that are trained to be compared; none by default"),
  ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: My effective theory
    question: How many examples force the embeddings onto a line, and how fast do they get there?
    experiment: effective-theory
    seed: 1                                      # names all random streams

    # Addition of p symbols; or {kind: modular-arithmetic, operation: x+y, modulus: 11}, or a commutative group:
    # {kind: group, group: abelian, factors: [2, 4]}.
    task: {kind: addition, symbols: 10, pairs: unordered}
    sizes: all                                   # or [0.3, 0.5], or {from: 10, to: 50, count: 9}
    draws: 1000                                  # random training sets; one order of the rows serves all sizes
    definition: paper                            # or published-programs
    rate: 1e-3                                   # η of the embeddings, for predicted steps
    squared-norm: 1                              # Z₀
    # data: {train-count: 45, split-seed: 1}     # one training set that has findings of its own

    # Networks beside the theory, for addition:
    # training:
    #   model: {kind: toy-decoder, embedding: 1, combine: sum, widths: [200, 200], activation: tanh}
    #   loss: {kind: squared-error, mean: elements, codes: random, code-width: 30}
    #   optimizer: {kind: adamw, rate: 1e-3, decay: 0, groups: {decoder: {rate: 1e-4, decay: 0}}}
    #   steps: 5000
    #   sizes: [20, 30, 40, 50]
    #   data-seeds: 4

    # sweep:
    #   task.symbols: [5, 10, 15, 20]

    # expect:
    #   - {quantity: critical-fraction, method: interpolation, equals: 0.4, within: {absolute: 0.1}}
    #   - {quantity: lambda-3, at: {size: 55, quantile: 0.5}, equals: 0.857143, within: {relative: 1e-4}}

    """
}
