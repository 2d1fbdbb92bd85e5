// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// A map of categories: one rectangle a cell in the color of its category, paler where it is less certain, with a
/// stroke through cells that were not sampled themselves.
struct CellMap {
  /// The axes, to the outer edges of the cells.
  let x: AxisScale
  let y: AxisScale
  /// The commands that define the data.
  let data: [String]
  /// The elements of gnuplot's `plot`.
  let plots: [String]
  /// The entries of the key.
  let labels: [String]

  /// `nil` when there is nothing to show.
  init?(_ map: Figure.Map, x xAxis: Figure.Axis, y yAxis: Figure.Axis, palette: FigurePalette) {
    guard let categories = map.categories, map.z.count == map.x.count * map.y.count,
      let across = Self.edges(map.x, isLogarithmic: xAxis.isLogarithmic),
      let up = Self.edges(map.y, isLogarithmic: yAxis.isLogarithmic)
    else { return nil }
    let count = map.x.count
    let cells = map.z.indices.compactMap { index -> (index: Int, category: Int)? in
      guard let category = Int(exactly: map.z[index]), categories.indices.contains(category) else { return nil }
      return (index, category)
    }
    guard !cells.isEmpty else { return nil }
    x = across.scale
    y = up.scale
    let box = { (index: Int) in (left: across.ends[index % count], low: up.ends[index / count]) }
    let rectangles = cells.map { cell -> String in
      let (left, low) = box(cell.index)
      let strength = map.strengths.flatMap { $0.indices.contains(cell.index) ? $0[cell.index] : nil } ?? 1
      let numbers = [(left.0 + left.1) / 2, (low.0 + low.1) / 2, left.0, left.1, low.0, low.1].map { "\($0)" }
      return (numbers + ["\(palette.color(cell.category, strength: strength))"]).joined(separator: " ")
    }
    var data = ["$cells << end_of_data"] + rectangles + ["end_of_data"]
    var plots = ["$cells using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid noborder linecolor rgb variable notitle"]
    let isStruck = { (index: Int) in map.isStruck.map { $0.indices.contains(index) && $0[index] } ?? false }
    let struck = cells.filter { isStruck($0.index) }
    if !struck.isEmpty {
      let strokes = struck.map { cell -> String in
        let (left, low) = box(cell.index)
        return "\(left.0) \(low.0)\n\(left.1) \(low.1)\n"
      }
      data += ["$strokes << end_of_data"] + [strokes.joined(separator: "\n")] + ["end_of_data"]
      plots.append("$strokes using 1:2 with lines linewidth 1 linecolor rgb '#FFFFFF' notitle")
    }
    let present = categories.indices.filter { category in cells.contains { $0.category == category } }
    plots += present.map { category in
      "NaN with boxes fillstyle solid noborder linecolor rgb '\(palette.colors[category % palette.colors.count])' "
        + FigureScript.keyTitle(categories[category])
    }
    self.data = data
    self.plots = plots
    labels = present.map { categories[$0] }
  }

  /// For each coordinate the ends of its cell, half-way to its neighbors, in units of the axis as gnuplot sees it.
  private static func edges(
    _ coordinates: [Double], isLogarithmic: Bool
  ) -> (ends: [(Double, Double)], scale: AxisScale)? {
    guard !coordinates.isEmpty, coordinates.allSatisfy({ $0.isFinite && (!isLogarithmic || $0 > 0) }) else {
      return nil
    }
    let bare = AxisScale(holding: coordinates, isLogarithmic: isLogarithmic, padding: 0)
    let places = coordinates.map(bare.fraction)
    let order = places.indices.sorted { places[$0] < places[$1] }
    var ends = places.map { ($0 - 0.5, $0 + 0.5) }
    if order.count > 1 {
      let sorted = order.map { places[$0] }
      let between = zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }
      for (rank, index) in order.enumerated() {
        // The outer cells reach as far outward as inward.
        let left = rank > 0 ? between[rank - 1] : 2 * sorted[0] - between[0]
        let right = rank < between.count ? between[rank] : 2 * sorted[rank] - between[rank - 1]
        ends[index] = (left, right)
      }
    }
    let least = ends.map(\.0).min() ?? 0
    let most = ends.map(\.1).max() ?? 1
    guard let range = range(bare.number(at: least), bare.number(at: most)) else { return nil }
    let scale = AxisScale(holding: [], isLogarithmic: isLogarithmic, range: range, padding: 0)
    return (ends.map { (scale.position(bare.number(at: $0.0)), scale.position(bare.number(at: $0.1))) }, scale)
  }

  private static func range(_ lower: Double, _ upper: Double) -> ClosedRange<Double>? {
    lower < upper ? lower...upper : nil
  }
}

extension FigurePalette {
  /// So much of a color is left where nothing is certain.
  private static let palest = 0.25

  /// The color of a category as gnuplot takes it, mixed with the background where it is less certain.
  fileprivate func color(_ category: Int, strength: Double) -> Int {
    let number = { (color: String) in Int(color.dropFirst(), radix: 16) ?? 0 }
    let full = number(colors[category % colors.count])
    let ground = number(background)
    let part = strength.isFinite ? Self.palest + (1 - Self.palest) * min(1, max(0, strength)) : Self.palest
    return [16, 8, 0].reduce(0) { sum, shift in
      let (channel, below) = (Double((full >> shift) & 255), Double((ground >> shift) & 255))
      return sum + Int((below + part * (channel - below)).rounded()) << shift
    }
  }
}
