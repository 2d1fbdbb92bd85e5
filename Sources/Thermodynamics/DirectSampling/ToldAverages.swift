// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// Means and fluctuations of f and of what the potential tells within regions, from the walkers of direct sampling.
///
///     ⟨q⟩_U = Σ q·1_U/Σ 1_U,   var q = ⟨q²⟩_U − ⟨q⟩_U²
///
/// Walkers are independent; errors are those of the linearization over them, with Student's intervals.
package struct ToldAverages: Sendable {
  /// One quantity in one region.
  package struct Average: Sendable {
    /// ⟨q⟩.
    package var mean: Estimate
    /// ⟨q²⟩ − ⟨q⟩²; `nil` where q never changes.
    package var variance: Estimate?
    /// √(1 + variance of the means of groups/variance), of four groups of walkers and the two halves of their runs.
    package var rHat: Double?
    /// Why it may be off by more than its error bar says; `nil` if nothing speaks for that.
    package var doubt: String?
  }

  /// One walker's averages over its run, in units of all observations.
  private struct Chain {
    var visits: [Double]
    var values: [Double]
    var squares: Double
  }

  private let parts: [DirectSums]

  /// Puts parts together.
  package init(combining parts: [DirectSums]) { self.parts = parts }

  /// Whether anything was watched.
  package var isEmpty: Bool { (parts.first?.told.quantities ?? 0) == 0 }

  /// A quantity in a region; 0 is f, 1… the observables in their order.
  ///
  /// - Throws: `NotApplicable` if fewer than two walkers were seen in the region.
  package func average(of quantity: Int, in region: Int) throws(NotApplicable) -> Average {
    let chains = chains(quantity, region)
    let seen = chains.filter { $0.visits[0] + $0.visits[1] > 0 }
    guard seen.count > 1 else {
      throw NotApplicable("\(seen.count) walkers were seen in the region; an error bar takes at least two")
    }
    let count = Double(chains.count)
    let visits = chains.reduce(0) { $0 + $1.visits[0] + $1.visits[1] } / count
    let first = chains.reduce(0) { $0 + $1.values[0] + $1.values[1] } / count / visits
    let second = chains.reduce(0) { $0 + $1.squares } / count / visits
    guard first.isFinite else { throw NotApplicable("the mean is \(first)") }
    let spread = max(0, second - first * first)
    let isConstant = spread <= 1e-13 * second
    let moves = chains.map { chain in
      (chain.values[0] + chain.values[1] - first * (chain.visits[0] + chain.visits[1])) / visits
    }
    let scatters = zip(chains, moves).map { chain, move in
      (chain.squares - second * (chain.visits[0] + chain.visits[1])) / visits - 2 * first * move
    }
    var average = Average(mean: estimate(first, moves))
    if average.mean.standardError > 0 {
      average.mean.effectiveSamples = spread / (average.mean.standardError * average.mean.standardError)
    }
    guard !isConstant else { return average }
    average.variance = estimate(spread, scatters)
    average.variance?.effectiveSamples = average.mean.effectiveSamples
    average.rHat = Self.rHat(chains, variance: spread)
    average.doubt = Self.drift(seen)
    return average
  }

  private func chains(_ quantity: Int, _ region: Int) -> [Chain] {
    parts.flatMap { part -> [Chain] in
      let gone = Set(part.diverged)
      let n = part.walkers.count
      return part.walkers.indices.filter { !gone.contains(part.walkers[$0]) }.map { w in
        let visit = (region * n + w) * 2
        let slot = ((region * part.told.quantities + quantity) * n + w) * 2
        return Chain(
          visits: Array(part.told.visits[visit...visit + 1]), values: Array(part.told.values[slot...slot + 1]),
          squares: part.told.squares[slot] + part.told.squares[slot + 1])
      }
    }
  }

  private func estimate(_ value: Double, _ influence: [Double]) -> Estimate {
    let spread = mean(of: influence)
    let center = spread?.value ?? 0
    var result = Estimate(value, standardError: spread?.standardError ?? 0)
    result.interval = spread?.interval.flatMap {
      .between(value + $0.lowerBound - center, value + $0.upperBound - center)
    }
    return result
  }

  private static func rHat(_ chains: [Chain], variance: Double) -> Double? {
    var means: [Double] = []
    for group in 0..<4 {
      for half in 0..<2 {
        let own = chains.indices.filter { $0 % 4 == group }
        let visits = own.reduce(0) { $0 + chains[$1].visits[half] }
        guard visits > 0 else { continue }
        means.append(own.reduce(0) { $0 + chains[$1].values[half] } / visits)
      }
    }
    guard means.count > 1, variance > 0, let spread = mean(of: means) else { return nil }
    return (1 + Double(means.count) * spread.standardError * spread.standardError / variance).squareRoot()
  }

  /// Whether the second halves of the runs differ from the first ones by more than four standard errors.
  private static func drift(_ chains: [Chain]) -> String? {
    let steps = chains.filter { $0.visits[0] > 0 && $0.visits[1] > 0 }
      .map { $0.values[1] / $0.visits[1] - $0.values[0] / $0.visits[0] }
    guard let drift = mean(of: steps), drift.standardError > 0, abs(drift.value) > 4 * drift.standardError else {
      return nil
    }
    return
      "the second halves of the runs differ from the first ones by \(NumberFormat.rounded(drift.value, digits: 2)) on "
      + "average: the walkers have not come to rest; take more steps"
  }
}
