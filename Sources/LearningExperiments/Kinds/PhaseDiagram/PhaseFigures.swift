// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics

/// The figures of a phase diagram: all are maps over its two axes.
struct PhaseFigures {
  let map: PhaseMap

  /// In the order of the report.
  var all: [Figure] {
    guard map.cells.indices.contains(where: { map.phase(of: $0) != nil }) else { return [] }
    let isSeeded = map.cells.contains { $0.runs.count > 1 }
    return [phases] + (isSeeded ? [certainty] + map.occurring.map(fraction) : []) + [gap].compactMap { $0 }
  }

  private var place: String { "\(map.axes.x.shortName) and \(map.axes.y.shortName)" }

  /// One number a cell in the order of figures, the abscissa fastest.
  private func drawn<Number>(_ number: (Int) -> Number) -> [Number] {
    (0..<map.columns).flatMap { column in (0..<map.rows).map { number($0 * map.columns + column) } }
  }

  private func figure(_ name: String, _ title: String, _ caption: String, _ colors: Figure.Map) -> Figure {
    Figure(
      name: name, title: title, caption: caption, x: map.axes.x.figureAxis, y: map.axes.y.figureAxis, series: [],
      map: colors)
  }

  private func colors(_ label: String, _ number: (Int) -> Double) -> Figure.Map {
    Figure.Map(x: map.axes.x.places, y: map.axes.y.places, z: drawn(number), label: label)
  }

  private var phases: Figure {
    var colors = colors("phase") { map.phase(of: $0).map { Double($0.index) } ?? .nan }
    colors.categories = LearningPhase.allCases.map(\.rawValue)
    let most = map.cells.indices.filter(map.isVisited).map { map.cells[$0].certainty }.max() ?? 1
    colors.strengths = drawn { map.sources[$0].map { map.cells[$0].certainty / most } ?? 0 }
    var caption =
      "The most likely phase of each cell; the paler, the less certain beside the most certain cell, which has "
      + "\(NumberFormat.rounded(most, digits: 2)) (posterior probability that the phase is the most frequent one, uniform prior)."
    if map.cells.indices.contains(where: { !map.isVisited($0) && map.sources[$0] != nil }) {
      colors.isStruck = drawn { !map.isVisited($0) }
      caption += " Cells with a stroke were not visited: they have the phase of the nearest visited cell."
    }
    return figure("phases", "Phases of learning over \(place)", caption, colors)
  }

  private var certainty: Figure {
    figure(
      "certainty", "Certainty of the most likely phase",
      "Posterior probability that the most likely phase is the most frequent one, with a uniform Dirichlet prior over the "
        + "five phases. Cells that were not visited are blank.",
      colors("posterior probability") { map.isVisited($0) ? map.cells[$0].certainty : .nan })
  }

  private func fraction(of phase: LearningPhase) -> Figure {
    figure(
      "fraction-\(phase.rawValue)", "Part of the runs that end in \(phase.rawValue.replacing("-", with: " "))",
      "The part of a cell's runs; 95 % intervals are in the findings. Cells that were not visited are blank.",
      colors("part of the runs") { map.isVisited($0) ? map.cells[$0].tally.fraction(of: phase)?.value ?? .nan : .nan })
  }

  // MARK: - The gap

  /// A smooth map is drawn on so many points for each cell.
  private static let fineness = 12

  /// log₁₀ of the median gap of a cell, and whether it is only a lower bound; a gap below one step counts as one.
  private func logarithm(_ cell: Int) -> (value: Double, isBound: Bool)? {
    guard map.isVisited(cell), let median = map.cells[cell].medianGap else { return nil }
    let bound = median.quantile.value == nil
    let steps = median.quantile.value ?? median.horizon
    return steps.isFinite ? (log10(max(steps, 1)), bound) : nil
  }

  private var gap: Figure? {
    let known = map.cells.indices.map(logarithm)
    guard known.contains(where: { $0 != nil }) else { return nil }
    let x = fine(map.axes.x)
    let y = fine(map.axes.y)
    let z = y.flatMap { up in
      x.map { across in smooth(known.map { $0?.value }, row: across.place, column: up.place) }
    }
    let bounds = map.cells.indices.filter { known[$0]?.isBound == true }
    var figure = Figure(
      name: "gap", title: "Delay of generalization: log₁₀ of t_test − t_train",
      caption:
        "Median over the runs that reached the train threshold, interpolated between the cells; a delay below one step "
        + "counts as one step. Dots mark cells in which the test threshold was not reached by half of these runs: there the "
        + "color is a lower bound. Where no run reached the train threshold the map is blank.",
      x: map.axes.x.figureAxis, y: map.axes.y.figureAxis, series: [],
      map: Figure.Map(x: x.map(\.number), y: y.map(\.number), z: z, label: "log₁₀ ((t_test − t_train) / step)"))
    if !bounds.isEmpty {
      figure.series = [
        Figure.Series(
          "lower bound: not reached within the budget", .points, x: bounds.map { map.axes.x.places[$0 / map.columns] },
          y: bounds.map { map.axes.y.places[$0 % map.columns] })
      ]
    }
    return figure
  }

  /// Points along an axis, evenly between each value and the next: the place among the values, and the number there.
  private func fine(_ axis: PhaseAxis) -> [(place: Double, number: Double)] {
    let count = axis.places.count
    guard count > 1 else { return axis.places.map { (0, $0) } }
    // Half a cell beyond the first and the last value, as the cells of the other maps.
    let half = Self.fineness / 2
    return (-half...(count - 1) * Self.fineness + half).map { index in
      let place = Double(index) / Double(Self.fineness)
      let left = min(max(Int(place.rounded(.down)), 0), count - 2)
      let part = place - Double(left)
      let (first, second) = (axis.places[left], axis.places[left + 1])
      return (
        min(max(place, 0), Double(count - 1)),
        axis.isLogarithmic ? first * pow(second / first, part) : first + part * (second - first)
      )
    }
  }

  /// Bilinear between the four cells around a place; where some of them have no number, the others share their weight,
  /// as long as the nearest cell has one.
  private func smooth(_ values: [Double?], row: Double, column: Double) -> Double {
    let nearest = Int(row.rounded()) * map.columns + Int(column.rounded())
    guard values[nearest] != nil else { return .nan }
    var sum = 0.0
    var weights = 0.0
    for across in Int(row.rounded(.down))...Int(row.rounded(.up)) {
      for up in Int(column.rounded(.down))...Int(column.rounded(.up)) {
        let weight = (1 - abs(row - Double(across))) * (1 - abs(column - Double(up)))
        guard weight > 0, let value = values[across * map.columns + up] else { continue }
        sum += weight * value
        weights += weight
      }
    }
    return weights > 0 ? sum / weights : .nan
  }
}
