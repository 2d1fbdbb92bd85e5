// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Potentials
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of an `equilibrium` run.
struct EquilibriumAnalysis {
  /// What was found, with notes at all numbers that are not to be trusted.
  private let table: EquilibriumTable

  /// What an estimate is worth at least, in independent samples, to be called one.
  private static let leastSamples = 2.0
  /// Below this many effective samples an error bar is not to be relied upon.
  private static let fewSamples = 100.0
  /// Chains with a larger R̂ have not mixed.
  private static let largestRHat = 1.01

  init(_ table: EquilibriumTable) { self.table = table.mapFindings(Self.flagged) }

  var analysis: Analysis {
    var result = Analysis()
    let growth = EvidenceGrowth(table)
    result.findings = table.findings + (growth?.findings ?? [])
    result.answer = EquilibriumAnswer(table: table).sentence
    result.warnings = warnings
    result.tables = EquilibriumTables(table: table).all
    result.figures = [growth?.figure].compactMap(\.self) + EquilibriumFigures(table: table).all
    result.results = EquilibriumResults(table: table).dataset
    return result
  }

  private static func flagged(_ finding: Finding) -> Finding {
    var finding = finding
    if let samples = finding.effectiveSamples {
      let number = NumberFormat.rounded(samples, digits: 2)
      if samples < leastSamples {
        finding.doubt(because: "worth only \(number) effective samples: not an estimate")
      } else if samples < fewSamples {
        finding.notes.append("worth only \(number) effective samples: the error bar is rough")
      }
    }
    if let rHat = finding.rHat, rHat > largestRHat {
      finding.doubt(
        because:
          "R̂ = \(NumberFormat.rounded(rHat, digits: 4)) is above \(largestRHat.shortest): the chains have not mixed")
    }
    return finding
  }

  /// Each note once for a method and a point; many points are summed up.
  private var warnings: [String] {
    var places: [(note: String, points: [String])] = []
    for row in table.rows {
      for note in notes(of: row) {
        if let index = places.firstIndex(where: { $0.note == note }) {
          places[index].points.append(row.place)
        } else {
          places.append((note, [row.place]))
        }
      }
    }
    let warnings = places.map { entry in
      let points = entry.points.filter { !$0.isEmpty }
      guard let first = points.first else { return entry.note }
      return "\(points.count > 1 ? "\(first) and at \(points.count - 1) more" : first): \(entry.note)"
    }
    return (warnings + table.methods.flatMap { $0.warnings(on: table) }).shortened
  }

  private func notes(of row: EquilibriumTable.Row) -> [String] {
    var notes: [String] = []
    for finding in row.findings {
      let method = finding.method
      let well =
        finding.at["well"]?.asText.map { " of '\($0)'" }
        ?? finding.at["energy-below"]?.asNumber.map { " at ε = \(NumberFormat.rounded($0, digits: 3))" } ?? ""
      // The first quantity of a note speaks for all of the method.
      // That a time step makes no error that could be seen is no warning, and no word is: its notes say what it means.
      guard finding.text == nil else { continue }
      for note in finding.notes
      where !note.hasPrefix(StepError.notSeen)
        && !notes.contains(where: { $0.hasPrefix("\(method):") && $0.hasSuffix(note) })
      {
        notes.append("\(method): \(finding.quantity)\(well): \(note)")
      }
    }
    let takesSteps = row.point.methods.contains { ($0 as? any EquilibriumMethod)?.takesTimeSteps ?? false }
    if takesSteps, let note = row.point.timeStepNote { notes.append(note) }
    if row.point.landscape.isKnown, let remark = row.point.landscape.remark { notes.append(remark) }
    return notes
  }
}
