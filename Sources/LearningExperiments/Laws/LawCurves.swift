// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Statistics

/// A fitted law as a line with its band.
struct LawCurves {
  let comparison: TableComparison

  /// Points of a line.
  private static let points = 80

  /// The median of a law over the abscissa, and the band of its interval where that is asked for.
  ///
  /// - Parameters:
  ///   - label: the entry in the key.
  ///   - abscissa: what a run is drawn at.
  ///   - at: the abscissae; runs are invented there from one of the comparison's.
  func series(
    _ standing: LawStanding, _ label: String, style: Figure.Style = .line, hasBand: Bool,
    abscissae: [Double], run: (Double) -> GrokkingRun
  ) -> [Figure.Series] {
    let fit = standing.fit
    let medians = abscissae.map { median(fit, run($0)) }
    let known = zip(abscissae, medians).compactMap { x, median in median.map { (x: x, median: $0) } }
    guard !known.isEmpty else { return [] }
    let line = Figure.Series(label, style, x: known.map(\.x), y: known.map(\.median.value))
    let banded = known.filter { $0.median.standardError.isFinite && $0.median.bounds.upperBound < 1e30 }
    guard hasBand, !banded.isEmpty else { return [line] }
    return [
      line,
      Figure.Series(
        "", .band, x: banded.map(\.x), y: banded.map(\.median.value), lower: banded.map(\.median.bounds.lowerBound),
        upper: banded.map(\.median.bounds.upperBound)),
    ]
  }

  /// The median time of a run by a law; `nil` where it never happens, or where the law wants what the run does not have.
  private func median(_ fit: CensoredFit, _ run: GrokkingRun) -> Estimate? {
    guard fit.law.role == .candidate else { return fit.median(at: []) }
    guard let law = GrokkingLaw.named(fit.law.name), let x = law.row(of: run) else { return nil }
    return fit.median(at: x)
  }

  /// Lines of the best laws over the sizes of the runs.
  ///
  /// - Parameters:
  ///   - name: what the series is called where there are several; then only the best law is drawn, and has its color.
  func overSizes(_ name: String?) -> [Figure.Series] {
    let runs = comparison.result.runs
    let sizes = Set(runs.map(\.size)).sorted()
    guard let first = runs.first, let least = sizes.first, let most = sizes.last, least < most else { return [] }
    let grid = (0...Self.points).map { least + (most - least) * Double($0) / Double(Self.points) }
    return comparison.drawn(name == nil ? 4 : 1).enumerated().flatMap { index, standing -> [Figure.Series] in
      let isOfSize = GrokkingLaw.named(standing.fit.law.name)?.covariates == [.size]
      let label = name ?? standing.fit.law.name
      if isOfSize || standing.fit.law.role != .candidate {
        return series(standing, label, hasBand: index == 0, abscissae: grid) { size in
          var run = first
          run.size = size
          return run
        }
      }
      // A law of what the training set is like has no course in the size: its medians at the runs' own sizes.
      let middle = sizes.compactMap { size -> (x: Double, y: Double)? in
        let logarithms = runs.filter { $0.size == size }.compactMap { median(standing.fit, $0).map { log($0.value) } }
        return logarithms.isEmpty ? nil : (size, exp(logarithms.reduce(0, +) / Double(logarithms.count)))
      }
      return middle.isEmpty ? [] : [Figure.Series(label, .dashedLine, x: middle.map(\.x), y: middle.map(\.y))]
    }
  }

  /// Lines of the laws between both times: a free power with its band, the square and proportionality.
  func overMemorization(_ name: String?) -> [Figure.Series] {
    let times = comparison.result.runs.compactMap { $0.memorization?.upper }
    guard let first = comparison.result.runs.first, let least = times.min(), let most = times.max(), least > 0,
      least < most
    else { return [] }
    let grid = (0...Self.points).map { least * pow(most / least, Double($0) / Double(Self.points)) }
    let laws: [(name: String, label: String)] = [
      (GrokkingLaw.timePower.name, "power"), (GrokkingLaw.timeSquare.name, "slope 2"),
      (GrokkingLaw.timeProportional.name, "slope 1"),
    ]
    return laws.prefix(name == nil ? 3 : 1).enumerated().flatMap { index, law -> [Figure.Series] in
      let best = comparison.result.laws.bestOfEachLaw.first { $0.fit.law.name == law.name }
      guard let standing = best else { return [] }
      let exponent = standing.fit.coefficient("time-exponent").map { "slope \($0.formatted)" }
      return series(
        standing, name ?? exponent ?? law.label, style: index == 0 ? .line : .dashedLine, hasBand: index == 0,
        abscissae: grid
      ) { time in
        var run = first
        run.memorization = BracketedTime(after: time, seenAt: time)
        return run
      }
    }
  }

  /// The best law over an axis, drawn against the reciprocal of the axis.
  func overReciprocal(of axis: String, name: String) -> [Figure.Series] {
    let values = comparison.result.runs.compactMap { $0.axes[axis] }.filter { $0 > 0 }
    guard let first = comparison.result.runs.first, let least = values.min(), let most = values.max(), least < most,
      let standing = comparison.drawn(1).first
    else { return [] }
    let grid = (0...Self.points).map { least * pow(most / least, Double($0) / Double(Self.points)) }
    return series(standing, name, hasBand: true, abscissae: grid) { value in
      var run = first
      run.axes[axis] = value
      return run
    }.map { series in
      var series = series
      series.x = series.x.map { 1 / $0 }
      return series
    }
  }
}

extension GrokkingLaw {
  /// The covariates of one run; `nil` where it lacks one.
  func row(of run: GrokkingRun) -> [Double]? {
    // Whether a law has anything to say is asked of all runs, not of one.
    covariates.isEmpty ? [] : (try? candidate(for: [run]))?.covariates.first
  }
}
