// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

/// A series reduced to what an axis can show.
struct Curve {
  /// A point with the ends of its error bar; without one both ends are y.
  struct Point: Equatable {
    var x: Double
    var y: Double
    var lower: Double
    var upper: Double
    /// What is written beside it.
    var word = ""
  }

  /// What the key says; empty for none.
  var label: String
  let style: Figure.Style
  /// The points in unbroken runs; a number that cannot be shown breaks a line.
  var runs: [[Point]] = []
  /// Which color and symbol it has.
  var color = 0
  /// Whether it lies on an earlier line of the figure, which it must not hide.
  var isOnAnother = false
  /// What a reader must know.
  var notes: [String] = []

  /// The points of all runs, one after the other.
  var points: some Sequence<Point> { runs.lazy.joined() }
  /// Whether any error bar can be seen.
  var hasErrors: Bool { runs.contains { $0.contains { $0.lower != $0.upper } } }

  /// The largest magnitude that is drawn; beyond it differences overflow.
  private static let largest = 1e300

  init(_ series: Figure.Series, on axes: (x: Figure.Axis, y: Figure.Axis)) {
    label = series.label
    style = series.style
    let isBand = style == .band
    let count = isBand ? series.x.count : min(series.x.count, series.y.count)
    var run: [Point] = []
    var shown = 0
    var finite = 0
    for index in 0..<count {
      let x = series.x[index]
      let lower = element(series.lower, index)
      let upper = element(series.upper, index)
      // A band may come without a middle.
      let y = element(series.y, index) ?? (isBand ? midpoint(lower, upper) : nil) ?? .nan
      var point = Point(x: x, y: y, lower: lower ?? y, upper: upper ?? y)
      if let words = series.words, index < words.count { point.word = words[index] }
      let isFinite = [point.x, isBand ? point.lower : point.y, isBand ? point.upper : point.y]
        .allSatisfy { $0.isFinite && abs($0) <= Self.largest }
      // Steps that fall to zero, as survival curves do, go down to the lower end of a logarithmic axis.
      let isHighEnough =
        !axes.y.isLogarithmic || (isBand ? max(point.lower, point.upper) : y) > 0 || (style == .steps && shown > 0)
      let isShown = isFinite && isHighEnough && !(axes.x.isLogarithmic && x <= 0)
      if isFinite { finite += 1 }
      guard isShown else {
        if !run.isEmpty { runs.append(run) }
        run = []
        continue
      }
      shown += 1
      if !point.lower.isFinite { point.lower = y }
      if !point.upper.isFinite { point.upper = y }
      if point.lower > point.upper { swap(&point.lower, &point.upper) }
      run.append(point)
    }
    if !run.isEmpty { runs.append(run) }
    explain(shown: shown, finite: finite, of: count)
  }

  private mutating func explain(shown: Int, finite: Int, of count: Int) {
    let name = label.isEmpty ? "A series" : "“\(label)”"
    if count == 0 || finite == 0 {
      notes.append("\(name) has no finite values and is left out.")
    } else if shown == 0 {
      notes.append("\(name) has no positive values and is left out of the logarithmic axis.")
    } else if shown < finite, style != .band {
      notes.append(
        "\(finite - shown) of \(count) points of \(name) are not positive and are left out of the logarithmic axis.")
    } else if finite < count {
      notes.append("\(count - finite) of \(count) points of \(name) are not finite and are left out.")
    }
  }
}

private func element(_ numbers: [Double]?, _ index: Int) -> Double? {
  guard let numbers, index < numbers.count else { return nil }
  return numbers[index]
}

private func midpoint(_ lower: Double?, _ upper: Double?) -> Double? {
  guard let lower, let upper else { return nil }
  return lower / 2 + upper / 2
}
