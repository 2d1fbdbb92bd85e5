// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of an `equilibrium` run.
struct EquilibriumAnalysis {
  let table: EquilibriumTable
  /// What single methods draw of the last point.
  let pictures: [Figure]

  /// What an estimate is worth at least, in independent samples, to be called one.
  private static let leastSamples = 2.0
  /// Below this many effective samples an error bar is not to be relied upon.
  private static let fewSamples = 100.0
  /// Chains with a larger R̂ have not mixed.
  static let largestRHat = 1.01
  private static let shownWarnings = 6

  var analysis: Analysis {
    let flagged = EquilibriumAnalysis(table: flaggedTable, pictures: pictures)
    var result = Analysis()
    result.findings = flagged.findings
    result.answer = EquilibriumAnswer(table: flagged.table).sentence
    result.warnings = flagged.warnings
    result.tables = EquilibriumTables(table: flagged.table).all
    result.figures = EquilibriumFigures(table: flagged.table).all(with: pictures)
    result.results = EquilibriumResults(table: flagged.table).dataset
    return result
  }

  private var findings: [Finding] {
    table.rows.flatMap { row in
      row.point.methods.flatMap { method in
        (row.quantities[method] ?? []).map { $0.finding(method: method, at: row.point.position.coordinates) }
      }
    }
  }

  /// The table with notes at all numbers that are not to be trusted.
  private var flaggedTable: EquilibriumTable {
    var table = table
    for index in table.rows.indices {
      table.rows[index].quantities = table.rows[index].quantities.mapValues { $0.map(Self.flagged) }
    }
    return table
  }

  private static func flagged(_ quantity: Quantity) -> Quantity {
    var quantity = quantity
    if let samples = quantity.estimate?.effectiveSamples {
      let number = NumberFormat.rounded(samples, digits: 2)
      if samples < leastSamples {
        quantity.notes.append("worth only \(number) effective samples: not an estimate")
      } else if samples < fewSamples {
        quantity.notes.append("worth only \(number) effective samples: the error bar is rough")
      }
    }
    if let rHat = quantity.rHat, rHat > largestRHat {
      quantity.notes.append(
        "R̂ = \(NumberFormat.rounded(rHat, digits: 4)) is above \(largestRHat.shortest): the chains have not mixed")
    }
    return quantity
  }

  /// Each note once for a method and a point; many points are summed up.
  private var warnings: [String] {
    var places: [(note: String, points: [String])] = []
    for row in table.rows {
      let point = row.point.position.coordinates.sentence
      var notes: [String] = []
      for method in row.point.methods {
        for quantity in row.quantities[method] ?? [] {
          let well =
            quantity.at["well"]?.asText.map { " of '\($0)'" }
            ?? quantity.at["energy-below"]?.asNumber.map { " at ε = \(NumberFormat.rounded($0, digits: 3))" } ?? ""
          // The first quantity of a note speaks for all of the method.
          for note in quantity.notes where !notes.contains(where: { $0.hasPrefix("\(method):") && $0.hasSuffix(note) })
          {
            notes.append("\(method): \(quantity.name)\(well): \(note)")
          }
        }
      }
      if let note = row.point.timeStepNote, row.point.methods.contains(where: Self.takesSteps) { notes.append(note) }
      for note in notes {
        if let index = places.firstIndex(where: { $0.note == note }) {
          places[index].points.append(point)
        } else {
          places.append((note, [point]))
        }
      }
    }
    let warnings = places.map { entry in
      let points = entry.points.filter { !$0.isEmpty }
      guard let first = points.first else { return entry.note }
      return "\(points.count > 1 ? "\(first) and at \(points.count - 1) more" : first): \(entry.note)"
    }
    guard warnings.count > Self.shownWarnings else { return warnings }
    return warnings.prefix(Self.shownWarnings)
      + ["and \(warnings.count - Self.shownWarnings) more, see the notes of the findings"]
  }

  /// Whether a method moves walkers in steps of time.
  static func takesSteps(_ method: String) -> Bool { ["sampling", "umbrella"].contains(method) }
}
