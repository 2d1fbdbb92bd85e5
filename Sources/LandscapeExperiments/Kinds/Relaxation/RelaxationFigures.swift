// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The figures of `relaxation`, of one point of the sweep.
struct RelaxationFigures {
  private let comparison: RelaxationComparison

  init(_ comparison: RelaxationComparison) { self.comparison = comparison }

  /// All figures, the most telling first.
  var all: [Figure] { (histograms + [entropy, populations]).compactMap { $0 } }

  private var times: [Double] { comparison.point.walk.times.values }

  /// Four times: the first, the last, and two in between.
  private var shownTimes: [Int] {
    var shown: [Int] = []
    for share in [0, 0.33, 0.67, 1] {
      let place = Int((share * Double(times.count - 1)).rounded())
      if !shown.contains(place) { shown.append(place) }
    }
    return shown
  }

  private func label(_ time: Int) -> String { "t = \(NumberFormat.rounded(times[time], digits: 3))" }

  private var histograms: [Figure?] {
    guard let bins = comparison.point.bins else { return [] }
    return bins.axes.count == 1 ? [densities(bins)] : maps(bins)
  }

  /// Steps: the ensemble; lines through the middles of the bins: the equation.
  private func densities(_ bins: BinGrid) -> Figure? {
    let axis = bins.axes[0]
    var series: [Figure.Series] = []
    for t in shownTimes {
      if let ensemble = comparison.ensemble {
        let counts = ensemble.counts(at: t, bins: bins.count).dropLast()
        let x = (0...axis.count).map { axis.range.lowerBound + Double($0) * axis.width }
        let y = counts.map { Double($0) / Double(ensemble.walkers) / axis.width }
        series.append(Figure.Series(label(t), .steps, x: x, y: y + [y.last ?? 0]))
      }
      if let law = comparison.evolution?.laws, t < law.count {
        series.append(
          Figure.Series(
            label(t), .line, x: axis.centers, y: law[t].bins.dropLast().map { $0.value / axis.width }))
      }
    }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "densities", title: "Approach to the Gibbs law",
      caption: "Steps: histograms of the walkers; lines of the same color: the Fokker–Planck equation.",
      x: Figure.Axis("x", range: axis.range), y: Figure.Axis("density (1/length)"), series: series)
  }

  /// Histograms of the plane at the first, a middle and the last time.
  private func maps(_ bins: BinGrid) -> [Figure?] {
    guard let ensemble = comparison.ensemble else { return [] }
    let (x, y) = (bins.axes[0], bins.axes[1])
    let shown = Array(Set([0, times.count / 2, times.count - 1])).sorted()
    return shown.enumerated().map { number, t in
      let counts = ensemble.counts(at: t, bins: bins.count).dropLast()
      let area = x.width * y.width * Double(ensemble.walkers)
      return Figure(
        name: "histogram-\(number + 1)", title: "Histogram of the walkers at \(label(t))",
        caption: "Walkers per bin as a density.", x: Figure.Axis("x", range: x.range),
        y: Figure.Axis("y", range: y.range), series: [],
        map: Figure.Map(
          x: x.centers, y: y.centers, z: counts.map { Double($0) / area }, label: "density (1/length²)"))
    }
  }

  /// The relative entropy on a logarithmic axis, with the slope that the gap gives it.
  private var entropy: Figure? {
    var series: [Figure.Series] = []
    if comparison.ensemble != nil {
      let found = zip(times, comparison.histogramEntropies).compactMap { time, entropy in
        entropy.flatMap { $0.value > 2 * $0.standardError ? (time, $0) : nil }
      }
      series.append(
        Figure.Series(
          "ensemble, in bins", .points, x: found.map(\.0), y: found.map(\.1.value),
          lower: found.map(\.1.bounds.lowerBound), upper: found.map(\.1.bounds.upperBound)))
      let binned = zip(times, comparison.binnedEntropies).filter { $0.1 > 1e-9 }
      series.append(Figure.Series("Fokker–Planck, in bins", .dashedLine, x: binned.map(\.0), y: binned.map(\.1)))
    }
    let exact = zip(times, comparison.evolution?.laws ?? []).map { ($0, $1.relativeEntropy.value) }.filter {
      $0.1 > 1e-9
    }
    series.append(Figure.Series("Fokker–Planck", .line, x: exact.map(\.0), y: exact.map(\.1)))
    if let gap = comparison.evolution?.rates.first?.value, let last = exact.last,
      let first = exact.first
    {
      // Anchored somewhat above the end of the curve, where the slowest mode is alone.
      let y = exact.map { 1.6 * last.1 * exp(2 * gap * (last.0 - $0.0)) }
      let shown = exact.indices.filter { y[$0] < 3 * first.1 }
      series.append(
        Figure.Series("e^(−2·gap·t)", .dashedLine, x: shown.map { exact[$0].0 }, y: shown.map { y[$0] }))
    }
    series = series.filter { $0.x.count > 1 }
    guard !series.isEmpty else { return nil }
    return Figure(
      name: "relative-entropy", title: "Relative entropy to the Gibbs law",
      caption:
        "Symbols: histograms, bias removed, with 95 % intervals, as long as they are two errors above zero; lines: "
        + "the Fokker–Planck equation; dashed: the slope of twice the spectral gap.",
      x: Figure.Axis("time t"), y: Figure.Axis("D(u|π)", isLogarithmic: true), series: series)
  }

  /// The wells' shares in time.
  private var populations: Figure? {
    let wells = comparison.point.wells
    guard wells.count > 1 else { return nil }
    var series: [Figure.Series] = []
    for (index, well) in wells.enumerated() {
      if let ensemble = comparison.ensemble {
        let shares = times.indices.compactMap { t in
          proportion(of: ensemble.count(at: t, in: index), in: ensemble.walkers)
        }
        series.append(
          Figure.Series(
            well.name, .points, x: times, y: shares.map(\.value), lower: shares.map(\.bounds.lowerBound),
            upper: shares.map(\.bounds.upperBound)))
      }
      if let laws = comparison.evolution?.laws, laws.count == times.count {
        series.append(Figure.Series(well.name, .line, x: times, y: laws.map { $0.regions[index].value }))
      }
    }
    let isSpread = (times.last ?? 1) > 50 * (times.first ?? 1)
    return Figure(
      name: "populations", title: "Populations of the wells",
      caption: "Symbols: walkers, with 95 % intervals; lines: the Fokker–Planck equation.",
      x: Figure.Axis("time t", isLogarithmic: isSpread), y: Figure.Axis("population"), series: series)
  }
}
