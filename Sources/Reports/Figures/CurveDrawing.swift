// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

extension Curve {
  /// The elements of gnuplot's `plot` that draw the curve from a data block with columns x, y, lower, upper.
  ///
  /// - Parameters:
  ///   - block: the name of the data block.
  ///   - overMap: whether it lies over a map; then a white outline sets it off.
  ///   - height: the length of the ordinate in gnuplot's units, for arrows.
  ///   - palette: the colors.
  func plots(from block: String, overMap: Bool, height: Double, palette: FigurePalette) -> [String] {
    let colors = overMap ? palette.colorsOverMap : palette.colors
    let color = colors[self.color % colors.count]
    let title = FigureScript.keyTitle(label)
    func line(_ kind: String, _ style: String) -> [String] {
      let outline = "\(block) using 1:2 with \(kind) linewidth 4.5 linecolor rgb '#FFFFFF' notitle"
      // A line through a single point would be invisible.
      let dot = "\(block) using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '\(color)' notitle"
      return (overMap ? [outline] : []) + (runs.allSatisfy { $0.count == 1 } ? [dot] : []) + [
        "\(block) using 1:2 with \(kind) \(style) linecolor rgb '\(color)' \(title)"
      ]
    }
    switch style {
    // Where two lines coincide, the later one leaves gaps in which the earlier one shows.
    case .line:
      let dashes = palette.variesDashes ? FigurePalette.dashes[self.color % FigurePalette.dashes.count] : ""
      return line("lines", isOnAnother ? "linewidth 2 dashtype (8,8)" : "linewidth 2 \(dashes)")
    case .thinLine:
      return [
        "\(block) using 1:2 with lines linewidth 1 linecolor rgb '#90\(color.dropFirst())' \(title)"
      ]
    case .dashedLine: return line("lines", "linewidth 2 dashtype (9,5)")
    case .steps: return line("steps", "linewidth 1.8")
    case .band:
      return [
        "\(block) using 1:3:4 with filledcurves fillcolor rgb '\(color)' fillstyle transparent solid 0.20 noborder \(title)"
      ]
    case .dots:
      return [
        "\(block) using 1:2 with points pointtype 7 pointsize 0.32 linecolor rgb '#80\(color.dropFirst())' \(title)"
      ]
    case .bounds:
      return [
        "\(block) using 1:2 with points pointtype 7 pointsize 0.35 linecolor rgb '\(color)' notitle",
        "\(block) using 1:2:(0):(\(0.05 * height)) with vectors head filled size screen 0.011,22 linewidth 1.4 linecolor rgb '\(color)' \(title)",
      ]
    case .points:
      let symbols = overMap ? FigurePalette.symbolsOverMap : FigurePalette.symbols
      let (type, size) = symbols[self.color % symbols.count]
      // Arrows with flat heads: gnuplot's own error bars blank out what lies below the symbol.
      let bars =
        "\(block) using 1:3:(0):($4-$3) with vectors heads filled size screen 0.006,90 linewidth 1.4 linecolor rgb '\(color)' notitle"
      let outline =
        "\(block) using 1:2 with points pointtype \(type) pointsize \(size + 0.35) linecolor rgb '#FFFFFF' notitle"
      return (hasErrors ? [bars] : []) + (overMap ? [outline] : []) + [
        "\(block) using 1:2 with points pointtype \(type) pointsize \(size) linewidth 1.5 linecolor rgb '\(color)' \(title)"
      ]
    }
  }
}

extension Curve {
  /// Whether the curve runs within a pixel of another one, point by point.
  func coincides(with other: Curve, y: AxisScale, height: Double) -> Bool {
    runs.count == other.runs.count
      && zip(runs, other.runs).allSatisfy { mine, others in
        mine.count == others.count
          && zip(mine, others).allSatisfy {
            abs(y.position($0.y) - y.position($1.y)) * height <= y.length && $0.x == $1.x
          }
      }
  }
}
