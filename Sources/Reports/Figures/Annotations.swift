// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// Vertical lines at marked places, and words beside points, as gnuplot's arrows and labels.
struct Annotations {
  /// The commands, one a line; none when nothing is marked.
  private(set) var lines: [String] = []

  /// Labels of gnuplot are numbered; 1 is the title's.
  private static let firstLabel = 10
  /// Pixels that a letter takes along its line, and across it.
  private static let letter = (width: 6.6, height: 12.0)
  /// Heights at which the name of a line may stand, the best first, in parts of the axis.
  private static let heights = [0.5, 0.3, 0.7, 0.2, 0.8]

  private let scales: (x: AxisScale, y: AxisScale)
  private let pixels: (width: Double, height: Double)
  private let curves: [Curve]
  private let palette: FigurePalette

  init(
    _ figure: Figure, curves: [Curve], scales: (x: AxisScale, y: AxisScale), pixels: (width: Double, height: Double),
    palette: FigurePalette
  ) {
    self.scales = scales
    self.palette = palette
    self.curves = curves
    // With equal units the picture is as narrow as its axes say.
    let shape = (scales.y.upper - scales.y.lower) / (scales.x.upper - scales.x.lower)
    self.pixels =
      figure.hasEqualUnits
      ? (min(pixels.width, pixels.height / shape), min(pixels.height, pixels.width * shape)) : pixels
    lines = marks(figure.marks) + words
  }

  private func marks(_ marks: [Figure.Mark]) -> [String] {
    let x = scales.x
    let shown = marks.filter { $0.x.isFinite && (!x.isLogarithmic || $0.x > 0) && x.contains($0.x) }
      .sorted { $0.x < $1.x }
    return shown.enumerated().flatMap { index, mark -> [String] in
      let color = color(of: mark.series) ?? palette.axis
      let place = x.position(mark.x)
      let across = x.fraction(mark.x) * pixels.width
      // To the right of its line, unless the next line or the end of the axis is there.
      let next = index + 1 < shown.count ? x.fraction(shown[index + 1].x) * pixels.width : pixels.width
      let isRight = next - across > 1.6 * Self.letter.height
      let length = Self.letter.width * Double(displayWidth(mark.label))
      let horizontal =
        isRight ? across + 3...across + 3 + Self.letter.height : across - 3 - Self.letter.height...across - 3
      let height = Self.heights.first { height in
        let middle = height * pixels.height
        return !curves.contains {
          KeyPlacement.touches(
            $0, horizontal, (middle - length / 2)...(middle + length / 2), x: x, y: scales.y, pixels: pixels)
        }
      }
      return [
        "set arrow \(index + 1) from \(place), graph 0 to \(place), graph 1 nohead back linewidth 1.3 dashtype (3,4) linecolor rgb '\(color)'",
        "set label \(Self.firstLabel + index) \(FigureScript.quoted(mark.label, width: 40)) at \(place), graph "
          + "\(height ?? Self.heights[0]) center rotate by 90 offset character \(isRight ? 0.9 : -0.9),0 noenhanced "
          + "textcolor rgb '\(color)' font ',13'",
      ]
    }
  }

  private func color(of series: String) -> String? {
    guard !series.isEmpty, let curve = curves.first(where: { $0.label == series }) else { return nil }
    return palette.colors[curve.color % palette.colors.count]
  }

  /// Words to the upper right of their points; one that would cover another is left out.
  private var words: [String] {
    var taken: [(x: Double, y: Double, width: Double)] = []
    var lines: [String] = []
    for curve in curves {
      for point in curve.points where !point.word.isEmpty {
        let x = scales.x.fraction(point.x) * pixels.width
        let y = scales.y.fraction(point.y) * pixels.height
        let width = Self.letter.width * Double(displayWidth(point.word)) + 2
        let covers = taken.contains { other in
          abs(other.y - y) < Self.letter.height && x < other.x + other.width && other.x < x + width
        }
        guard !covers else { continue }
        taken.append((x, y, width))
        lines.append(
          "set label \(Self.firstLabel + 100 + lines.count) \(FigureScript.quoted(point.word, width: 20)) at "
            + "\(scales.x.position(point.x)), \(scales.y.position(point.y)) left offset character 0.6,0.45 "
            + "noenhanced textcolor rgb '\(palette.text)' font ',11'")
      }
    }
    return lines
  }
}
