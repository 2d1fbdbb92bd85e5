// SPDX-License-Identifier: GPL-3.0-or-later
package import Experiments
import Foundation
package import Scenarios
import Settings

/// A table of grokking times as `ravine fit` is given it: the scenario that it is short for.
package struct GrokkingTableFile: Sendable {
  private let path: String
  private let total: Double?
  private let columns: [(meaning: String, name: String)]
  private let laws: [String]
  private let bootstrap: Int?

  /// A table with what its file does not say itself.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - total: rows of the whole table of examples.
  ///   - columns: names of columns by their meanings; `axes`, `words` and `ignore` may come several times.
  ///   - laws: the laws to compare; all that apply when there are none.
  ///   - bootstrap: how often training sets are drawn anew.
  package init(
    path: String, total: Double? = nil, columns: [(meaning: String, name: String)] = [], laws: [String] = [],
    bootstrap: Int? = nil
  ) {
    self.path = path
    self.total = total
    self.columns = columns
    self.laws = laws
    self.bootstrap = bootstrap
  }

  /// The scenario of kind `grokking-fit`, understood.
  ///
  /// - Parameters:
  ///   - laboratory: what scenarios can name; the standard one, or one that has this kind.
  ///   - environment: the environment variables; `GSL_RNG_SEED` counts, as the scenario has no seed.
  /// - Throws: all problems of the table, each with its line and column.
  package func plan(in laboratory: Laboratory, environment: [String: String] = [:]) throws(ScenarioError) -> Plan {
    var tree = Record([
      ("title", .text("Grokking times of \(URL(filePath: path).lastPathComponent)")),
      ("question", .text("Which laws do the memorization and grokking times follow?")),
      ("experiment", .text(GrokkingFit.kind.name)), ("table", .text(path)),
    ])
    if let total { tree["total"] = .number(total) }
    if !columns.isEmpty {
      var names = Record()
      for (meaning, name) in columns {
        let isList = GrokkingTableOptions.lists.contains(meaning)
        names[meaning] = isList ? .list((names[meaning]?.asList ?? []) + [.text(name)]) : .text(name)
      }
      tree["columns"] = .record(names)
    }
    if !laws.isEmpty { tree["laws"] = .list(laws.map { .text($0) }) }
    if let bootstrap { tree["bootstrap"] = .integer(bootstrap) }
    do throws(ScenarioError) {
      let file = try ScenarioFile(yaml: Value.record(tree).yaml(), name: path)
      return try Plan(file, in: laboratory, environment: environment)
    } catch {
      // A problem of the table has its own place; the place in the scenario, which is in no file, would only confuse.
      throw ScenarioError(error.lines.map(Self.withoutPlace))
    }
  }

  /// `table.csv:4:8: table.csv:12:3: …` without its beginning.
  private static func withoutPlace(_ line: String) -> String {
    let parts = line.split(separator: ": ", maxSplits: 1)
    return parts.count == 2 ? String(parts[1]) : line
  }

  /// A table to start from, with what it may hold in comments.
  package static let template = """
    # A table of training runs for 'ravine fit'. One row a run, in any order; lines that begin with # are comments.
    #
    #   size       rows of the training set; or fraction, a part of the whole table (then 'total' in a column, or --total)
    #   seed       which run of that size; or data_seed (the training set) and model_seed (the initial weights)
    #   memorized  t_mem, the step at which the training set was memorized; empty, 'never' or 'nan' where it was not
    #   grokked    t_grok, the step at which the rule was found; empty where it was not
    #   budget     the step at which the run was given up; needed where a time is empty
    #
    # May be left out: seed, memorized, and budget if no time is empty. May be added: memorized_after and grokked_after, the
    # last steps at which it had not happened yet (times are then known between two evaluations); any other column of
    # numbers (weight_decay, temperature, learning_rate, p, …) is an axis of its own, and of each word in a column of a few words
    # (optimizer, model, …) the runs are analyzed by themselves and compared in pairs of the same seeds. Many other names are understood:
    # n_train, train_fraction, t_mem, t_grok, max_steps, … Columns are separated by commas, semicolons or tabs; with the
    # latter two a decimal sign may be a comma.
    size,seed,weight_decay,memorized,grokked,budget
    159,0,1,180,9200,20000
    159,1,1,170,,20000
    212,0,1,160,3100,20000
    212,1,1,170,2600,20000
    265,0,1,150,1400,20000
    265,1,1,160,1250,20000
    317,0,1,150,720,20000
    317,1,1,140,810,20000

    """
}
