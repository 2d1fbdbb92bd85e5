// SPDX-License-Identifier: GPL-3.0-or-later
import Kinetics
import Runs
import Settings
import Statistics

/// Findings, table, figures and the answer of a `diffusion` run.
struct DiffusionAnalysis {
  let rows: [DiffusionRow]

  var analysis: Analysis {
    var result = Analysis()
    result.findings = rows.flatMap { row in
      row.quantities.flatMap { method, found in
        found.map { $0.finding(method: method, at: row.point.position.coordinates) }
      }
    }
    result.answer = DiffusionAnswer(rows: rows).sentence
    result.warnings = warnings
    result.tables = [table]
    result.figures = DiffusionFigures(rows: rows).all
    result.results = dataset
    return result
  }

  private var warnings: [String] {
    var warnings: [String] = []
    for row in rows {
      let place = row.point.position.coordinates.sentence
      let samples = row.estimates?.record.squares.first?.samples ?? row.point.walk.walkers
      for note in row.point.walk.divergenceNotes(row.point.walk.walkers - samples) {
        warnings.append(place.isEmpty ? note : "\(place): \(note)")
      }
    }
    return warnings
  }

  /// One row a direction and point.
  private var table: Table {
    let axes = rows.first?.point.position.coordinates.keys ?? []
    var lines: [[String]] = []
    for row in rows {
      let place = axes.map { axis in
        let value = row.point.position.coordinates[axis]
        return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
      }
      for direction in row.estimates?.record.directions ?? [] {
        func text(_ name: String, _ method: String? = nil) -> String {
          row.quantity(name, direction.name, method: method)?.estimate?.text ?? ""
        }
        let last = row.estimates.flatMap { estimates in
          estimates.record.index(of: direction.name).flatMap {
            estimates.record.squares[$0].estimate(estimates.record.times.count - 1)
          }
        }
        lines.append(
          place + [
            direction.name, text("diffusion-exponent"), text("diffusion-coefficient", "displacements"),
            text("diffusion-coefficient", "lifson-jackson"), text("drift-velocity"), last?.text ?? "",
          ])
      }
    }
    var columns = axes + ["direction", "exponent α", "D", "D, Lifson–Jackson", "drift velocity", "⟨Δ²⟩ at the end"]
    // A column without entries says nothing.
    for column in columns.indices.reversed() where lines.allSatisfy({ $0[column].isEmpty }) {
      columns.remove(at: column)
      for line in lines.indices { lines[line].remove(at: column) }
    }
    return Table(title: "Displacements, ⟨Δ²⟩ = 2Dt^α", columns: columns, rows: lines)
  }

  /// All points stacked, dimensions named after the axes of the sweep.
  private var dataset: Dataset {
    let sweep = SweepGrid(rows.map(\.point.position.coordinates))
    var start = Dataset()
    sweep.addCoordinates(to: &start)
    let parts = sweep.order.map { $0.flatMap { rows[$0].estimates }.map(Self.dataset) }
    return DatasetStack(parts, along: sweep.shape, after: start).dataset
  }

  private static func dataset(_ estimates: DiffusionEstimates) -> Dataset {
    var result = Dataset()
    let record = estimates.record
    let (directions, times) = (record.directions.count, record.times.count)
    result.add("direction", record.directions.map(\.name), over: ["direction": directions])
    result.add("time", record.times, over: ["observation": times], units: "time", longName: "when somebody looked")
    func add(_ name: String, _ unit: String, _ meaning: String, _ number: (Int, Int) -> Double?) {
      let values = (0..<directions).flatMap { d in (0..<times).map { number(d, $0) ?? .nan } }
      result.add(
        name, values, over: ["direction": directions, "observation": times], units: unit, longName: meaning)
    }
    add("mean_squared_displacement", "length2", "⟨Δ²⟩ over the walkers") { record.squares[$0].estimate($1)?.value }
    add("mean_squared_displacement_standard_error", "length2", "its standard error") {
      record.squares[$0].estimate($1)?.standardError
    }
    add("displacement", "length", "⟨Δ⟩ over the walkers") { record.lines[$0]?.estimate($1)?.value }
    add("displacement_standard_error", "length", "its standard error") {
      record.lines[$0]?.estimate($1)?.standardError
    }
    result.add(
      "mean_squared_displacement_covariance",
      record.squares.flatMap { $0.covariance.flatMap { $0 } },
      over: ["direction": directions, "observation": times, "other_observation": times], units: "length4",
      longName: "covariance of ⟨Δ²⟩ between the times")
    return result
  }
}
