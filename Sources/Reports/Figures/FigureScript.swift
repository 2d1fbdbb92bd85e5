// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

/// A figure as a gnuplot script with its data inside.
///
/// gnuplot sees positions in units of the axis, that is decimal logarithms on a logarithmic one, and ticks with their
/// labels; every text of the user's is a single-quoted string that gnuplot prints as it stands.
struct FigureScript {
  /// The script; `nil` when there is nothing to draw.
  let text: String?
  /// What a reader must know: what was left out, and why.
  private(set) var notes: [String]
  /// The picture's size in pixels of the layout.
  private(set) var size: (width: Int, height: Int)

  /// - Parameters:
  ///   - figure: what to draw.
  ///   - output: the file that gnuplot writes, relative to where it runs.
  ///   - canvas: what it is drawn on.
  init(_ figure: Figure, output: String, canvas: FigureCanvas = .report) {
    let palette = canvas.palette
    let axes = (x: figure.x, y: figure.y)
    var curves = figure.series.map { Curve($0, on: axes) }
    let cells = figure.map.flatMap { CellMap($0, x: figure.x, y: figure.y, palette: palette) }
    let map = figure.map.flatMap { $0.categories == nil ? MapGrid($0, x: figure.x, y: figure.y) : nil }
    let hasMap = map != nil || cells != nil
    var notes = curves.flatMap(\.notes) + (map?.notes ?? [])
    if figure.map != nil, !hasMap { notes.append("The map has no finite values and is left out.") }
    Self.color(&curves, figure.series)
    curves.removeAll { $0.runs.isEmpty }
    size = canvas.pixels(hasMap: hasMap)
    guard !curves.isEmpty || hasMap else {
      text = nil
      self.notes = notes
      return
    }
    // Pale lines and dots lie below what sums them up.
    let isPale = { (curve: Curve) in curve.style == .thinLine || curve.style == .dots }
    curves = curves.filter(isPale) + curves.filter { !isPale($0) }
    let scales = Self.scales(figure, curves, (map.map { ($0.x, $0.y) }) ?? (cells.map { ($0.x, $0.y) }))
    // About what remains of the picture between margins, labels and title.
    let pixels = (width: Double(size.width) - 110, height: Double(size.height) - 110)
    for index in curves.indices { curves[index].thin(x: scales.x, y: scales.y, pixels: pixels) }
    for index in curves.indices where curves[index].style == .line {
      curves[index].isOnAnother = curves[..<index].contains { earlier in
        earlier.style == .line && !earlier.isOnAnother
          && curves[index].coincides(with: earlier, y: scales.y, height: pixels.height)
      }
    }
    self.notes = notes

    let labels = (cells?.labels ?? []) + curves.map(\.label).filter { !$0.isEmpty }
    let key = KeyPlacement.command(
      labels: labels, curves: curves, x: scales.x, y: scales.y, pixels: pixels, overMap: hasMap,
      marks: figure.marks.map(\.x))
    // A letter is seven pixels wide; the title's are larger.
    let room = (title: size.width / 9, x: size.width / 9, y: size.height * 50 / 480)
    let titleLines = canvas.hasTitle ? (figure.title.count > room.title ? 2 : 1) : 0
    let extra = KeyPlacement.room(for: labels, command: key, size: size, isFixed: canvas.size?.height != nil)
    size.height += extra
    if extra > 0, canvas.size?.height != nil {
      self.notes.append(
        "The key needs room: the figure is \(NumberFormat.rounded(canvas.centimeters(size.height), digits: 3)) cm high."
      )
    }
    var lines = [
      // A comment that ends in a backslash goes on in the next line.
      "# \(Self.oneLine(figure.title))", "",
      "set encoding utf8",
      canvas.terminal(size),
      "set output '\(output)'",
      "set border \(hasMap ? 15 : 3) linewidth 1 linecolor rgb '\(palette.axis)'",
      "set tics nomirror out scale 0.7,0.35 textcolor rgb '\(palette.text)'",
      titleLines == 0
        ? "unset label 1"
        : "set label 1 \(Self.quoted(figure.title, width: room.title)) at graph 0, graph 1 left offset 0,\(titleLines > 1 ? 2.4 : 1.2) noenhanced textcolor rgb '\(palette.text)' font ',16'",
      "set tmargin \([1.2, 3.2, 4.6][titleLines])",
      "set xlabel \(Self.quoted(figure.x.label, width: room.x))\(hasMap || key.contains("outside bottom") ? ".\"\\n\"" : "") offset 0,0.3 noenhanced textcolor rgb '\(palette.text)'",
      "set ylabel \(Self.quoted(figure.y.label, width: room.y)) offset 1,0 noenhanced textcolor rgb '\(palette.text)'",
    ]
    lines += Self.axis("x", scales.x, figure.x.categories) + Self.axis("y", scales.y, figure.y.categories)
    if figure.hasEqualUnits { lines.append("set size ratio -1") }
    if !hasMap { lines.append("set grid x y linewidth 1 linetype 1 linecolor rgb '\(palette.grid)'") }
    lines.append(key)
    lines.append("set key textcolor rgb '\(palette.text)'")
    lines += Annotations(figure, curves: curves, scales: scales, pixels: pixels, palette: palette).lines
    var plots: [String] = []
    if let map {
      lines += Self.colors(map, scales, palette)
      plots += ["$map using 1:2:3 with image notitle"]
      if !map.contours.isEmpty {
        plots += ["$contours using 1:2 with lines linewidth 0.6 linecolor rgb '#90FFFFFF' notitle"]
      }
    }
    if let cells {
      lines += cells.data
      plots += cells.plots
    }
    for (index, curve) in curves.enumerated() {
      lines += Self.data(curve, name: "$series\(index)", scales)
      plots += curve.plots(from: "$series\(index)", overMap: hasMap, height: scales.y.length, palette: palette)
    }
    lines.append("plot \\\n  " + plots.joined(separator: ", \\\n  "))
    text = lines.joined(separator: "\n") + "\nunset output\n"
  }

  /// Series with the same label share color and symbol, an unlabeled one takes those of the one before it.
  private static func color(_ curves: inout [Curve], _ series: [Figure.Series]) {
    var known: [String] = []
    var current = 0
    for index in curves.indices {
      let label = curves[index].label
      if let place = known.firstIndex(of: label) {
        current = place
        // One entry in the key is enough.
        if curves[..<index].contains(where: { $0.label == label && !$0.runs.isEmpty }) { curves[index].label = "" }
      } else if !label.isEmpty {
        current = known.count
        known.append(label)
      }
      curves[index].color = current
    }
  }

  /// Ranges and ticks: those of the map if there is one, else such that all curves are seen.
  private static func scales(
    _ figure: Figure, _ curves: [Curve], _ map: (x: AxisScale, y: AxisScale)?
  ) -> (x: AxisScale, y: AxisScale) {
    if let map {
      func scale(_ own: AxisScale, _ axis: Figure.Axis) -> AxisScale {
        AxisScale(holding: [own.lower, own.upper], isLogarithmic: own.isLogarithmic, range: axis.range, padding: 0)
      }
      return (scale(map.x, figure.x), scale(map.y, figure.y))
    }
    let heights = curves.flatMap { curve -> [Double] in
      let lowest = curve.points.lazy.map(\.y).min() ?? 0
      return curve.points.flatMap { point -> [Double] in
        guard figure.y.isLogarithmic, curve.style != .band else { return [point.lower, point.y, point.upper] }
        // An error bar that reaches to zero must not take the logarithmic axis with it.
        return [point.lower > 0.03 * lowest ? point.lower : point.y, point.y, point.upper]
      }
    }
    let isBare = curves.allSatisfy { !$0.style.isSymbols }
    return (
      AxisScale(
        holding: curves.flatMap { $0.points.map(\.x) }, isLogarithmic: figure.x.isLogarithmic, range: figure.x.range,
        padding: isBare ? 0 : 0.05),
      AxisScale(
        holding: heights.filter { $0.isFinite && (!figure.y.isLogarithmic || $0 > 0) },
        isLogarithmic: figure.y.isLogarithmic, range: figure.y.range, padding: 0.06)
    )
  }

  /// The range and the ticks: those of the scale, or the names of the places 0, 1, 2, … on an axis of words.
  private static func axis(_ name: String, _ scale: AxisScale, _ categories: [String]? = nil) -> [String] {
    let range = "set \(name)range [\(scale.position(scale.lower)):\(scale.position(scale.upper))] noextend"
    if let categories {
      let ticks = categories.enumerated().map { "\(quoted($1, width: 24)) \($0)" }
      return [range, "set \(name)tics (\(ticks.joined(separator: ", "))) noenhanced"]
    }
    let ticks = scale.ticks().map { tick in
      "'\(tick.label)' \(scale.position(tick.position))\(tick.isMinor ? " 1" : "")"
    }
    return [range, "set \(name)tics (\(ticks.joined(separator: ", "))) enhanced"]
  }

  private static func data(_ curve: Curve, name: String, _ scales: (x: AxisScale, y: AxisScale)) -> [String] {
    // A blank line breaks the line; nothing but numbers stands between the marks.
    let runs = curve.runs.map { run in
      run.map { point in
        let numbers = [scales.x.position(point.x)] + [point.y, point.lower, point.upper].map(scales.y.position)
        return numbers.map { "\($0)" }.joined(separator: " ")
      }.joined(separator: "\n")
    }
    return ["\(name) << end_of_data", runs.joined(separator: "\n\n"), "end_of_data"]
  }

  private static func colors(
    _ map: MapGrid, _ scales: (x: AxisScale, y: AxisScale), _ palette: FigurePalette
  ) -> [String] {
    let stations = palette.map.enumerated().map { "\($0) '\($1)'" }.joined(separator: ", ")
    let rows = (0..<map.rows).map { row in
      (0..<map.columns).map { column in
        let x = map.x.number(at: (Double(column) + 0.5) / Double(map.columns))
        let y = map.y.number(at: (Double(row) + 0.5) / Double(map.rows))
        let value = map.values[row * map.columns + column]
        return "\(scales.x.position(x)) \(scales.y.position(y)) \(value.isNaN ? "NaN" : "\(value)")"
      }.joined(separator: "\n")
    }
    var lines = [
      "set palette defined (\(stations)) maxcolors 256",
      "set cblabel \(quoted(map.label, width: 50)) offset 1,0 noenhanced textcolor rgb '\(palette.text)'",
      "set colorbox",
    ]
    lines += axis("cb", map.colors) + ["$map << end_of_data", rows.joined(separator: "\n\n"), "end_of_data"]
    // Equal lengths on both axes where that gives a picture of usual shape.
    let shape = (scales.y.upper - scales.y.lower) / (scales.x.upper - scales.x.lower)
    if !map.x.isLogarithmic, !map.y.isLogarithmic, (0.5...1.4).contains(shape) { lines.append("set size ratio -1") }
    guard !map.contours.isEmpty else { return lines }
    return lines + [
      "set contour base", "unset surface",
      "set cntrparam levels discrete \(map.contours.map { "\($0)" }.joined(separator: ", "))",
      "set table $contours", "splot $map using 1:2:3", "unset table", "unset contour", "set surface",
    ]
  }

  /// Text as gnuplot takes it literally: in single quotes only the quote itself is special.
  static func quoted(_ text: String, width: Int) -> String {
    let lines = wrapped(oneLine(text), width: width, lines: 2)
    return lines.map { "'" + $0.replacing("'", with: "''") + "'" }.joined(separator: ".\"\\n\".")
  }

  /// Without line breaks and other control characters, which neither gnuplot nor XML takes.
  private static func oneLine(_ text: String) -> String {
    String(
      text.map { $0.isNewline || $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } ? " " : $0 }
    )
  }

  /// A key's entry.
  static func keyTitle(_ label: String) -> String {
    guard !label.isEmpty else { return "notitle" }
    let short = label.count > 70 ? label.prefix(69) + "…" : label[...]
    return "title '" + oneLine(String(short)).replacing("'", with: "''") + "'"
  }
}

extension AxisScale {
  /// The axis' length in the units in which gnuplot sees it.
  var length: Double { position(upper) - position(lower) }

  /// Where gnuplot puts a number: the decimal logarithm on a logarithmic axis, its lower end for what is not positive.
  func position(_ number: Double) -> Double {
    guard isLogarithmic else { return number }
    return log10(number > 0 ? number : lower)
  }
}
