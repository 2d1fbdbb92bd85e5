// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// The order parameter, its cumulants, its susceptibility and the collapse.
struct FiniteSizeFigures {
  let result: FiniteSizeResult

  var all: [Figure] { [order, cumulants, susceptibility, collapse].compactMap { $0 } }

  private var axis: Figure.Axis {
    switch result.settings.control {
    case .fraction: Figure.Axis("training fraction r")
    case .rowsPerSymbol: Figure.Axis("rows of the training set for each symbol, rL")
    case .rowsPerSymbolAndLogarithm: Figure.Axis("rL/ln L")
    }
  }

  private func cells(_ size: Int) -> [FiniteSizeTable.Cell] { result.table.cells.filter { $0.size == size } }

  private var marks: [Figure.Mark] {
    guard let scaling = result.scaling, scaling.verdict == .transition else { return [] }
    return [Figure.Mark(at: scaling.criticalPoint.value, "r_c")]
  }

  private var order: Figure? {
    guard !result.table.cells.isEmpty else { return nil }
    let series = result.table.sizes.indices.flatMap { size -> [Figure.Series] in
      let cells = cells(size)
      let errors = cells.map { $0.mean.standardError.isFinite ? $0.mean.standardError : 0 }
      let x = cells.map(\.control)
      let y = cells.map(\.moments.first)
      return [
        Figure.Series(
          result.name(size), .points, x: x, y: y, lower: zip(y, errors).map { $0 - $1 },
          upper: zip(y, errors).map { $0 + $1 }), Figure.Series("", .thinLine, x: x, y: y),
      ]
    }
    return Figure(
      name: "order-parameter", title: "Order parameter against the control parameter",
      caption: "Means of the \(result.orderName) over splits with their standard errors.", x: axis,
      y: Figure.Axis(result.orderName), series: series, marks: marks)
  }

  private var cumulants: Figure? {
    let series = result.table.sizes.indices.compactMap { size -> Figure.Series? in
      let points = cells(size).compactMap { cell in cell.moments.binderCumulant.map { (cell.control, $0) } }
      guard points.count > 1 else { return nil }
      return Figure.Series(result.name(size), .line, x: points.map(\.0), y: points.map(\.1))
    }
    guard !series.isEmpty else { return nil }
    let crossings = result.crossings.binder.compactMap { pair in
      pair.control.map {
        Figure.Mark(
          at: $0.value, "\(result.name(pair.smaller)), \(NumberFormat.rounded(result.table.sizes[pair.larger]))")
      }
    }
    return Figure(
      name: "binder-cumulant", title: "Binder cumulant 1 − ⟨m⁴⟩/(3⟨m²⟩²)",
      caption:
        "At a transition the curves of all sizes cross at one place; lines mark the crossings of successive sizes that are seen in 95 % of the draws of splits. "
        + "The cumulant is 2/3 where the order parameter does not scatter.", x: axis,
      y: Figure.Axis("U", range: -1...0.7), series: series, marks: crossings)
  }

  private var susceptibility: Figure? {
    let series = result.table.sizes.indices.compactMap { size -> Figure.Series? in
      let points = result.susceptibility(size)
      return points.count > 1 ? Figure.Series(result.name(size), .line, x: points.map(\.x), y: points.map(\.y)) : nil
    }
    guard !series.isEmpty else { return nil }
    let power = NumberFormat.rounded(result.settings.dimension, digits: 3)
    return Figure(
      name: "susceptibility", title: "Susceptibility L^d·Var m, d = \(power)",
      caption: "The variance of the \(result.orderName) from split to split, times the size to the power \(power).",
      x: axis, y: Figure.Axis("L^d·Var m"), series: series, marks: marks)
  }

  private var collapse: Figure? {
    guard let scaling = result.scaling else { return nil }
    var series = scaling.table.sizes.indices.map { size -> Figure.Series in
      let cells = scaling.collapse.filter { $0.size == size }
      return Figure.Series(
        "L = \(NumberFormat.rounded(scaling.table.sizes[size]))", .points, x: cells.map(\.x), y: cells.map(\.y),
        lower: cells.map { $0.y - $0.error }, upper: cells.map { $0.y + $0.error })
    }
    series.append(
      Figure.Series("master curve", .line, x: scaling.masterCurve.map(\.x), y: scaling.masterCurve.map(\.y)))
    let quality = NumberFormat.rounded(scaling.chiSquared / Double(max(scaling.degreesOfFreedom, 1)), digits: 3)
    let reference = NumberFormat.rounded(scaling.referenceSize, digits: 3)
    return Figure(
      name: "collapse", title: "Data collapse",
      caption:
        "All sizes over the scaled control parameter with r_c = \(NumberFormat.rounded(scaling.criticalPoint.value, digits: 3)), 1/ν = "
        + "\(NumberFormat.rounded(scaling.inverseExponent.value, digits: 3)), β/ν = \(NumberFormat.rounded(scaling.amplitudeExponent.value, digits: 3)); L₀ = "
        + "\(reference). χ² per degree of freedom \(quality).",
      x: Figure.Axis("(\(result.settings.control.symbol) − r_c)·(L/L₀)^(1/ν)"), y: Figure.Axis("m·(L/L₀)^(β/ν)"),
      series: series)
  }
}
