// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of an `escape-rate` run.
struct EscapeRateAnalysis {
  let table: RateTable
  let passages: [PassageRecord]
  /// What the methods for rare events say, by row and method.
  var rare: [[String: RareEventRecord]] = []

  /// A survival curve is drawn through at most so many of the first points of a sweep.
  private static let survivalCurves = 8

  var analysis: Analysis {
    let activations = Activation.all(of: table)
    var result = Analysis()
    result.findings = findings + activations.flatMap(\.findings)
    result.answer = EscapeRateAnswer(table: table, activations: activations).sentence
    result.warnings = warnings
    result.tables = [rateTable] + (activations.isEmpty ? [] : [Activation.table(activations)])
    result.figures =
      EscapeRateFigures(table: table, activations: activations, survivals: survivals).all
      + RareEventFigures(table: table, records: rare).all
    result.results = EscapeRateResults(table: table, passages: passages, rare: rare).dataset
    return result
  }

  private var findings: [Finding] {
    table.rows.flatMap { row in
      row.point.methods.flatMap { method in
        (row.quantities[method] ?? []).map { $0.finding(method: method, at: row.point.position.coordinates) }
      }
    }
  }

  /// What deserves to stand beside the answer: divergence, exhausted time limits, failed exponentiality.
  private var warnings: [String] {
    var warnings: [String] = []
    var crooked: [String] = []
    for row in table.rows {
      guard let rate = row.quantity("first-passage", "escape-rate") else { continue }
      let place = row.point.position.coordinates.sentence
      for note in rate.notes {
        if note.hasPrefix(FirstPassageMethod.notExponential) {
          crooked.append(place)
        } else if !note.hasPrefix(ArrivalReport.resolution) {
          warnings.append(place.isEmpty ? note : "\(place): \(note)")
        }
      }
    }
    for row in table.rows {
      for method in RareEventCatalogue.names {
        let place = [method, row.point.position.coordinates.sentence].filter { !$0.isEmpty }.joined(separator: ", ")
        for note in row.quantity(method, "escape-rate")?.notes ?? [] { warnings.append("\(place): \(note)") }
      }
    }
    if !crooked.isEmpty {
      let places = crooked.filter { !$0.isEmpty }
      warnings.append(
        FirstPassageMethod.notExponential + (places.isEmpty ? "" : " at \(places.joined(separator: "; "))")
          + ": there 1/mean is not a rate constant")
    }
    let shown = 6
    guard warnings.count > shown else { return warnings }
    return warnings.prefix(shown) + ["and \(warnings.count - shown) more, see the notes of the findings"]
  }

  /// One row a point, one column a method.
  private var rateTable: Table {
    let methods = table.methods
    let reference = table.reference()
    var columns = table.axes + methods.map { "k, \($0)" }
    let compared = methods.contains("eyring-kramers") && reference != nil && reference != "eyring-kramers"
    if compared, let reference { columns.append("eyring-kramers / \(reference)") }
    let computed = table.reference(among: ["exact", "fokker-planck"])
    let judged = computed == nil ? [] : methods.filter { RareEventCatalogue.names.contains($0) }
    columns += judged.map { "z, \($0)" }
    let rows = table.rows.map { row in
      var cells = table.axes.map { axis in
        let value = row.point.position.coordinates[axis]
        return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
      }
      cells += methods.map { method in
        guard let rate = row.quantity(method, "escape-rate") else { return "" }
        return NumberFormat.formatted(
          rate.estimate?.value, standardError: rate.estimate?.standardError, accuracy: rate.estimate?.accuracy,
          upperBound: rate.upperBound)
      }
      if compared, let reference {
        let ratio = row.rate(reference).flatMap { against in
          row.rate("eyring-kramers").map {
            Estimate(
              $0.value / against.value, standardError: $0.value / against.value * against.standardError / against.value)
          }
        }
        cells.append(NumberFormat.formatted(ratio?.value, standardError: ratio?.standardError, accuracy: 1e-4))
      }
      for method in judged {
        let score = computed.flatMap { row.rate($0) }.flatMap { against in row.rate(method)?.z(against: against) }
        cells.append(score.map { String(format: "%+.1f", $0).replacing("-", with: "−") } ?? "")
      }
      return cells
    }
    return Table(title: "Escape rates (1/time)", columns: columns, rows: rows)
  }

  private var survivals: [Figure.Series] {
    zip(table.rows, passages).prefix(Self.survivalCurves).compactMap { row, record in
      guard let rate = row.rate("first-passage") else { return nil }
      let curve = record.departed.passageTimes.survivalCurve()
      // Thinned to the places where the curve has fallen by a further percent, so that a figure does not hold 10⁶ points.
      var x = [0.0]
      var y = [1.0]
      for (time, share) in zip(curve.times, curve.survival) where share < 0.99 * (y.last ?? 1) && share > 0 {
        x.append(time * rate.value)
        y.append(share)
      }
      guard x.count > 2 else { return nil }
      let label = row.point.position.coordinates.sentence
      return Figure.Series(label.isEmpty ? "first-passage" : label, .steps, x: x, y: y)
    }
  }
}
