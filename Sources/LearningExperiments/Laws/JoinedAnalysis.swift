// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings

extension Analysis {
  /// The analyses of several places of a sweep as one: findings carry the place, headings and figures name it.
  ///
  /// - Parameter parts: the coordinates of each place with what was found there.
  init(joining parts: [(place: Record, analysis: Analysis)]) {
    self.init()
    guard parts.count > 1 else {
      self = parts.first?.analysis ?? Analysis()
      return
    }
    answer = parts.map { "At \($0.place.sentence): \($0.analysis.answer)" }.joined(separator: " ")
    for (index, (place, part)) in parts.enumerated() {
      findings += part.findings.map { finding in
        var finding = finding
        finding.at = Record((place.entries + finding.at.entries).map { ($0.key, $0.value) })
        return finding
      }
      warnings += part.warnings.map { "\(place.sentence): \($0)" }
      tables += part.tables.map { table in
        var table = table
        table.title += ", \(place.sentence)"
        return table
      }
      figures += part.figures.map { figure in
        var figure = figure
        figure.name += "-\(index + 1)"
        figure.title += ", \(place.sentence)"
        return figure
      }
      // Tables differ in length: each has dimensions of its own.
      func renamed(_ name: String) -> String { "\(name)_\(index + 1)" }
      for variable in part.results.variables {
        var variable = variable
        variable.name = renamed(variable.name)
        variable.dimensions = variable.dimensions.map(renamed)
        results.variables.append(variable)
      }
      for (dimension, size) in part.results.sizes { results.sizes[renamed(dimension)] = size }
    }
  }
}
