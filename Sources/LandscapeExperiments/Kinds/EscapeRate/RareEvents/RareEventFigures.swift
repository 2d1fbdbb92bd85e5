// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// How a method for rare events climbed, how steady its flux is, and which ways its walkers took.
struct RareEventFigures {
  let method: String
  let rows: [ResultTable<EscapeRatePoint>.Row]
  /// What the repetitions say, one a row.
  let records: [RareEventRecord?]

  /// At most so many points of a sweep are drawn.
  private static let shownPoints = 8
  /// Blocks into which a flux is averaged.
  private static let blocks = 80

  /// The figures that there is reason for.
  var all: [Figure] { [ladder, flux, paths].compactMap { $0 } }

  private func each<Content>(_ content: (RareEventRecord) -> Content?) -> [(
    label: String, row: ResultTable<EscapeRatePoint>.Row, content: Content
  )] {
    let found = zip(rows, records).compactMap { row, record in
      record.flatMap(content).map { (row.place, row, $0) }
    }
    return Array(found.suffix(Self.shownPoints))
  }

  /// The probability to come as far as a score before being home again.
  private var ladder: Figure? {
    let found = each { $0.ladder }
    guard !found.isEmpty else { return nil }
    // One line for each repetition, where they do not hide other points of a sweep.
    let climbs = found.count == 1 ? found[0].content.repetitions : []
    let lines = climbs.map { Figure.Series("", .thinLine, x: $0.scores, y: $0.chances) }
    let series = found.map { entry in
      let ladder = entry.content
      return Figure.Series(
        entry.label.isEmpty ? method : entry.label, ladder.scores.count > 60 ? .line : .points, x: ladder.scores,
        y: ladder.chances,
        lower: ladder.scores.count > 60 ? nil : zip(ladder.chances, ladder.errors).map { max($0 - 1.96 * $1, $0 / 10) },
        upper: ladder.scores.count > 60 ? nil : zip(ladder.chances, ladder.errors).map { $0 + 1.96 * $1 })
    }
    return Figure(
      name: "\(method)-ladder", title: "The climb from level to level",
      caption:
        "The probability of \(method) to come from the first level as far as a score before being home again; bars are "
        + "95 % intervals over the repetitions\(climbs.isEmpty ? "" : ", thin lines the repetitions").",
      x: Figure.Axis("score"), y: Figure.Axis("probability to come as far", isLogarithmic: true), series: lines + series
    )
  }

  /// The flux into the target from iteration to iteration, with its steady value.
  private var flux: Figure? {
    let found = each { $0.history }
    guard !found.isEmpty else { return nil }
    var series: [Figure.Series] = []
    var marks: [Figure.Mark] = []
    for entry in found {
      let history = entry.content
      let size = max(1, history.flux.count / Self.blocks)
      var x: [Double] = []
      var y: [Double] = []
      for first in stride(from: 0, to: history.flux.count - size + 1, by: size) {
        let mean = history.flux[first..<first + size].reduce(0, +) / Double(size)
        guard mean > 0 else { continue }
        x.append((Double(first) + Double(size) / 2) * history.interval)
        y.append(mean)
      }
      guard x.count > 1 else { continue }
      let label = entry.label.isEmpty ? "flux" : entry.label
      series.append(Figure.Series(label, .steps, x: x, y: y))
      let end = Double(history.flux.count) * history.interval
      let begin = Double(history.warmUp) * history.interval
      if let rate = entry.row.rate(method)?.value {
        series.append(Figure.Series("", .dashedLine, x: [begin, end], y: [rate, rate]))
      }
      if found.count == 1 { marks.append(Figure.Mark(at: begin, "end of warm-up", like: label)) }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "\(method)-flux", title: "Flux into the target",
      caption:
        "The weight that arrives in a unit of time, mean over the repetitions; dashed: the rate, from the end of the "
        + "warm-up on.",
      x: Figure.Axis("time"), y: Figure.Axis("flux (1/time)", isLogarithmic: true), series: series, marks: marks)
  }

  /// Transition paths of the last point that has any: on the map in the plane, the first coordinate over time else.
  private var paths: Figure? {
    guard let entry = each({ $0.paths.isEmpty ? nil : $0.paths }).last else { return nil }
    let paths = entry.content
    let place = entry.label.isEmpty ? "" : " at \(entry.label)"
    let name = "\(method)-paths"
    let caption = "\(paths.count) transition path\(paths.count == 1 ? "" : "s") of \(method)\(place)"
    if entry.row.point.potential.dimension == 2, var figure = entry.row.point.landscapeFigure {
      figure.name = name
      figure.title = "Transition paths"
      figure.caption = caption + ", from the last visit of home to the target."
      figure.series =
        paths.map { path in
          Figure.Series("", .thinLine, x: path.positions.map { $0[0] }, y: path.positions.map { $0[1] })
        } + figure.series
      return figure
    }
    // All end together: what they have in common is the end of the way.
    let series = paths.map { path in
      let end = path.times.last ?? 0
      return Figure.Series("", .thinLine, x: path.times.map { $0 - end }, y: path.positions.map { $0[0] })
    }
    return Figure(
      name: name, title: "Transition paths",
      caption: caption + ", from the last visit of home; time runs to the arrival.",
      x: Figure.Axis("time before the arrival"), y: Figure.Axis("x"), series: series)
  }
}
