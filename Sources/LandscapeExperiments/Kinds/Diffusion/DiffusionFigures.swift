// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The figures of `diffusion`.
struct DiffusionFigures {
  let table: ResultTable<DiffusionPoint>
  /// The points with measured displacements.
  let measured: [(row: ResultTable<DiffusionPoint>.Row, estimates: DiffusionEstimates)]

  /// At most so many points of a sweep are drawn in one figure.
  private static let shownPoints = 6

  /// All figures, the most telling first.
  var all: [Figure] {
    [squares, exponents, coefficients, drift].compactMap { $0 }
  }

  /// ⟨Δ²⟩ against t on logarithmic axes: of one point in all directions, of several along the principal one.
  private var squares: Figure? {
    guard let (row, estimates) = measured.first else { return nil }
    var series: [Figure.Series] = []
    if measured.count == 1 {
      for (index, direction) in estimates.record.directions.enumerated() where isDrawn(direction.name, row) {
        series.append(Self.points(direction.name, estimates, index))
      }
      series += fit(row, estimates)
    } else {
      for (row, estimates) in measured.prefix(Self.shownPoints) {
        guard let index = estimates.record.index(of: row.point.principalDirection) else { continue }
        series.append(Self.points(row.place, estimates, index))
      }
    }
    series += guides(row, estimates)
    let what = measured.count == 1 ? "" : ", \(row.point.principalDirection)"
    return Figure(
      name: "mean-squared-displacement", title: "Mean squared displacement\(what)",
      caption: "Bars are 95 % intervals; the points of one curve are correlated. Dashed lines have the slopes 1, "
        + "displacement ∝ √t, and where it matters 2, displacement ∝ t.",
      x: Figure.Axis("time t", isLogarithmic: true), y: Figure.Axis("⟨Δ²⟩ (length²)", isLogarithmic: true),
      series: series)
  }

  private func isDrawn(_ direction: String, _ row: ResultTable<DiffusionPoint>.Row) -> Bool {
    if row.point.followsValley { return ["total", "tangential", "normal"].contains(direction) }
    return direction == "total" || row.point.potential.dimension > 1
  }

  private static func points(_ label: String, _ estimates: DiffusionEstimates, _ direction: Int) -> Figure.Series {
    let record = estimates.record
    let shown = record.times.indices.compactMap { index in
      record.squares[direction].estimate(index, isPositive: true).flatMap {
        $0.value > 0 ? (record.times[index], $0) : nil
      }
    }
    return Figure.Series(
      label, .points, x: shown.map(\.0), y: shown.map(\.1.value), lower: shown.map(\.1.bounds.lowerBound),
      upper: shown.map(\.1.bounds.upperBound))
  }

  /// The fitted line, or the fitted power laws.
  private func fit(_ row: ResultTable<DiffusionPoint>.Row, _ estimates: DiffusionEstimates) -> [Figure.Series] {
    guard let first = estimates.record.times.first, let last = estimates.record.times.last else { return [] }
    func grid(_ range: ClosedRange<Double>) -> [Double] {
      let (lower, upper) = (max(first, range.lowerBound), min(last, range.upperBound))
      return lower < upper ? (0...60).map { lower * pow(upper / lower, Double($0) / 60) } : []
    }
    if case .success(let found)? = estimates.crossovers {
      let x = grid(0...(.infinity))
      let direction = DisplacementMethod.crossovers(row.point.settings).direction
      return [Figure.Series("power laws, \(direction)", .line, x: x, y: x.map(found.value))]
    }
    let direction = row.point.principalDirection
    guard let index = estimates.record.index(of: direction),
      let law = try? estimates.squares(in: index).within(row.point.fitRange).coefficient(
        hasOffset: row.point.fitHasOffset)
    else { return [] }
    let x = grid(row.point.fitRange)
    let y = x.map { 2 * law.value.value * ($0 - row.point.delay) + (law.constant?.value ?? 0) }
    let shown = x.indices.filter { y[$0] > 0 }
    return [Figure.Series("2Dt, \(direction)", .line, x: shown.map { x[$0] }, y: shown.map { y[$0] })]
  }

  /// Lines of slope 1 and, where the local exponent comes near it, 2; somewhat above the data.
  private func guides(_ row: ResultTable<DiffusionPoint>.Row, _ estimates: DiffusionEstimates) -> [Figure.Series] {
    let direction = measured.count == 1 ? "total" : row.point.principalDirection
    guard let index = estimates.record.index(of: direction) else { return [] }
    let squares = estimates.squares(in: index)
    let local = squares.localExponents(window: min(DiffusionEstimates.window, squares.times.count))
    let means = squares.squares.means
    func guide(_ slope: Double, _ label: String) -> Figure.Series? {
      // The middle of the last stretch with about this slope.
      guard let last = local.lastIndex(where: { abs($0.exponent.value - slope) < 0.3 }) else { return nil }
      let before = local[..<last].lastIndex { abs($0.exponent.value - slope) >= 0.3 } ?? -1
      let near = local[(before + 1 + last) / 2]
      guard
        let place = squares.times.indices.min(by: {
          abs(log(squares.times[$0] / near.time)) < abs(log(squares.times[$1] / near.time))
        }), let first = squares.times.first, let last = squares.times.last
      else { return nil }
      let reach = [max(first, near.time / 6), min(last, near.time * 6)]
      return Figure.Series(
        label, .dashedLine, x: reach, y: reach.map { 2.2 * means[place] * pow($0 / squares.times[place], slope) })
    }
    return [guide(1, "slope 1"), guide(2, "slope 2")].compactMap { $0 }
  }

  /// d ln⟨Δ²⟩/d ln t with its band.
  private var exponents: Figure? {
    var series: [Figure.Series] = []
    for (row, estimates) in measured.prefix(Self.shownPoints) {
      let principal = row.point.principalDirection
      let shown = measured.count == 1 && principal != "total" ? ["total", principal] : [principal]
      for direction in shown {
        guard let index = estimates.record.index(of: direction) else { continue }
        let local = estimates.squares(in: index).localExponents(window: DiffusionEstimates.window)
        guard local.count > 1 else { continue }
        let label = measured.count == 1 ? direction : row.place
        let x = local.map(\.time)
        series.append(
          Figure.Series(
            label, .band, x: x, y: local.map(\.exponent.value), lower: local.map(\.exponent.bounds.lowerBound),
            upper: local.map(\.exponent.bounds.upperBound)))
        series.append(Figure.Series(label, .line, x: x, y: local.map(\.exponent.value)))
      }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "local-exponent", title: "Local exponent of the mean squared displacement",
      caption:
        "d ln⟨Δ²⟩/d ln t over \(DiffusionEstimates.window) successive times with the 95 % interval: 2 is ballistic, 1 diffusive, 0 at rest.",
      x: Figure.Axis("time t", isLogarithmic: true), y: Figure.Axis("local exponent"), series: series)
  }

  /// D against the axis of a sweep, beside the law where there is one.
  private var coefficients: Figure? {
    guard table.axes.count == 1, let axis = table.axes.first else { return nil }
    let abscissa = SweepAbscissa(axis, of: table)
    guard abscissa.categories == nil else { return nil }
    let series = table.methods.map { method in
      abscissa.curve(method.name, table.rows) {
        $0.estimate(method.name, "diffusion-coefficient", at: .direction($0.point.principalDirection))
      }
    }.filter { $0.x.count > 1 }
    guard !series.isEmpty else { return nil }
    let x = series.flatMap(\.x)
    let (least, most) = (x.min() ?? 0, x.max() ?? 1)
    return Figure(
      name: "diffusion-coefficient", title: "Diffusion coefficient over \(axis)",
      caption: "Symbols: measured, with 95 % intervals; line: the law of Lifson and Jackson.",
      x: Figure.Axis(axis, isLogarithmic: least > 0 && most > 30 * least),
      y: Figure.Axis("D (length²/time)"), series: series)
  }

  /// ⟨Δ⟩ along the valley, where it is not zero.
  private var drift: Figure? {
    let series = measured.prefix(Self.shownPoints).compactMap { row, estimates -> Figure.Series? in
      let record = estimates.record
      let name = row.point.driftDirection
      guard let index = record.index(of: name), let line = record.lines[index] else { return nil }
      let all = record.times.indices.compactMap { line.estimate($0) }
      guard all.count == record.times.count, let last = all.last, abs(last.value) > 4 * last.standardError else {
        return nil
      }
      let label = row.place
      return Figure.Series(
        label.isEmpty ? name : label, .points, x: record.times, y: all.map(\.value),
        lower: all.map(\.bounds.lowerBound), upper: all.map(\.bounds.upperBound))
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "drift", title: "Drift", caption: "The mean displacement of the walkers with 95 % intervals.",
      x: Figure.Axis("time t", isLogarithmic: true), y: Figure.Axis("⟨Δ⟩ (length)"), series: series)
  }
}
