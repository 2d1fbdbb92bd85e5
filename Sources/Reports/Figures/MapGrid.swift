// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Statistics

/// A map on the even grid that an image needs, with the range of its colors.
struct MapGrid {
  /// How many cells.
  let columns: Int
  let rows: Int
  /// Row-major with x fastest; NaN where there is nothing.
  let values: [Double]
  /// The axes, half a cell longer than the centers.
  let x: AxisScale
  let y: AxisScale
  /// The range of the colors.
  let colors: AxisScale
  /// What the colors mean.
  let label: String
  /// What a reader must know.
  let notes: [String]

  /// `nil` when there is nothing to show: no finite value, or counts that do not fit.
  init?(_ map: Figure.Map, x xAxis: Figure.Axis, y yAxis: Figure.Axis) {
    guard map.z.count == map.x.count * map.y.count,
      let across = Self.centers(map.x, xAxis), let up = Self.centers(map.y, yAxis)
    else { return nil }
    let finite = map.z.filter { $0.isFinite && abs($0) < 1e300 }.sorted()
    guard let least = finite.first, let most = finite.last else { return nil }
    columns = across.sources.count
    rows = up.sources.count
    values = up.sources.flatMap { row in
      across.sources.map { column in
        let value = map.z[row * map.x.count + column]
        return value.isFinite && abs(value) < 1e300 ? value : .nan
      }
    }
    x = across.axis
    y = up.axis
    label = map.label
    // A potential's walls are steep: where a tenth of the cells would take most of the colors, they share the last.
    let high = finite[min(finite.count - 1, finite.count * 9 / 10)]
    let saturates = most - least > 3 * (high - least) && high > least
    colors = AxisScale(holding: [least, saturates ? high : most], isLogarithmic: false, padding: 0)
    notes =
      saturates
      ? [
        "The colors end at \(NumberFormat.rounded(high, digits: 3)), which nine tenths of the map lie below; its largest value is \(NumberFormat.rounded(most, digits: 3))."
      ]
      : []
  }

  /// Where to draw contours: at the color bar's ticks, when the grid is fine enough for a smooth line.
  var contours: [Double] {
    guard columns >= 20, rows >= 20, !values.contains(where: \.isNaN) else { return [] }
    return colors.ticks(9).map(\.position).filter { $0 > colors.lower && $0 < colors.upper }
  }

  /// For every cell of an even grid the index of the nearest coordinate.
  private static func centers(_ coordinates: [Double], _ axis: Figure.Axis) -> (sources: [Int], axis: AxisScale)? {
    guard !coordinates.isEmpty, coordinates.allSatisfy({ $0.isFinite && (!axis.isLogarithmic || $0 > 0) }) else {
      return nil
    }
    let order = coordinates.indices.sorted { coordinates[$0] < coordinates[$1] }
    let bare = AxisScale(holding: coordinates, isLogarithmic: axis.isLogarithmic, padding: 0)
    let places = order.map { coordinates.count == 1 ? 0.5 : bare.fraction(coordinates[$0]) }
    let gap = 1 / Double(max(1, places.count - 1))
    let isEven = places.indices.allSatisfy { abs(places[$0] - Double($0) * gap) < 1e-3 * gap } || places.count == 1
    let count = isEven ? places.count : 400
    let half = 0.5 / Double(max(1, count - 1))
    let scale = AxisScale(
      holding: [], isLogarithmic: axis.isLogarithmic,
      range: count == 1 ? bare.lower...bare.upper : bare.number(at: -half)...bare.number(at: 1 + half), padding: 0)
    guard !isEven else { return (order, scale) }
    var nearest = 0
    let sources = (0..<count).map { cell in
      let place = Double(cell) / Double(count - 1)
      while nearest + 1 < places.count, abs(places[nearest + 1] - place) <= abs(places[nearest] - place) {
        nearest += 1
      }
      return order[nearest]
    }
    return (sources, scale)
  }
}
