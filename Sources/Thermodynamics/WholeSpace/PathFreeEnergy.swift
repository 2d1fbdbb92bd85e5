// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// F, E and S of all of space and ln Z/Z₀, from the walkers of a `GaussianPath`.
///
/// The integral of each walker is one sample; their scatter, that of the beginning, and where the coarser rule differs by more
/// than statistics explain, the difference of the rules, make the error.
package struct PathFreeEnergy: Sendable {
  /// F, E and S.
  package let thermodynamics: WellThermodynamics
  /// ln Z/Z₀ = −β(F − F₀): the logarithm of the evidence ⟨e^{−βL}⟩ under the Gaussian prior.
  package let logEvidence: Estimate
  /// λβ⟨L⟩ at the nodes, which is integrated over ln λ.
  package let integrand: [(share: Double, value: Estimate)]
  /// The means of the observables at the end.
  package let observables: [Estimate]
  /// R̂ of the integrand over four stretches of the path and of f at its end, the largest one, by groups of walkers and halves
  /// of their stays: walkers in different valleys differ along a whole stretch, whatever single nodes do by chance.
  package let rHat: Double?
  /// How many independent samples the integral is worth: its variance, were each node seen once, over that of its mean.
  package let effectiveSamples: Double?
  /// What the rule adds to the error of ln Z/Z₀; zero where statistics explain the difference of the rules.
  package let ruleError: Double
  /// Why the numbers may be off by more than their error bars say, one sentence each.
  package let doubts: [String]

  /// Puts walkers together.
  ///
  /// - Throws: `NotApplicable` with fewer than four walkers, and where an average is not finite.
  package init(_ path: GaussianPath, combining walks: [PathWalk]) throws(NotApplicable) {
    let walks = walks.sorted { $0.walker < $1.walker }
    guard walks.count >= 4 else {
      throw NotApplicable("\(walks.count) walkers took the path; an error bar takes at least four")
    }
    guard
      walks.allSatisfy({ walk in
        walk.stays.count == path.nodes.count && walk.stays.allSatisfy { $0.mean.isFinite } && walk.ends[1][0].isFinite
      })
    else { throw NotApplicable("a walker met a loss that is not finite; take a larger confinement") }
    let theta = path.prior.temperature
    let beta = 1 / theta
    func integral(_ weight: (GaussianPath.Node) -> Double, _ value: (PathWalk.Stay) -> Double) -> [Double] {
      walks.map { walk in -beta * zip(path.nodes, walk.stays).reduce(0) { $0 + weight($1.0) * value($1.1) } }
    }
    func summary(_ samples: [Double]) -> Estimate { mean(of: samples) ?? Estimate(.nan, standardError: .nan) }
    let integrals = integral(\.weight, \.mean)
    let whole = summary(integrals)
    let gap = summary(integral({ $0.weight - $0.coarseWeight }, \.mean))
    // Two standard errors: statistics alone exceed them once in twenty times.
    let excess = gap.value * gap.value - gap.standardError * gap.standardError
    let coarse = abs(gap.value) > 2 * gap.standardError ? max(0, excess).squareRoot() : 0
    // Convergence is geometric: with twice the nodes and weights of its own the full rule is exact for polynomials of four times
    // the degree. Half of the digits that are gained so are claimed, and none where the coarse rule has hardly one.
    let part = coarse / max(abs(whole.value), .leastNormalMagnitude)
    ruleError = part < 0.1 ? coarse * part : coarse
    let lag = summary(integral(\.weight) { $0.halves[1] - $0.halves[0] })
    let drifts = (0..<path.nodes.count).map { node in
      summary(walks.map { $0.stays[node].halves[1] - $0.stays[node].halves[0] })
    }
    // Student's quantile over that of the normal law widens the error of few walkers.
    func widened(_ estimate: Estimate) -> Double {
      let half = ((estimate.interval?.upperBound ?? estimate.value) - estimate.value) / 1.959964
      return estimate.standardError > 0 ? half / estimate.standardError : 1
    }
    let steady = [path.beginning.standardError, ruleError].reduce(0) { $0 + $1 * $1 }
    let samples = Double(walks.count)
    let weights = path.nodes.map { -beta * $0.weight }
    let (scale, _) = Self.spread(of: walks, weights: weights, over: path.nodes.indices)
    effectiveSamples =
      whole.standardError > 0 && scale > 0 ? scale / (whole.standardError * whole.standardError) : nil
    let worth = effectiveSamples
    func estimate(_ samplesOfWalkers: [Double], plus shift: Double, steady: Double) -> Estimate {
      let own = summary(samplesOfWalkers)
      let error = (own.standardError * own.standardError + steady).squareRoot()
      let spread = widened(own) * own.standardError
      let half = 1.959964 * (spread * spread + steady).squareRoot()
      let value = own.value + shift
      return Estimate(
        value, standardError: error, interval: .between(value - half, value + half), effectiveSamples: worth)
    }
    logEvidence = estimate(integrals, plus: path.beginning.value, steady: steady)
    let origin = path.prior.freeEnergy
    let energies = walks.map { ($0.ends[0][0] + $0.ends[1][0]) / 2 }
    let shift = path.beginning.value
    thermodynamics = WellThermodynamics(
      freeEnergy: estimate(integrals.map { -theta * $0 }, plus: origin - theta * shift, steady: theta * theta * steady),
      energy: estimate(energies, plus: 0, steady: 0),
      // S = (E − F)/θ walker by walker: what E and F share is in both.
      entropy: estimate(zip(energies, integrals).map { beta * $0 + $1 }, plus: shift - beta * origin, steady: steady))
    observables = (1..<max(walks[0].squares.count, 1)).map { index in
      estimate(walks.map { ($0.ends[0][index] + $0.ends[1][index]) / 2 }, plus: 0, steady: 0)
    }
    integrand = path.nodes.indices.map { node in
      let share = path.nodes[node].share
      return (share, summary(walks.map { share * beta * $0.stays[node].mean }))
    }
    let stretches = (0..<Self.stretches).map { part in
      let count = path.nodes.count - 1
      return part * count / Self.stretches..<(part + 1) * count / Self.stretches
    }
    let ratios = stretches.map { Self.rHat(Self.spread(of: walks, weights: weights, over: $0)) }
    let endRatio = Self.rHat(Self.spread(of: walks.map { ([$0.ends[0][0], $0.ends[1][0]], $0.squares[0]) }))
    rHat = (ratios + [endRatio]).compactMap(\.self).max()

    var doubts: [String] = []
    func told(_ number: Double) -> String { NumberFormat.rounded(number, digits: 2) }
    if whole.standardError > 0, ruleError > 2 * whole.standardError {
      doubts.append("the rule's error \(told(ruleError)) of ln Z exceeds the statistical one; take more nodes")
    }
    // Four standard errors, as anywhere; one of many nodes may exceed three by chance.
    if abs(lag.value) > 4 * lag.standardError, abs(lag.value) > 0.5 * logEvidence.standardError {
      doubts.append(
        "walkers lag behind the path: ln Z of the second halves of their stays differs by \(told(lag.value)) ± "
          + "\(told(lag.standardError)); take more steps")
    } else if let end = drifts.last, abs(end.value) > 4 * end.standardError, end.standardError > 0 {
      doubts.append("the walkers' loss still drifts at the end of the path; take more steps")
    }
    for (left, right) in zip(path.nodes.indices, path.nodes.indices.dropFirst()) {
      let (one, two) = (summary(walks.map { $0.stays[left].mean }), summary(walks.map { $0.stays[right].mean }))
      let error = (one.standardError * one.standardError + two.standardError * two.standardError).squareRoot()
      if error > 0, two.value - one.value > 4 * error {
        doubts.append("⟨L⟩ rises along the path, which no equilibrium can: walkers were not at rest; take more steps")
        break
      }
    }
    let least = path.nodes.indices.map { node in walks.reduce(0) { $0 + $1.stays[node].accepted } / samples }.min() ?? 1
    if least < 0.2 {
      doubts.append("only \(Int((least * 100).rounded())) % of the trajectories are accepted at a node of the path")
    }
    self.doubts = doubts
  }

  /// Stretches of the path that R̂ is asked over.
  private static let stretches = 4
  /// Groups of walkers that R̂ compares.
  private static let groups = 4

  /// The variance of Σ w L over some nodes, each seen once, and its means by four groups of walkers and two halves each.
  private static func spread(
    of walks: [PathWalk], weights: [Double], over nodes: Range<Int>
  ) -> (variance: Double, means: [Double]) {
    var (variance, sums) = (0.0, [Double](repeating: 0, count: 2 * groups))
    for node in nodes where weights[node] != 0 {
      let own = spread(of: walks.map { ($0.stays[node].halves, $0.stays[node].square) })
      variance += weights[node] * weights[node] * own.variance
      for index in sums.indices { sums[index] += weights[node] * own.means[index] }
    }
    return (variance, sums)
  }

  private static func spread(
    of values: [(halves: [Double], square: Double)]
  ) -> (variance: Double, means: [Double]) {
    let count = Double(values.count)
    let average = values.reduce(0) { $0 + ($1.halves[0] + $1.halves[1]) / 2 } / count
    let variance = values.reduce(0) { $0 + $1.square } / count - average * average
    var means: [Double] = []
    for group in 0..<groups {
      let own = values.indices.filter { $0 % groups == group }
      for half in 0..<2 { means.append(own.reduce(0) { $0 + values[$1].halves[half] } / Double(own.count)) }
    }
    return (variance > 1e-20 * average * average ? variance : 0, means)
  }

  /// √(1 + variance of the means of groups/variance of single values).
  private static func rHat(_ spread: (variance: Double, means: [Double])) -> Double? {
    guard spread.variance > 0, let error = mean(of: spread.means)?.standardError else { return nil }
    return (1 + Double(spread.means.count) * error * error / spread.variance).squareRoot()
  }
}
