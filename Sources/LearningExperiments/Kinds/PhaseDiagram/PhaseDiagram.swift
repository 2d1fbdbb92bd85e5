// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Grokking
import Runs
import Settings

/// The experiment `phase-diagram`: in which phase of learning a network ends, over two hyperparameters.
enum PhaseDiagram {
  static let kind = ExperimentKind(
    name: "phase-diagram",
    summary:
      "comprehension, grokking, memorization or confusion over any two hyperparameters, with several seeds a cell",
    parameters: RunSettings.parameters(.phaseDiagram) + seedParameters + [
      Parameter(
        "refine", .special("none, or a mapping with levels"), default: .text("none"),
        "first a coarse grid, then only the cells where phases meet")
    ],
    findingMethods: Method.all,
    template: template,
    decode: { reader, context in PhaseDiagramPoint(reader, at: context.position) },
    assemble: { PhaseDiagramExperiment(points: $0) })

  /// How the numbers are found; what an expectation can name.
  enum Method {
    static let majority = "most-frequent"
    static let share = Finding.shareMethod
    static let survival = Finding.survivalMethod
    static let seeds = "over-seeds"
    static let count = "count"
    static let all = [majority, share, survival, seeds, count] + CategoryFindings.Method.all
  }

  static let seedParameters: [Parameter] = [
    .integer(
      "data-seeds", default: 1, .between(1, Double(SweepRun.seedLimit)),
      "training sets for each cell, the same for all: the seeds split-seed, split-seed + 1, …"),
    .integer(
      "model-seeds", default: 1, .between(1, Double(SweepRun.seedLimit)), "initial weights for each training set"),
  ]

  /// The keys of `refine`; `first-seeds` is `data-seeds` by default.
  static let refineParameters: [Parameter] = [
    .integer(
      "levels", default: nil, .between(0, 12), "how often the spacing of the grid is halved; 0 visits all cells"),
    .integer("first-seeds", default: 1, .atLeast(1), "training sets that a visited cell gets at once"),
    .number("certainty", default: 0.8, .between(0, 1), "a visited cell that is less certain gets all training sets"),
  ]

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: Phases of my network
    question: Where does the network understand at once, where does it grok, memorize only, or learn nothing?
    experiment: phase-diagram
    seed: 1                                      # names all random streams

    # Everything that 'ravine new training' explains: what is learned, by whom, how.
    task: {kind: modular-arithmetic, operation: x+y, modulus: 11}
    data: {train-fraction: 0.7, split-seed: 0}
    model: {kind: quadratic, width: 64}
    loss: cross-entropy
    optimizer: {kind: adamw, rate: 0.01, decay: 1.0, beta2: 0.98}
    steps: 2000                                  # the budget: what is not reached by then counts as never

    # The two axes of the diagram: dotted paths to any two numbers or words of this file; the first is the abscissa.
    sweep:
      optimizer.rate: {from: 1e-4, to: 1e-1, count: 7, spacing: log}
      optimizer.decay: {from: 0, to: 6, count: 7}

    data-seeds: 2                                # training sets for each cell
    model-seeds: 1                               # initial weights for each of them
    measure: {memorized-at: 0.9, grokked-at: 0.9, delay: 1000}   # grokking: test so many steps after train

    # Visit a coarse grid first, then only cells where phases meet:
    # refine: {levels: 1}                        # or {levels: 2, first-seeds: 1, certainty: 0.8}: more seeds where it is unclear

    # expect:
    #   - {quantity: phase, at: {optimizer.rate: 1e-4, optimizer.decay: 0}, is: confusion}
    #   - {quantity: phase-area, at: {phase: comprehension}, at-least: 0.1}

    """
}
