// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// The experiment `grokking-fit`: the laws of grokking times in a table that somebody else's training, or an earlier run, has written.
enum GrokkingFit {
  static let kind = ExperimentKind(
    name: "grokking-fit",
    summary: "the laws of memorization and grokking times in a table of runs; 'ravine fit' in a scenario",
    parameters: parameters,
    methods: methods,
    template: template,
    decode: { reader, position in GrokkingFitPoint(reader, at: position) },
    assemble: { points in GrokkingFitExperiment(points: points.compactMap { $0 as? GrokkingFitPoint }) })

  /// How the numbers are found; what an expectation can name.
  static let methods =
    [Finding.survivalMethod, Finding.shareMethod, CriticalSize.method] + ComparisonFindings.methods

  static let table = Parameter(
    "table", .text(among: []), default: nil,
    "a file of comma-separated values, one row a run, relative to the working directory")
  static let columns = Parameter(
    "columns", .special("a mapping from meanings to names of columns"), default: .record(Record()),
    "what columns mean whose names are not recognized: \(GrokkingColumn.names.joined(separator: ", ")), and the lists axes and ignore"
  )
  static let checksum = Parameter(
    "checksum", .text(among: []), default: .text(""), "of the table's bytes; a run with another table is refused")

  static let parameters: [Parameter] =
    [
      table,
      Parameter(
        "total", .special("a number of rows"), default: .null,
        "rows of the whole table of examples, for fractions; from a column when nothing is said"),
      columns, checksum,
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

    # laws: [exponential, critical-size]      # all that apply when nothing is said
    likelihoods: [log-normal, weibull]        # how times scatter about a law
    bootstrap: 1000                           # training sets drawn anew for intervals

    # expect:
    #   - {quantity: grokking-probability, at: {size: 317}, at-least: 0.5}

    """
}

extension FitSettings {
  /// What can be said of the fits.
  static let parameters: [Parameter] = [
    Parameter(
      "laws", .special("a list of laws"), default: .null,
      "the laws to compare, see 'ravine list laws'; all that apply when nothing is said"),
    Parameter(
      "likelihoods", .list(.text(among: TimeDistribution.allCases.map(\.rawValue))),
      default: .list([.text("log-normal"), .text("weibull")]), "the distributions of the times about a law"),
    .integer("bootstrap", default: 1000, .between(0, 1e6), "how often training sets are drawn anew for intervals"),
  ]

  /// Reads laws, likelihoods and the bootstrap.
  init(_ reader: Reader, seed: UInt64) {
    self.init(seed: seed)
    if case let value? = reader.raw("laws"), value != .null {
      reader.resolve("laws", as: value)
      laws = value.asList?.compactMap(\.asText)
      if laws == nil || laws?.count != value.asList?.count {
        reader.report("laws is \(value.described); a list of names is expected.", at: "laws")
      }
    }
    likelihoods = reader.read(Self.parameters[1]).asList?.compactMap(\.asText) ?? []
    bootstrap = Int(reader.read(Self.parameters[2]).asNumber ?? 0)
    let known = GrokkingLaw.all.map(\.name)
    for (index, law) in (laws ?? []).enumerated() where !known.contains(law) {
      reader.log.report(
        "unknown law '\(law)'\(choice(law, among: known))", at: reader.path.appending("laws").appending(index))
    }
    if laws?.isEmpty ?? false { reader.report("laws is empty; name one at least, or leave it out.", at: "laws") }
    if likelihoods.isEmpty { reader.report("likelihoods is empty; name one at least.", at: "likelihoods") }
  }
}
