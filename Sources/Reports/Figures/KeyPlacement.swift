// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// Where the key goes: into a corner that no data touches, else outside.
enum KeyPlacement {
  /// The words for gnuplot's `set key`.
  ///
  /// - Parameters:
  ///   - labels: the entries.
  ///   - curves: what is drawn.
  ///   - pixels: the size of the area between the axes.
  ///   - marks: where vertical lines stand.
  static func command(
    labels: [String], curves: [Curve], x: AxisScale, y: AxisScale, pixels: (width: Double, height: Double),
    overMap: Bool, marks: [Double] = []
  ) -> String {
    guard let longest = labels.map(displayWidth).max() else { return "unset key" }
    let outside =
      longest <= 26 && !overMap ? "outside right top vertical Left" : "outside bottom center horizontal Left"
    let width = 7.0 * Double(longest) + 58
    // Measured: lines stand 24.15 pixels apart.
    let height = 24.15 * Double(labels.count) + 20
    guard !overMap, width < 0.62 * pixels.width, height < 0.55 * pixels.height else {
      return "set key \(outside) reverse noenhanced samplen 2 spacing 1.15"
    }
    let corners = [("top right", 1.0, 1.0), ("bottom left", 0, 0), ("top left", 0, 1), ("bottom right", 1, 0)]
    let free = corners.first { _, right, top in
      let horizontal = right == 1 ? (pixels.width - width)...pixels.width : 0...width
      let vertical = top == 1 ? (pixels.height - height)...pixels.height : 0...height
      let places = marks.map { x.fraction($0) * pixels.width }
      return !places.contains(where: horizontal.contains)
        && !curves.contains { touches($0, horizontal, vertical, x: x, y: y, pixels: pixels) }
    }
    return "set key \(free.map { "inside \($0.0) vertical Left" } ?? outside) reverse noenhanced samplen 2 spacing 1.15"
  }

  /// By how many pixels a picture must be higher for its key to leave the plot its place.
  ///
  /// - Parameters:
  ///   - labels: the entries.
  ///   - command: where the key is.
  ///   - size: the picture's size.
  ///   - isFixed: whether a height was asked for; then the key may take nearly half of it.
  static func room(for labels: [String], command: String, size: (width: Int, height: Int), isFixed: Bool) -> Int {
    guard let longest = labels.map(displayWidth).max(), command.contains("outside") else { return 0 }
    let isBelow = command.contains("bottom")
    // gnuplot takes letters of an SVG for wider than they are when it counts the columns that fit below the plot.
    let columns = isBelow ? max(1, Int(Double(size.width - 110) / (8.5 * Double(longest) + 58))) : 1
    let rows = (labels.count + columns - 1) / columns
    let height = 24.15 * Double(rows) + 20
    let allowed = Double(size.height) * (isBelow ? (isFixed ? 0.45 : 0.2) : 0.85)
    return max(0, Int((height - allowed).rounded(.up)))
  }

  /// Whether a curve, its error bars or its lines enter a box given in pixels from the lower left corner.
  static func touches(
    _ curve: Curve, _ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>, x: AxisScale, y: AxisScale,
    pixels: (width: Double, height: Double)
  ) -> Bool {
    func height(_ value: Double) -> Double {
      y.isLogarithmic && value <= 0 ? 0 : y.fraction(value) * pixels.height
    }
    let joins = !curve.style.isSymbols
    for run in curve.runs {
      var previous: (x: Double, low: Double, high: Double)?
      for point in run {
        let here = (x: x.fraction(point.x) * pixels.width, low: height(point.lower), high: height(point.upper))
        // A line is followed in steps of a few pixels; a band counts with its whole height.
        let from = joins ? previous ?? here : here
        let steps = max(1, min(400, Int(max(abs(here.x - from.x), abs(here.high - from.high)) / 4)))
        for step in 1...steps {
          let part = Double(step) / Double(steps)
          let across = from.x + part * (here.x - from.x)
          let low = from.low + part * (here.low - from.low)
          let high = from.high + part * (here.high - from.high)
          if horizontal.contains(across), min(low, high) <= vertical.upperBound, max(low, high) >= vertical.lowerBound {
            return true
          }
        }
        previous = here
      }
    }
    return false
  }
}
