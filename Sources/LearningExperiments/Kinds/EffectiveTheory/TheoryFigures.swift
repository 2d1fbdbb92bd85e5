// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// Figures of what training sets force.
struct TheoryFigures {
  let outcomes: [TheoryOutcome]

  var all: [Figure] {
    let drawn = outcomes.filter { $0.draws > 0 }
    guard !drawn.isEmpty else { return [] }
    let alone = drawn.count == 1 ? drawn.first : nil
    return [probability(drawn), criticalFractions(drawn), alone.flatMap(rates), alone.flatMap(nullities)].compactMap {
      $0
    }
  }

  static let fractionAxis = Figure.Axis("part of the table that is trained on", range: 0...1)

  /// A key with more entries than this covers the curves.
  private static let mostCurves = 6

  private func fractions(_ outcome: TheoryOutcome) -> [Double] { outcome.point.sizes.map(outcome.fraction) }

  private func probability(_ drawn: [TheoryOutcome]) -> Figure? {
    let known = drawn.filter { $0.unknown == 0 }
    guard !known.isEmpty else { return nil }
    let shown =
      known.count <= Self.mostCurves
      ? known
      : (0..<Self.mostCurves).map { known[$0 * (known.count - 1) / (Self.mostCurves - 1)] }
    var series: [Figure.Series] = []
    for outcome in shown {
      let shares = outcome.point.sizes.map { outcome.uniqueProbability($0) }
      let x = fractions(outcome)
      series.append(
        Figure.Series(
          "", .band, x: x, y: shares.map { $0?.value ?? .nan }, lower: shares.map { $0?.bounds.lowerBound ?? .nan },
          upper: shares.map { $0?.bounds.upperBound ?? .nan }))
      series.append(
        Figure.Series(
          outcome.place.isEmpty ? "P(unique)" : outcome.place, .line, x: x, y: shares.map { $0?.value ?? .nan }))
    }
    var marks: [Figure.Mark] = []
    if shown.count == 1, case .success(let size) = shown[0].criticalSize {
      let fraction = size.scaled(by: 1 / Double(shown[0].point.table.rows))
      marks = [Figure.Mark(at: fraction.value, "half at \(NumberFormat.rounded(fraction.value, digits: 3))")]
    }
    return Figure(
      name: "unique-probability", title: "How often a training set forces the structure",
      caption:
        "The part of random training sets whose parallelograms leave no more freedom than those of the whole table, with 95 % intervals\(marks.isEmpty ? "" : "; the line marks where it passes one half").",
      x: Self.fractionAxis, y: Figure.Axis("P(unique structure)", range: 0...1), series: series, marks: marks)
  }

  /// Critical fractions along a sweep with one axis of numbers.
  private func criticalFractions(_ drawn: [TheoryOutcome]) -> Figure? {
    guard drawn.count > 2, let axis = drawn[0].coordinates.keys.first, drawn[0].coordinates.keys.count == 1 else {
      return nil
    }
    let found = drawn.compactMap { outcome -> (x: Double, fraction: Estimate)? in
      guard case .success(let size) = outcome.criticalSize, let x = outcome.coordinates[axis]?.asNumber else {
        return nil
      }
      return (x, size.scaled(by: 1 / Double(outcome.point.table.rows)))
    }
    guard found.count > 2 else { return nil }
    return Figure(
      name: "critical-fraction", title: "Where half of the training sets force the structure",
      caption:
        "The part of the table at which the probability of a unique structure passes one half, with 95 % intervals.",
      x: Figure.Axis(axis), y: Figure.Axis("critical fraction"),
      series: [
        Figure.Series(
          "", .points, x: found.map(\.x), y: found.map(\.fraction.value),
          lower: found.map(\.fraction.bounds.lowerBound), upper: found.map(\.fraction.bounds.upperBound))
      ])
  }

  private func rates(_ outcome: TheoryOutcome) -> Figure? {
    let x = fractions(outcome)
    func values(_ share: Double) -> [Double] {
      x.indices.map { outcome.rate(share, at: $0)?.value ?? .nan }
    }
    let median = values(0.5)
    guard median.contains(where: { $0 > 0 }) else { return nil }
    let name = outcome.point.rateName
    var series = [
      Figure.Series("10 to 90 %", .band, x: x, y: median, lower: values(0.1), upper: values(0.9)),
      Figure.Series("25 to 75 %", .band, x: x, y: median, lower: values(0.25), upper: values(0.75)),
      Figure.Series("median", .line, x: x, y: median),
    ]
    if let whole = outcome.wholeRate {
      series.append(Figure.Series("whole table", .dashedLine, x: [0, 1], y: [whole, whole]))
    }
    return Figure(
      name: "slowest-rate", title: "The rate of the slowest decaying part, \(name)",
      caption:
        "Quantiles of \(name) over \(NumberFormat.counted(outcome.draws)) training sets of each size, at Z₀ = \(outcome.point.squaredNorm.shortest). It is zero where the structure is not forced.",
      x: Self.fractionAxis, y: Figure.Axis("\(name) (1/time)"), series: series)
  }

  private func nullities(_ outcome: TheoryOutcome) -> Figure? {
    let x = fractions(outcome)
    let means = outcome.nullities.map { mean(of: $0) }
    let bands = [0.1, 0.9].map { share in outcome.nullities.map { quantile(share, of: $0)?.value ?? .nan } }
    let least = Double(outcome.point.table.leastNullity)
    return Figure(
      name: "nullity", title: "Numbers that the parallelograms leave free",
      caption:
        "Mean nullity of the relations, and its 10 and 90 % quantiles, over \(NumberFormat.counted(outcome.draws)) training sets of each size; the whole table leaves \(outcome.point.table.leastNullity).",
      x: Self.fractionAxis, y: Figure.Axis("nullity", range: 0...Double(outcome.point.table.symbols)),
      series: [
        Figure.Series("10 to 90 %", .band, x: x, y: means.map { $0?.value ?? .nan }, lower: bands[0], upper: bands[1]),
        Figure.Series("mean", .line, x: x, y: means.map { $0?.value ?? .nan }),
        Figure.Series("whole table", .dashedLine, x: [0, 1], y: [least, least]),
      ])
  }
}
