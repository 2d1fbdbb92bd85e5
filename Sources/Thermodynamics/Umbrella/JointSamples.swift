// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// All samples of an umbrella run with their weights in the stationary law: what histograms and means of anything that
/// was written down are made of.
package struct JointSamples: Sendable {
  /// s of each sample.
  package let coordinates: [Double]
  /// f of each sample.
  package let energies: [Double]
  /// What the potential told: one array for each observable.
  package let told: [[Double]]
  /// |∇s|² of each sample; empty where it was not asked for.
  package let squaredSlopes: [Double]
  /// Which regions each sample belongs to: bit r for region r.
  package let memberships: [Int]
  /// The window that each sample comes from.
  package let windows: [Int]
  /// The weights of the stationary law, their sum is one.
  package let weights: [Double]
  /// θ.
  package let temperature: Double
  private let mbar: MBAR
  private let columns: [Double]

  init(_ samples: [WindowSamples], mbar: MBAR, whole: MBAR.Reweighting, temperature: Double) {
    coordinates = samples.flatMap(\.coordinates)
    energies = samples.flatMap(\.energies)
    let count = samples.map(\.told.count).min() ?? 0
    told = (0..<count).map { index in samples.flatMap { $0.told[index] } }
    squaredSlopes = samples.allSatisfy { !$0.squaredSlopes.isEmpty } ? samples.flatMap(\.squaredSlopes) : []
    memberships = samples.flatMap(\.memberships)
    windows = samples.flatMap { own in Array(repeating: own.window, count: own.energies.count) }
    weights = whole.weights
    columns = whole.columns
    self.mbar = mbar
    self.temperature = temperature
  }

  /// The samples that lie in a region and have a weight.
  package func members(of region: Int) -> [Int] {
    memberships.indices.filter { memberships[$0] >> region & 1 == 1 && weights[$0] > 0 }
  }

  /// ln of the part of the stationary law that some samples stand for.
  ///
  /// - Throws: `NotApplicable` if there is none.
  package func logShare(of members: [Int]) throws(NotApplicable) -> Estimate {
    let share = members.reduce(0) { $0 + weights[$1] }
    guard share > 0 else { throw NotApplicable("no sample lies there") }
    let error = max(0, mbar.covariances(of: [column(members, share)])[0][0]).squareRoot()
    return Estimate(log(share), standardError: error, effectiveSamples: samples(members, share))
  }

  /// ln of the part of some samples less that of others.
  ///
  /// - Throws: `NotApplicable` if there is none of the ones or the others.
  package func logRatio(of members: [Int], to others: [Int]) throws(NotApplicable) -> Estimate {
    let (share, other) = (members.reduce(0) { $0 + weights[$1] }, others.reduce(0) { $0 + weights[$1] })
    guard share > 0, other > 0 else { throw NotApplicable("no sample lies there") }
    let difference = zip(column(members, share), column(others, other)).map { $0 - $1 }
    let error = max(0, mbar.covariances(of: [difference])[0][0]).squareRoot()
    return Estimate(
      log(share / other), standardError: error, effectiveSamples: min(samples(members, share), samples(others, other)))
  }

  /// The mean of some values over samples, weighted by the stationary law.
  ///
  /// - Throws: `NotApplicable` if there is no sample.
  package func average(of values: [Double], over members: [Int]) throws(NotApplicable) -> Estimate {
    let share = members.reduce(0) { $0 + weights[$1] }
    guard share > 0 else { throw NotApplicable("no sample lies there") }
    let average = members.reduce(0) { $0 + weights[$1] * values[$1] } / share
    var column = [Double](repeating: 0, count: columns.count)
    for n in members { column[n] = columns[n] / share * (values[n] - average) }
    let error = max(0, mbar.covariances(of: [column])[0][0]).squareRoot()
    return Estimate(average, standardError: error, effectiveSamples: samples(members, share))
  }

  /// The error of a sum of terms g·ln(share) + h·ln(mean of some values), each over samples of its own, to first order.
  ///
  /// - Parameters:
  ///   - terms: members, g and h of each.
  ///   - values: the values, one a sample, whose means are positive.
  package func relativeError(of terms: [(members: [Int], share: Double, average: Double)], values: [Double]) -> Double {
    var total = 0.0
    var column = [Double](repeating: 0, count: columns.count)
    for term in terms {
      let share = term.members.reduce(0) { $0 + weights[$1] }
      guard share > 0 else { continue }
      let average = term.members.reduce(0) { $0 + weights[$1] * values[$1] } / share
      total += term.share
      for n in term.members {
        let deviation = average == 0 ? 0 : values[n] / average - 1
        column[n] += columns[n] / share * (term.share + term.average * deviation)
      }
    }
    for n in column.indices { column[n] -= total * columns[n] }
    return max(0, mbar.covariances(of: [column])[0][0]).squareRoot()
  }

  private func column(_ members: [Int], _ share: Double) -> [Double] {
    var column = columns.map { -$0 }
    for n in members { column[n] += columns[n] / share }
    return column
  }

  private func samples(_ members: [Int], _ share: Double) -> Double {
    share * share / members.reduce(0) { $0 + weights[$1] * columns[$1] }
  }
}
