// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Kinetics
import Potentials
import Runs
import Settings
import Statistics

/// The ensemble held against the Fokker–Planck equation at one point of the sweep; either may be missing.
struct RelaxationComparison {
  /// The place of its row in the table.
  let index: Int
  let point: RelaxationPoint
  let ensemble: EnsembleRecord?
  let evolution: EvolutionRecord?

  /// The second mode has decayed by e^{−3} before the rate of the first is read.
  private static let waiting = 3.0

  init(_ row: ResultTable<RelaxationPoint>.Row) {
    index = row.index
    point = row.point
    ensemble = EnsembleRecord(row.parts[EnsembleMethod.word] ?? [], of: row.point)
    evolution = EvolutionRecord(row.parts[EvolutionMethod.word] ?? [], of: row.point)
  }

  private var times: [Double] { point.walk.times.values }

  private var grid: (laws: [EnsembleLaw], stationary: EnsembleLaw)? {
    guard let evolution, let stationary = evolution.stationary, evolution.laws.count == times.count else { return nil }
    return (evolution.laws, stationary)
  }

  /// D of the histogram to the binned Gibbs law, time by time.
  var histogramEntropies: [Estimate?] {
    guard let ensemble, let grid else { return times.map { _ in nil } }
    let law = Self.filled(grid.stationary.bins)
    return times.indices.map { relativeEntropy(counts: counts(ensemble, $0), against: law) }
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

  private func counts(_ ensemble: EnsembleRecord, _ time: Int) -> [Int] {
    ensemble.counts(at: time, bins: point.bins?.count ?? 0)
  }

  /// What only both together say, and the rates.
  var findings: [Finding] {
    guard let ensemble else { return [] }
    let entropies = histogramEntropies
    var result = zip(times, entropies).compactMap { time, entropy -> Finding? in
      guard let entropy else { return nil }
      var finding = Finding("relative-entropy", entropy, unit: "1", at: place(time), method: EnsembleMethod.word)
      finding.samples = ensemble.walkers
      return finding
    }
    result += agreements(ensemble)
    if let rise = Self.largestRise(of: entropies.compactMap { $0 }) {
      result.append(Finding("largest-entropy-rise", rise, unit: "1", method: EnsembleMethod.word))
    }
    if let rate = populationRate(ensemble) { result.append(rate) }
    return result
  }

  private func place(_ time: Double) -> Record { Record([("time", .number(time))]) }

  /// The chance of so different a histogram if the equation is right, time by time.
  private func agreements(_ ensemble: EnsembleRecord) -> [Finding] {
    guard let grid else { return [] }
    return grid.laws.enumerated().compactMap { t, law in
      likelihoodRatioTest(counts: counts(ensemble, t), against: law.bins.map(\.value)).map { test in
        Finding(
          "agreement", .exact(test.pValue, accuracy: 0), unit: "1", at: place(times[t]), method: Relaxation.comparison)
      }
    }
  }

  /// The largest rise from one time to the next, with the error of the difference.
  private static func largestRise(of entropies: [Estimate]) -> Estimate? {
    let rises = zip(entropies, entropies.dropFirst()).map { earlier, later in
      Estimate(
        later.value - earlier.value,
        standardError: (earlier.standardError * earlier.standardError + later.standardError * later.standardError)
          .squareRoot())
    }
    return rises.max { $0.value / $0.standardError < $1.value / $1.standardError }
  }

  /// The rate λ of p(t) − p(∞) ∝ e^{−λt} at late times, by generalized least squares over the walkers.
  private func populationRate(_ ensemble: EnsembleRecord) -> Finding? {
    var finding = Finding("relaxation-rate", nil, unit: "1/time", method: EnsembleMethod.word)
    finding.samples = ensemble.walkers
    do throws(NotApplicable) {
      guard let (well, stationary) = try relaxingWell(ensemble) else { return nil }
      finding.at = Record([("well", .text(point.wells[well].name))])
      let wait = (evolution?.rates.dropFirst().first?.value).map { Self.waiting / $0 } ?? 0
      let all = ensemble.means(over: Array(times.indices)) { t, w in
        (ensemble.wells[t][w] == well ? 1 : 0) - stationary
      }
      let places = times.indices.filter { times[$0] >= wait }
      let decay = try ExponentialDecay(times: places.map { times[$0] }, all.selecting(places))
      finding.estimate = decay.rate.value.isFinite ? decay.rate : nil
      if let chance = decay.pValue, chance < 0.01 {
        finding.notes.append("not one exponential at these times (p = \(NumberFormat.rounded(chance, digits: 2)))")
      }
    } catch { finding.notes.append("not applicable: \(error)") }
    return finding
  }

  /// The well whose share is furthest from the Gibbs law at the first time, with that law's share; `nil` where the law is not
  /// known.
  private func relaxingWell(_ ensemble: EnsembleRecord) throws(NotApplicable) -> (index: Int, stationary: Double)? {
    guard point.wells.count > 1, let shares = try stationaryShares() else { return nil }
    func excess(_ well: Int, _ share: Double) -> Double {
      abs(Double(ensemble.count(at: 0, in: well)) / Double(ensemble.walkers) - share)
    }
    return shares.enumerated().max { first, second in
      excess(first.offset, first.element) < excess(second.offset, second.element)
    }.map { ($0.offset, $0.element) }
  }

  private func stationaryShares() throws(NotApplicable) -> [Double]? {
    if let grid { return grid.stationary.regions.map(\.value) }
    guard point.potential.dimension <= 2 else { return nil }
    return try WellPopulations.quadrature(point.potential, wells: point.wells, temperature: point.temperature)
      .map(\.share.value)
  }
}
