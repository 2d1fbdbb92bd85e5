// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs

/// The landscape with the wells and regions of an `equilibrium` point: shaded on a line, outlined in the plane.
struct WellMap {
  let point: EquilibriumPoint

  /// `nil` in more than two dimensions.
  var figure: Figure? {
    let picture = LandscapeFigure(
      potential: point.potential, landscape: point.landscape, temperature: point.temperature)
    guard var figure = picture.figure else { return nil }
    switch point.potential.dimension {
    case 1: mark(&figure)
    case 2: outline(&figure)
    default: break
    }
    figure.title = "Landscape with its wells and regions"
    return figure
  }

  /// The curve of f once more over each place, in the place's own color.
  private func mark(_ figure: inout Figure) {
    guard let curve = figure.series.first, figure.x.range != nil else { return }
    for place in point.places {
      // Numbers that are none break the line where the place ends.
      let y = zip(curve.x, curve.y).map { x, y in
        place.region.contains([x], in: point.potential) ? y : Double.nan
      }
      figure.series.append(Figure.Series(place.name, .line, x: curve.x, y: y))
    }
    figure.caption = "The potential, with the part of it that belongs to each well and region."
  }

  /// The wells by their names and common boundaries, further regions by outlines of their own.
  private func outline(_ figure: inout Figure) {
    guard let map = figure.map else { return }
    func outline(_ region: Region) -> [[RegionOutline.Point]] {
      RegionOutline(x: map.x, y: map.y) { region.signedDistance(at: [$0, $1], in: point.potential) }.lines
    }
    func add(_ label: String, _ lines: [[RegionOutline.Point]]) {
      guard !lines.isEmpty else { return }
      // A pair of numbers that are none parts one closed line from the next.
      let x = Array(lines.map { $0.map(\.x) }.joined(separator: [.nan]))
      let y = Array(lines.map { $0.map(\.y) }.joined(separator: [.nan]))
      figure.series.append(Figure.Series(label, .line, x: x, y: y))
    }
    add("boundaries", point.wells.flatMap { outline($0.region) })
    for place in point.places where !place.isWell { add(place.name, outline(place.region)) }
    let named = point.wells.compactMap { place in place.well.map { (place.name, $0.minimum) } }
    if !named.isEmpty { figure.series.removeAll { $0.label == "minima" } }
    for (name, minimum) in named {
      figure.series.append(Figure.Series(name, .points, x: [minimum[0]], y: [minimum[1]]))
    }
    figure.caption = "The potential, cut off above the saddles, with the boundaries of the wells and regions."
  }
}
