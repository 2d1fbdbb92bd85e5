// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Runs

/// A picture of the landscape with its wells, saddles, start and target, in one or two dimensions.
struct LandscapeFigure {
  let potential: any Potential
  let landscape: Landscape
  /// θ, for the height of the picture where there is no saddle.
  var temperature: Double?
  /// Regions to be outlined where they are discs, with their names.
  var regions: [(name: String, region: Region)] = []

  /// `nil` in more than two dimensions.
  var figure: Figure? {
    switch potential.dimension {
    case 1: line
    case 2: map
    default: nil
    }
  }

  private func energy(_ position: [Double]) -> Double { potential.energy(at: position.span) }

  private func grid(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    (0...count).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count) }
  }

  /// Above this the picture is cut off: what matters lies between the lowest minimum and somewhat above the highest saddle.
  private func ceiling(_ lowest: Double) -> Double {
    let highest = landscape.saddles.map { energy($0.position) }.max() ?? lowest + 10 * (temperature ?? 1)
    return highest + 1.5 * max(highest - lowest, temperature ?? 0)
  }

  private var line: Figure? {
    guard let window = potential.window.first else { return nil }
    let all = grid(window, 400).map { (x: $0, y: energy([$0])) }
    guard let lowest = all.map(\.y).filter(\.isFinite).min() else { return nil }
    let top = ceiling(lowest)
    let shown = all.filter { $0.y <= top }
    var series = [Figure.Series("f", .line, x: shown.map(\.x), y: shown.map(\.y))]
    series += marks { $0.flatMap { position in [position[0], energy(position)] } }
    return Figure(
      name: "landscape", title: "Landscape", caption: "The potential with its minima and saddles.",
      x: Figure.Axis(names[0], range: window), y: Figure.Axis("f(\(names[0]))"), series: series)
  }

  /// What the axes are called.
  private var names: [String] { potential.coordinateNames }

  private var map: Figure? {
    let window = potential.window
    guard window.count == 2 else { return nil }
    let x = grid(window[0], 120)
    let y = grid(window[1], 120)
    let z = y.flatMap { ordinate in x.map { energy([$0, ordinate]) } }
    guard let lowest = z.filter(\.isFinite).min() else { return nil }
    let top = ceiling(lowest)
    var series = marks { $0.flatMap { $0 } }
    for (name, region) in regions {
      if case .ball(let center, let radius) = region { series.append(circle(name, center, radius)) }
    }
    return Figure(
      name: "landscape", title: "Landscape",
      caption: "The potential, cut off above the saddles, with its minima and saddles and the regions that are discs.",
      x: Figure.Axis(names[0], range: window[0]), y: Figure.Axis(names[1], range: window[1]), series: series,
      map: Figure.Map(x: x, y: y, z: z.map { min($0, top) }, label: "f(\(names[0]), \(names[1]))"))
  }

  /// Minima and saddles as symbols; `pairs` lays positions out as x₀, y₀, x₁, y₁, …
  private func marks(_ pairs: ([[Double]]) -> [Double]) -> [Figure.Series] {
    func series(_ label: String, _ positions: [[Double]]) -> Figure.Series? {
      let flat = pairs(positions)
      guard !flat.isEmpty else { return nil }
      return Figure.Series(
        label, .points, x: stride(from: 0, to: flat.count, by: 2).map { flat[$0] },
        y: stride(from: 1, to: flat.count, by: 2).map { flat[$0] })
    }
    return [
      series("minima", landscape.wells.map(\.minimum)),
      series("saddles", landscape.saddles.map(\.position)),
    ].compactMap { $0 }
  }

  /// The edge of a disc; over a seam it goes on at the other side.
  private func circle(_ label: String, _ center: [Double], _ radius: Double) -> Figure.Series {
    let boundaries = potential.boundaries
    var edge: [[Double]] = []
    for index in 0...72 {
      let angle = 2 * Double.pi * Double(index) / 72
      let offset = [radius * cos(angle), radius * sin(angle)]
      // Round a circle no place is farther than half a turn.
      if (0..<2).contains(where: { abs(offset[$0]) > (boundaries[$0].period ?? .infinity) / 2 }) {
        edge.append([.nan, .nan])
        continue
      }
      let place = boundaries.wrapped((0..<2).map { center[$0] + offset[$0] })
      // A number that is none breaks the line where it comes to a seam.
      if let last = edge.last,
        (0..<2).contains(where: { abs(place[$0] - last[$0]) > (boundaries[$0].period ?? .infinity) / 2 })
      {
        edge.append([.nan, .nan])
      }
      edge.append(place)
    }
    return Figure.Series(label, .line, x: edge.map { $0[0] }, y: edge.map { $0[1] })
  }
}
