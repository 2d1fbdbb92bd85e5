// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// The tables of a finite-size analysis.
struct FiniteSizeTables {
  let result: FiniteSizeResult

  /// The families first, which the terminal shows.
  var all: [Table] { [families, sizes, cells].compactMap { $0 } }

  private var families: Table? {
    guard let scaling = result.scaling else { return nil }
    func row(_ name: String, _ exponent: Estimate?, _ probability: Double) -> [String] {
      [
        name, exponent?.formatted ?? "0",
        probability.isFinite ? NumberFormat.rounded(probability, digits: 2) : NumberFormat.nothing,
      ]
    }
    return Table(
      title:
        "How the rise depends on the size, m = L^(−β/ν)·g((\(result.settings.control.symbol) − c)·L^y): y, and p that the form is true",
      columns: ["form", "y", "p"],
      rows: [
        row("one critical point, y = 1/ν", scaling.inverseExponent, scaling.collapseProbability),
        row("a center for each size", scaling.widthExponent, scaling.shapeProbability),
      ]
        + (scaling.relativeWidthExponent.map {
          [row("a center for each size, in ln \(result.settings.control.symbol)", $0, .nan)]
        } ?? []))
  }

  private var sizes: Table {
    let rows = result.table.sizes.indices.map { size -> [String] in
      let peak = result.susceptibility(size).max { $0.y < $1.y }
      let pair = result.crossings.binder.first { $0.larger == size }
      return [
        NumberFormat.rounded(result.table.sizes[size]), result.crossings.centers[size]?.stated ?? NumberFormat.nothing,
        peak.map { NumberFormat.rounded($0.y, digits: 3) } ?? NumberFormat.nothing,
        peak.map { NumberFormat.rounded($0.x, digits: 3) } ?? NumberFormat.nothing,
        pair?.control?.stated ?? NumberFormat.nothing,
      ]
    }
    return Table(
      title:
        "Sizes: the middle of the rise, the largest susceptibility L^d·Var m, where the Binder cumulant crosses that of the size before",
      columns: ["L", "middle of the rise", "largest L^d·Var m", "at", "Binder crossing"], rows: rows)
  }

  private var cells: Table {
    Table(
      title: "Means of the \(result.orderName)", columns: ["L", result.settings.control.symbol, "splits", "m", "U"],
      rows: result.table.cells.map { cell in
        [
          NumberFormat.rounded(result.table.sizes[cell.size]), NumberFormat.rounded(cell.control, digits: 4),
          "\(cell.splits)", cell.mean.stated,
          cell.moments.binderCumulant.map { NumberFormat.rounded($0, digits: 3) } ?? NumberFormat.nothing,
        ]
      })
  }
}

extension FiniteSizeResult {
  /// L^d·Var m of the cells of a size over the control parameter.
  func susceptibility(_ size: Int) -> [(x: Double, y: Double)] {
    let factor = pow(table.sizes[size], settings.dimension)
    return table.cells.filter { $0.size == size }.compactMap { cell in
      cell.variance.map { (x: cell.control, y: factor * $0) }
    }
  }
}

extension FiniteSizeTable.Cell {
  /// ⟨m⟩ with the error of the mean over splits.
  var mean: Estimate {
    Estimate(
      moments.first, standardError: variance.map { ($0 / Double(splits)).squareRoot() } ?? .nan,
      effectiveSamples: Double(splits))
  }
}

extension Estimate {
  /// With its error, where it has one.
  fileprivate var stated: String {
    standardError.isFinite && standardError > 0 ? formatted : NumberFormat.rounded(value, digits: 4)
  }
}
