// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `grokking-fit`: the laws of grokking times in a table that another program, or an earlier run, has written.
enum GrokkingFit {
  static let kind = ExperimentKind(
    name: "grokking-fit",
    summary: "the laws of memorization and grokking times in a table of runs; 'ravine fit' in a scenario",
    parameters: parameters,
    findingMethods: GrokkingTableAnalysis.methods,
    template: template,
    decode: { reader, context in GrokkingFitPoint(reader, at: context.position) },
    assemble: { GrokkingFitExperiment(points: $0) })

  static let columns = Parameter(
    "columns", .special("a mapping from meanings to names of columns"), default: .record(Record()),
    "what columns mean whose names are not recognized: \(GrokkingColumn.names.joined(separator: ", ")), and the lists axes and ignore"
  )
  static let parameters: [Parameter] =
    [
      TableParameters.table,
      Parameter(
        "total", .special("a number of rows"), default: .null,
        "rows of the whole table of examples, for fractions; from a column by default"),
      columns, TableParameters.checksum,
    ] + FitSettings.parameters

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    # The short form without a scenario:   ravine fit TABLE.csv      A table to start from:   ravine fit --template
    title: Grokking times of my network
    question: Which law does the grokking time follow against the size of the training set?
    experiment: grokking-fit
    seed: 1                        # names the random streams of the bootstrap

    # One row a run: size (or fraction), seed, memorized, grokked (empty: never), budget; every other column of numbers
    # is an axis of its own. The path is relative to where the command is given.
    table: mine.csv
    # total: 529                   # rows of the whole table of examples, where sizes are fractions
    # columns: {size: n_train, grokked: t_test, axes: [alpha], ignore: [final_loss]}    # names that are not recognized

    # laws: [exponential, critical-size]      # all that apply by default
    likelihoods: [log-normal, weibull]        # how times scatter about a law
    bootstrap: 1000                           # training sets drawn anew for intervals

    # expect:
    #   - {quantity: grokking-probability, at: {size: 317}, at-least: 0.5}

    """
}
