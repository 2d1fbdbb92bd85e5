// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// Energy against the volume below: the dead points of some repetitions in one falling order.
///
/// Live points of several repetitions at one height are live points of one larger run, so that counts add.
struct NestedProfile {
  let outside: [Double]
  let energies: [Double]
  /// n at each point.
  let counts: [Double]
  /// ln X below each point, −Σ 1/n.
  let logVolumes: [Double]
  /// ln of the volume at the start.
  let logStart: Double
  /// The share of points at the end that were still live, and whether all of these lie on plateaus.
  let finalPoints: Int
  let endsOnPlateau: Bool

  init(merging runs: [NestedRun]) {
    var next = Array(repeating: 0, count: runs.count)
    var outside: [Double] = []
    var energies: [Double] = []
    var counts: [Double] = []
    var logVolumes: [Double] = []
    var logVolume = 0.0
    func key(_ run: Int) -> NestedKey? {
      let index = next[run]
      guard index < runs[run].energies.count else { return nil }
      return NestedKey(outside: runs[run].outside[index], energy: runs[run].energies[index])
    }
    while let highest = runs.indices.compactMap(key).max() {
      // Points that tie, within a run and between runs, are taken together: those drawn below them do not count yet.
      var count = runs.indices.reduce(0) {
        next[$1] < runs[$1].counts.count ? $0 + runs[$1].counts[next[$1]] : $0
      }
      for run in runs.indices {
        while key(run) == highest {
          next[run] += 1
          outside.append(highest.outside)
          energies.append(highest.energy)
          counts.append(count)
          logVolume -= 1 / count
          logVolumes.append(logVolume)
          count = max(1, count - 1)
        }
      }
    }
    self.outside = outside
    self.energies = energies
    self.counts = counts
    self.logVolumes = logVolumes
    logStart = runs.first?.logVolume ?? 0
    finalPoints = runs.reduce(0) { $0 + $1.finalPoints }
    endsOnPlateau = runs.allSatisfy(\.endsOnPlateau)
  }

  /// ln V{f ≤ ε} within the region, and its variance Σ 1/n²; `nil` if no point lies there.
  func logVolume(below energy: Double) -> (value: Double, variance: Double)? {
    let bound = NestedKey(outside: 0, energy: energy)
    let above = energies.indices.prefix { NestedKey(outside: outside[$0], energy: energies[$0]) > bound }.count
    guard above < energies.count else { return nil }
    guard above > 0 else { return (logStart, 0) }
    return (logStart + logVolumes[above - 1], counts[..<above].reduce(0) { $0 + 1 / ($1 * $1) })
  }

  /// ln Z, ⟨f⟩ and their variances and covariance at a temperature.
  struct TimeAverages {
    var logPartition = 0.0
    var energy = 0.0
    var logVariance = 0.0
    var energyVariance = 0.0
    /// Of ln Z and ⟨f⟩.
    var covariance = 0.0
    /// Σ p ln(p/w): the information H, in nats.
    var information = 0.0
    /// The share of Z that the last live points carry.
    var finalShare = 0.0
  }

  /// Sums over the profile at a temperature; `nil` if no point lies in the region.
  ///
  /// To first order an error δ of ln t at a point scales all volumes below it: Z moves by δ(Z_below − e^{−βf}X).
  func moments(temperature: Double) -> TimeAverages? {
    let count = energies.count
    guard let first = outside.firstIndex(of: 0) else { return nil }
    let beta = 1 / temperature
    let floor = energies[count - 1]
    // ln(X_before − X_after), and all that is left for the last point.
    func logWidth(_ index: Int) -> Double {
      let before = index == 0 ? 0 : logVolumes[index - 1]
      return index == count - 1 ? before : before + log(-expm1(logVolumes[index] - before))
    }
    var logs = [Double](repeating: -.infinity, count: count)
    var top = -Double.infinity
    for index in first..<count {
      logs[index] = logWidth(index) - beta * (energies[index] - floor)
      top = max(top, logs[index])
    }
    guard top > -.infinity else { return nil }
    let weights = logs.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    var moments = TimeAverages()
    moments.logPartition = logStart + top + log(total) - beta * floor
    for index in first..<count {
      let share = weights[index] / total
      guard share > 0 else { continue }
      moments.energy += share * energies[index]
      moments.information += share * (log(share) - logWidth(index))
      if index >= count - finalPoints { moments.finalShare += share }
    }
    // From the last point upwards: what lies below, of Z and of ∫(f − ⟨f⟩)e^{−βf}.
    var (below, energyBelow) = (0.0, 0.0)
    for index in stride(from: count - 1, through: 0, by: -1) {
      let atPoint =
        index >= first && index < count - 1
        ? exp(logVolumes[index] - beta * (energies[index] - floor) - top) / total : 0
      let slope = below - atPoint
      let energySlope = energyBelow - atPoint * (index >= first ? energies[index] - moments.energy : 0)
      let variance = 1 / (counts[index] * counts[index])
      // Below the last point nothing is left to scale.
      if index < count - 1 {
        moments.logVariance += slope * slope * variance
        moments.energyVariance += energySlope * energySlope * variance
        moments.covariance += slope * energySlope * variance
      }
      if weights[index] > 0 {
        below += weights[index] / total
        energyBelow += weights[index] / total * (energies[index] - moments.energy)
      }
    }
    return moments
  }
}
