// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Statistics

extension Figure {
  /// The figure with an ordinate that shows the data and some more, however far laws and their bands go beyond.
  ///
  /// - Parameter data: the series that were observed.
  func showingData(_ data: [Series]) -> Figure {
    var seen: [Double] = []
    for series in data { seen += [series.y, series.lower ?? [], series.upper ?? []].joined() }
    seen.removeAll { !$0.isFinite || $0 <= 0 }
    guard let least = seen.min(), let most = seen.max(),
      let range = ClosedRange.between(least / Self.margins.below, most * Self.margins.above)
    else { return self }
    var figure = self
    figure.y.range = range
    figure.series = series.map { Self.cut($0, to: range) }
    return figure
  }

  /// How far the ordinate goes beyond the data.
  private static let margins = (below: 1.6, above: 2.5)

  /// What remains of a line or a band within a range.
  private static func cut(_ series: Series, to range: ClosedRange<Double>) -> Series {
    guard !series.style.isSymbols else { return series }
    let kept = series.x.indices.filter { index in
      guard let lower = series.lower, let upper = series.upper else { return range.contains(series.y[index]) }
      return upper[index] >= range.lowerBound && lower[index] <= range.upperBound
    }
    func held(_ value: Double) -> Double { min(max(value, range.lowerBound), range.upperBound) }
    var result = series
    result.x = kept.map { series.x[$0] }
    result.y = kept.map { held(series.y[$0]) }
    result.lower = series.lower.map { ends in kept.map { held(ends[$0]) } }
    result.upper = series.upper.map { ends in kept.map { held(ends[$0]) } }
    return result
  }
}
