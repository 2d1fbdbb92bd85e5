// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// One axis of a phase diagram.
struct PhaseAxis: Sendable, Equatable {
  /// The dotted path of the key that is swept.
  let name: String
  /// The path without what it has in common with the other axis' path: `rate` beside `decay`.
  private(set) var shortName: String
  let values: [Value]
  /// Where each value stands: the numbers, or 0, 1, 2, … on an axis of words.
  let places: [Double]
  let isLogarithmic: Bool
  /// The words of the places, where they are no numbers or numbers that no scale spaces evenly.
  let categories: [String]?

  /// From such a ratio on of the largest number to the smallest a logarithmic axis shows more.
  private static let wideRange = 30.0
  /// The largest part of the mean spacing by which an axis may be uneven and still be one of numbers.
  private static let unevenness = 3.0

  init(name: String, values: [Value]) {
    self.name = name
    shortName = name
    self.values = values
    let numbers = values.compactMap(\.asNumber)
    let isPositive = numbers.allSatisfy { $0 > 0 }
    let isWide = isPositive && (numbers.max() ?? 1) >= Self.wideRange * (numbers.min() ?? 1)
    // A list such as 0, .01, .1, 1 has no scale on which all of it is seen: its values stand side by side.
    let onScale = (isWide ? numbers.map { log($0) } : numbers).sorted()
    let gaps = zip(onScale, onScale.dropFirst()).map { $1 - $0 }
    let mean = gaps.reduce(0, +) / Double(max(gaps.count, 1))
    let isEven = numbers.count == values.count && gaps.allSatisfy { $0 < Self.unevenness * mean && $0 > mean / 20 }
    isLogarithmic = isEven && isWide
    places = isEven ? numbers : values.indices.map(Double.init)
    categories = isEven ? nil : values.map(Self.text)
  }

  /// Shortens the names of two axes by the components that both paths begin with.
  static func shorten(_ first: inout PhaseAxis, _ second: inout PhaseAxis) {
    let parts = [first, second].map { $0.name.split(separator: ".") }
    let longest = parts.map(\.count).min().map { $0 - 1 } ?? 0
    let common = (0..<max(0, longest)).prefix { parts[0][$0] == parts[1][$0] }.count
    first.shortName = parts[0].dropFirst(common).joined(separator: ".")
    second.shortName = parts[1].dropFirst(common).joined(separator: ".")
  }

  /// The axis of figures.
  var figureAxis: Figure.Axis { Figure.Axis(name, isLogarithmic: isLogarithmic, categories: categories) }

  /// The part of the axis that each value stands for: from half-way to its neighbor before to half-way to the one after.
  var widths: [Double] {
    guard places.count > 1 else { return places.map { _ in 1 } }
    let along = isLogarithmic ? places.map { log($0) } : places
    let order = along.indices.sorted { along[$0] < along[$1] }
    var widths = Array(repeating: 0.0, count: along.count)
    for (rank, index) in order.enumerated() {
      let before = rank > 0 ? along[index] - along[order[rank - 1]] : nil
      let after = rank + 1 < order.count ? along[order[rank + 1]] - along[index] : nil
      widths[index] = ((before ?? after ?? 1) + (after ?? before ?? 1)) / 2
    }
    let sum = widths.reduce(0, +)
    return widths.map { $0 / sum }
  }

  /// Half-way between a value and the next in words: `3.2e-4`; both values for words.
  func middle(after index: Int) -> String {
    guard categories == nil, index + 1 < places.count else { return label(index) }
    let (first, second) = (places[index], places[index + 1])
    return NumberFormat.rounded(isLogarithmic ? (first * second).squareRoot() : (first + second) / 2, digits: 2)
  }

  /// A value in words.
  func label(_ index: Int) -> String { Self.text(values[index]) }

  private static func text(_ value: Value) -> String {
    value.asNumber.map { NumberFormat.rounded($0, digits: 3) } ?? value.asText ?? value.described
  }
}
