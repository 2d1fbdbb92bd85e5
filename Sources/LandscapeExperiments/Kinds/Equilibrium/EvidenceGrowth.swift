// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Runs
import Settings
import Statistics

/// How ln Z/Z₀ changes along an axis of the sweep, such as the number of training examples: by so much for each unit, and
/// whether a straight line holds all the way or bends.
struct EvidenceGrowth {
  /// The quantity that is followed.
  static let quantity = "log-evidence"

  private let method: String
  private let axis: String
  private let place: Record
  private let law: BentLine
  private let points: [(x: Double, estimate: Estimate)]
  private let isDoubtful: Bool

  /// `nil` where no method has the quantity at three places of a numeric axis or more.
  init?(_ table: EquilibriumTable) {
    guard let method = table.reference(for: Self.quantity)?.name, let whole = table.places.first(where: \.isWhole)
    else { return nil }
    // Axes that walk together have as many values as there are points; then the first of them tells of all.
    let axes = table.axes.map { SweepAbscissa($0, of: table) }.filter { $0.categories == nil }
    let walked = axes.filter { Set($0.values).count == table.rows.count }
    guard let axis = walked.first(where: { !$0.isTemperature }) else { return nil }
    let found = table.rows.compactMap { row -> (x: Double, estimate: Estimate)? in
      guard let x = axis.value(row), let estimate = row.estimate(method, Self.quantity, at: whole.record) else {
        return nil
      }
      return (x, estimate)
    }.sorted { $0.x < $1.x }
    guard found.count >= 3, found.allSatisfy({ $0.estimate.standardError > 0 }), let law = BentLine(found) else {
      return nil
    }
    (self.method, self.axis, self.law, points) = (method, axis.axis, law, found)
    place = Record([("well", .text(whole.name)), ("along", .text(axis.axis))])
    isDoubtful = table.rows.contains { row in
      row.findings.contains { $0.method == method && $0.quantity == Self.quantity && $0.isSuspect }
    }
  }

  /// The mean change a unit, whether it is the same all the way, and where it changes.
  var findings: [Finding] {
    var slope = Finding("log-evidence-slope", law.slope, unit: "1", at: place, method: method)
    slope.notes.append("the slope of the line through \(points.count) points, weighted by their errors")
    if law.verdict == .bends { slope.doubt(because: "no line passes through the points: see log-evidence-bend") }
    var linearity = Finding("log-evidence-linearity", nil, unit: "1", at: place, method: method)
    linearity.text = law.verdict.rawValue
    linearity.notes.append(law.reason)
    linearity.notes.append(
      "the errors are those of the chains: which examples are drawn is not among them, unless a sweep varies that")
    var result = [slope, linearity]
    if law.verdict == .bends, let bend = law.bend {
      result.append(Finding("log-evidence-bend", bend, unit: "1", at: place, method: method))
    }
    if isDoubtful {
      for index in result.indices {
        result[index].doubt(because: "some of the points are doubtful themselves, see their notes")
      }
    }
    return result
  }

  /// The verdict in words.
  var sentence: String {
    let word = axis.split(separator: ".").last.map(String.init) ?? axis
    let lead = "Along \(word) ln Z changes by \(law.slope.formatted) per unit (\(method))"
    switch law.verdict {
    case .linear: return "\(lead), and a line holds all the way: \(law.reason)."
    case .open: return "\(lead); whether in a line these points cannot tell: \(law.reason)."
    case .bends:
      return "\(lead) on average, but not in a line: \(law.reason)."
    }
  }

  /// The points, the line and the bent line.
  var figure: Figure {
    let x = points.map(\.x)
    let y = points.map(\.estimate)
    var series = [
      Figure.Series(
        method, .points, x: x, y: y.map(\.value), lower: y.map { $0.bounds.lowerBound },
        upper: y.map { $0.bounds.upperBound }),
      Figure.Series("line", .line, x: x, y: x.map(law.line)),
    ]
    if law.verdict == .bends { series.append(Figure.Series("bent line", .dashedLine, x: x, y: x.map(law.bent))) }
    let word = axis.split(separator: ".").last.map(String.init) ?? axis
    return Figure(
      name: "log-evidence", title: "The logarithm of the evidence along \(word)",
      caption: "ln Z/Z₀, what part of the prior's weight the loss leaves, with 95 % intervals. \(sentence)",
      x: Figure.Axis(word), y: Figure.Axis("ln Z/Z₀"), series: series)
  }
}
