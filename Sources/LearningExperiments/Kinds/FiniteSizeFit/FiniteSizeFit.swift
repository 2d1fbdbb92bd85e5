// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Settings

/// The experiment `finite-size-fit`: finite-size scaling of a table that another program, or an earlier run, has written.
enum FiniteSizeFit {
  static let kind = ExperimentKind(
    name: "finite-size-fit",
    summary: "finite-size scaling of a table of runs: a transition or a crossover, where, how sharp",
    parameters: parameters,
    findingMethods: FiniteSizeFindings.methods,
    template: template,
    decode: { reader, context in FiniteSizeFitPoint(reader, at: context.position) },
    assemble: { FiniteSizeFitExperiment(points: $0) })

  static let columns = Parameter(
    "columns", .special("a mapping from meanings to names of columns"), default: .record(Record()),
    "what columns mean whose names are not recognized: \(FiniteSizeColumn.allCases.map(\.rawValue).joined(separator: ", "))"
  )

  static let parameters: [Parameter] =
    [TableParameters.table, columns, TableParameters.checksum] + FiniteSizeSettings.parameters

  static let template = """
    # ravine run FILE        runs it;   ravine check FILE   judges the expectations too
    title: Finite-size scaling of my runs
    question: Does the rise of the order parameter sharpen about one critical fraction as systems grow?
    experiment: finite-size-fit
    seed: 1                        # names the random stream of the bootstrap

    # One row a run: size (or modulus), fraction (what drives the transition), seed, value (the order parameter).
    # Runs of one size with the same seed belong together. The path is relative to where the command is given.
    table: mine.csv
    # columns: {size: p, fraction: alpha, seed: split, value: acc}      # names that are not recognized

    control: fraction              # or rows-per-symbol, rL; or rows-per-symbol-and-logarithm, rL/ln L
    beta-over-nu: fit              # β/ν; 0 where the order parameter is a share that saturates
    dimension: 1                   # d of the susceptibility L^d·Var m
    bootstrap: 400

    # expect:
    #   - {quantity: transition-verdict, is: transition}

    """
}
