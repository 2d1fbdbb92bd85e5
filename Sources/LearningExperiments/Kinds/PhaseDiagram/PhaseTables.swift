// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics

/// The tables of a phase diagram.
struct PhaseTables {
  let map: PhaseMap

  /// A cell that is less certain than this has a small letter.
  private static let sure = 0.8
  /// A diagram with more columns than this is no picture on a terminal.
  private static let widest = 30

  /// The areas first, which the terminal shows.
  var all: [Table] { [areas, letters, borders, cells].compactMap { $0 } }

  /// One row a phase.
  private var areas: Table {
    let known = map.cells.indices.compactMap(map.phase)
    let rows = LearningPhase.allCases.compactMap { phase -> [String]? in
      let cells = known.count { $0 == phase }
      let runs = map.cells.reduce(0) { $0 + $1.tally[phase] }
      guard cells > 0 || runs > 0 else { return nil }
      let area = map.area(of: phase).map { area -> String in
        let estimate = area.estimate
        return estimate.standardError.isFinite ? estimate.formatted : NumberFormat.rounded(estimate.value, digits: 2)
      }
      return [phase.rawValue, area ?? NumberFormat.nothing, "\(cells) of \(map.cells.count)", "\(runs)", extent(phase)]
    }
    return Table(
      title: "Phases: part of the area, cells where it is the most likely one, runs, and where",
      columns: ["phase", "area", "cells", "runs", "from … to"], rows: rows)
  }

  /// Where the cells of a phase lie: `optimizer.decay 0 … 3, …`.
  private func extent(_ phase: LearningPhase) -> String {
    let cells = map.cells.indices.filter { map.phase(of: $0) == phase }
    guard !cells.isEmpty else { return NumberFormat.nothing }
    func range(_ axis: PhaseAxis, _ indices: [Int]) -> String {
      let sorted = Set(indices).sorted()
      guard let first = sorted.first, let last = sorted.last else { return "" }
      return axis.shortName + " " + (first == last ? axis.label(first) : "\(axis.label(first)) … \(axis.label(last))")
    }
    return range(map.axes.x, cells.map { $0 / map.columns }) + ", " + range(map.axes.y, cells.map { $0 % map.columns })
  }

  /// The diagram in letters, the ordinate upward.
  private var letters: Table? {
    guard map.rows <= Self.widest else { return nil }
    let rows = (0..<map.columns).reversed().map { column -> [String] in
      [map.axes.y.label(column)]
        + (0..<map.rows).map { row in
          let cell = row * map.columns + column
          guard let phase = map.phase(of: cell) else { return NumberFormat.nothing }
          guard map.isVisited(cell) else { return "(\(phase.letter))" }
          return map.cells[cell].certainty < Self.sure ? phase.letter.lowercased() : String(phase.letter)
        }
    }
    return Table(
      title:
        "Most likely phase over \(map.axes.x.shortName) (across) and \(map.axes.y.shortName) (up): C comprehension, G grokking, "
        + "M memorization, X confusion, T test but not train; small where it is less certain than \(Self.sure)"
        + (map.isRefined ? "; in parentheses where a cell was not visited" : ""),
      columns: [map.axes.y.shortName] + (0..<map.rows).map(map.axes.x.label), rows: rows)
  }

  /// Along the abscissa, where one phase gives way to the next.
  private var borders: Table? {
    let rows = (0..<map.columns).map { column -> [String] in
      var words: [String] = []
      for row in 0..<map.rows {
        guard let phase = map.phase(of: row * map.columns + column) else { continue }
        let next = row + 1 < map.rows ? map.phase(of: (row + 1) * map.columns + column) : nil
        if next != phase {
          words.append(phase.rawValue + (next == nil ? "" : " to \(map.axes.x.middle(after: row))"))
        }
      }
      return [map.axes.y.label(column), words.joined(separator: ", ")]
    }
    guard map.occurring.count > 1 else { return nil }
    return Table(
      title: "Borders along \(map.axes.x.shortName), known to half the distance of two cells",
      columns: [map.axes.y.shortName, "phases along \(map.axes.x.shortName)"], rows: rows)
  }

  /// One row a visited cell.
  private var cells: Table {
    let phases = map.occurring
    let rows = map.cells.indices.filter(map.isVisited).map { index -> [String] in
      let cell = map.cells[index]
      return [map.axes.x.label(index / map.columns), map.axes.y.label(index % map.columns)]
        + [
          "\(cell.runs.count)", cell.tally.mostLikely?.rawValue ?? "", NumberFormat.rounded(cell.certainty, digits: 2),
        ]
        + phases.map { "\(cell.tally[$0])" }
        + [cell.median(\.memorization), cell.median(\.grokking), cell.medianGap].map(stated)
    }
    return Table(
      title: "Cells: runs in each phase, medians in steps",
      columns: [map.axes.x.shortName, map.axes.y.shortName, "runs", "phase", "certainty"] + phases.map(\.rawValue)
        + ["t_train", "t_test", "gap"], rows: rows)
  }

  private func stated(_ median: CensoredMedian?) -> String {
    guard let median else { return NumberFormat.nothing }
    guard let value = median.quantile.value else { return "> \(NumberFormat.counted(Int(median.horizon)))" }
    return NumberFormat.counted(Int(value.rounded()))
  }
}
