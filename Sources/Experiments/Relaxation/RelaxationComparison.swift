// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The ensemble held against the Fokker–Planck equation at one point of the sweep.
struct RelaxationComparison {
  let point: RelaxationPoint
  let ensemble: EnsembleRecord
  /// `nil` where there is no grid.
  let evolution: EvolutionRecord?

  /// The second mode has decayed by e^{−3} before the rate of the first is read.
  private static let waiting = 3.0

  private var grid: (laws: [EnsembleLaw], stationary: EnsembleLaw)? {
    guard let evolution, let stationary = evolution.stationary, evolution.laws.count == ensemble.times.count else {
      return nil
    }
    return (evolution.laws, stationary)
  }

  private func counts(_ time: Int) -> [Int] { ensemble.counts(at: time, bins: point.bins?.count ?? 0) }

  /// D of the histogram to the binned Gibbs law, time by time.
  var histogramEntropies: [Estimate?] {
    guard let grid else { return ensemble.times.map { _ in nil } }
    let law = Self.filled(grid.stationary.bins)
    return ensemble.times.indices.map { relativeEntropy(counts: counts($0), against: law) }
  }

  /// The same of the Fokker–Planck solution: what the histogram should have.
  var binnedEntropies: [Double] {
    guard let grid else { return [] }
    let law = Self.filled(grid.stationary.bins)
    return grid.laws.map { now in
      zip(now.bins, law).reduce(0) { $1.0.value > 0 ? $0 + $1.0.value * log($1.0.value / $1.1) : $0 }
    }
  }

  /// A bin that the grid leaves out holds next to nothing, but a walker may get there.
  private static func filled(_ bins: [Estimate]) -> [Double] { bins.map { max($0.value, 1e-15) } }

  /// The chance of so different a histogram if the equation is right, time by time.
  var agreements: [TestResult?] {
    guard let grid else { return [] }
    return grid.laws.enumerated().map { t, law in
      likelihoodRatioTest(counts: counts(t), against: law.bins.map(\.value))
    }
  }

  /// What only both together say, and the rates.
  var findings: [(method: String, quantity: Quantity)] {
    var result: [(method: String, quantity: Quantity)] = []
    let entropies = histogramEntropies
    for (t, entropy) in entropies.enumerated() {
      guard let entropy else { continue }
      var quantity = Quantity("relative-entropy", entropy, unit: "1", at: place(t))
      quantity.samples = ensemble.walkers
      result.append(("ensemble", quantity))
    }
    for (t, test) in agreements.enumerated() {
      guard let test else { continue }
      result.append(
        (Relaxation.comparison, Quantity("agreement", .exact(test.pValue, accuracy: 0), unit: "1", at: place(t))))
    }
    if let rise = largestRise {
      result.append(("ensemble", Quantity("largest-entropy-rise", rise, unit: "1")))
    }
    if let rate = populationRate { result.append(("ensemble", rate)) }
    return result
  }

  private func place(_ time: Int) -> Record { Record([("time", .number(ensemble.times[time]))]) }

  /// The largest rise of the histogram's relative entropy from one time to the next, with the error of the difference.
  private var largestRise: Estimate? {
    let all = histogramEntropies.compactMap { $0 }
    guard all.count > 1 else { return nil }
    let rises = zip(all, all.dropFirst()).map { earlier, later in
      Estimate(
        later.value - earlier.value,
        standardError: (earlier.standardError * earlier.standardError + later.standardError * later.standardError)
          .squareRoot())
    }
    return rises.max { $0.value / $0.standardError < $1.value / $1.standardError }
  }

  /// Whether the relative entropy falls within its errors; |z| beyond four is a rise.
  var isMonotone: Bool { largestRise.map { $0.value <= 4 * $0.standardError } ?? true }

  /// The well whose share is furthest from the Gibbs law at the first time, with that law's share.
  var relaxingWell: (index: Int, stationary: Double)? {
    guard point.wells.count > 1 else { return nil }
    let shares: [Double]
    if let grid {
      shares = grid.stationary.regions.map(\.value)
    } else if point.potential.dimension <= 2,
      let found = try? WellPopulations.quadrature(
        point.potential, wells: point.wells, temperature: point.temperature)
    {
      shares = found.map(\.share.value)
    } else {
      return nil
    }
    return shares.enumerated().max { first, second in
      excess(first.offset, first.element) < excess(second.offset, second.element)
    }.map { ($0.offset, $0.element) }
  }

  private func excess(_ well: Int, _ share: Double) -> Double {
    abs(Double(ensemble.wells[0].count { $0 == well }) / Double(ensemble.walkers) - share)
  }

  /// The rate λ of p(t) − p(∞) ∝ e^{−λt} at late times, by generalized least squares over the walkers.
  private var populationRate: Quantity? {
    guard let (well, stationary) = relaxingWell else { return nil }
    var quantity = Quantity(
      "relaxation-rate", nil, unit: "1/time", at: Record([("well", .text(point.wells[well].name))]))
    quantity.samples = ensemble.walkers
    let wait = (evolution?.rates.dropFirst().first?.value).map { Self.waiting / $0 } ?? 0
    let all = ensemble.means(over: Array(ensemble.times.indices)) { t, w in
      (ensemble.wells[t][w] == well ? 1 : 0) - stationary
    }
    let places = ensemble.times.indices.filter { ensemble.times[$0] >= wait }
    do throws(NotApplicable) {
      let decay = try ExponentialDecay(times: places.map { ensemble.times[$0] }, all.selecting(places))
      quantity.estimate = decay.rate
      if let chance = decay.pValue, chance < 0.01 {
        quantity.notes.append("not one exponential at these times (p = \(NumberFormat.rounded(chance, digits: 2)))")
      }
    } catch { quantity.notes.append("not applicable: \(error)") }
    return quantity
  }
}
