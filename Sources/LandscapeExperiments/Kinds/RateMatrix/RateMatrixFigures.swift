// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Potentials
import Runs
import Settings
import Statistics

/// The network of wells with the rates between them, and the landscape.
struct RateMatrixFigures {
  let table: ResultTable<RateMatrixPoint>

  /// Of the last point that has rates.
  var all: [Figure] {
    guard let method = table.reference(for: RateMatrixFindings.rate),
      let row = table.rows.last(where: { $0.estimate(method.name, RateMatrixFindings.rate) != nil })
    else { return [] }
    let landscape = LandscapeFigure(
      potential: row.point.potential, landscape: row.point.landscape, temperature: row.point.temperature
    ).figure
    return [network(row, method)] + [landscape].compactMap { $0 }
  }

  /// Where each well is drawn: at its minimum in the plane, over its place on the line at the height of its energy, else on a
  /// circle.
  private func places(_ point: RateMatrixPoint) -> [(x: Double, y: Double)] {
    point.wells.enumerated().map { index, well in
      switch point.potential.dimension {
      case 1: return (well.minimum[0], point.potential.energy(at: well.minimum))
      case 2: return (well.minimum[0], well.minimum[1])
      default:
        let angle = 2 * .pi * Double(index) / Double(point.wells.count)
        return (cos(angle), sin(angle))
      }
    }
  }

  private func network(
    _ row: ResultTable<RateMatrixPoint>.Row, _ method: any ExperimentMethod<RateMatrixPoint>
  ) -> Figure {
    let point = row.point
    let places = places(point)
    let names = point.names
    func rate(_ i: Int, _ j: Int) -> Double {
      row.estimate(method.name, RateMatrixFindings.rate, at: RateMatrixFindings.pair(names[i], names[j]))?.value ?? 0
    }
    var series: [Figure.Series] = []
    var (x, y, words): ([Double], [Double], [String]) = ([], [], [])
    for i in names.indices {
      for j in 0..<i {
        let (back, forth) = (rate(i, j), rate(j, i))
        // A millionth of the largest rate out of both is no way that anybody takes.
        let most = names.indices.reduce(0) { max($0, rate(i, $1), rate(j, $1)) }
        guard max(back, forth) > 1e-6 * most else { continue }
        let (a, b) = (places[j], places[i])
        series.append(Figure.Series("", .line, x: [a.x, b.x], y: [a.y, b.y]))
        x.append((a.x + b.x) / 2)
        y.append((a.y + b.y) / 2)
        words.append(
          "\(names[j]) → \(names[i]): \(NumberFormat.rounded(forth, digits: 3)), back: \(NumberFormat.rounded(back, digits: 3))"
        )
      }
    }
    series.append(Figure.Series("rates", .dots, x: x, y: y, words: words))
    let labels = zip(names, names.indices).map { name, index in
      let share = row.estimate(method.name, RateMatrixFindings.population, at: Record([("well", .text(name))]))
      return share.map { "\(name), p = \(NumberFormat.rounded($0.value, digits: 3))" } ?? name
    }
    series.append(Figure.Series("wells", .points, x: places.map(\.x), y: places.map(\.y), words: labels))
    let axes: (String, String) =
      switch point.potential.dimension {
      case 1: (point.potential.coordinateNames[0], "f")
      case 2: (point.potential.coordinateNames[0], point.potential.coordinateNames[1])
      default: ("", "")
      }
    return Figure(
      name: "network", title: "Network of wells",
      caption:
        "The wells with their populations and the rates between them, by \(method.title)\(row.place.isEmpty ? "" : ", at \(row.place)").",
      x: Figure.Axis(axes.0), y: Figure.Axis(axes.1), series: series)
  }
}
