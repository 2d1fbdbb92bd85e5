// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// F, E and S at the end of a path of thermodynamic integration.
///
/// The error of F is that of the means at the nodes, of the reference, and of the rule: where the coarser rule differs from the
/// full one by more than statistics explain, the difference counts as an error too.
package struct IntegratedFreeEnergy: Sendable {
  /// What was measured at a node.
  package struct Point: Sendable, Equatable {
    /// β, or λ.
    package var parameter: Double
    /// ⟨f⟩, or ⟨f₁ − f₀⟩.
    package var mean: Estimate
    /// How many walkers were there.
    package var walkers: Int
    /// Nested R̂ of four groups of walkers, √(1 + variance of the groups' means/variance of single observations).
    package var rHat: Double?
    /// What part of MALA's steps was accepted.
    package var acceptance: Double
  }

  /// F, E and S.
  package let thermodynamics: WellThermodynamics
  /// The integrand, in the order of the path.
  package let points: [Point]
  /// What statistics alone contribute to the error of F.
  package let statisticalError: Double
  /// What the rule contributes to the error of F; zero where statistics explain the difference of the rules.
  package let ruleError: Double
  /// ∫√(p p′) of neighboring nodes' laws: 1 where they are the same, near 0 where they do not overlap.
  ///
  /// From the variance of the integrand, e^{−(Δ)²(v + v′)/16} to second order in the distance Δ of the nodes.
  package let overlaps: [Double]
  /// What speaks against trusting the result, one sentence each.
  package let warnings: [String]

  /// Overlaps below this are told.
  package static let leastOverlap = 0.03

  /// Fewer independent samples of a walker than this are told.
  private static let leastSamples = 4.0

  /// Puts the nodes of a path together.
  ///
  /// - Parameter parts: at least one for each node; several of one node have different walkers.
  /// - Throws: `NotApplicable` if a node is missing or has fewer than two walkers.
  package init(_ integration: ThermodynamicIntegration, combining parts: [NodeSums]) throws(NotApplicable) {
    let nodes = integration.nodes
    var points: [Point] = []
    var spreads: [Double] = []
    var energy: Estimate?
    for index in nodes.indices {
      let own = parts.filter { $0.node == index }
      let chains = own.flatMap { part in
        stride(from: 0, to: part.slopes.count, by: part.batches).map { Array(part.slopes[$0..<$0 + part.batches]) }
      }
      let averages = chains.map { $0.reduce(0, +) / Double($0.count) }
      guard let average = mean(of: averages) else {
        throw NotApplicable(
          "node \(index + 1) of the path has \(averages.count) walkers; an error bar takes at least two")
      }
      guard average.value.isFinite else {
        throw NotApplicable("the mean at node \(index + 1) of the path is \(average.value)")
      }
      let squares = own.flatMap(\.squares)
      spreads.append(max(0, squares.reduce(0, +) / Double(squares.count) - average.value * average.value))
      var estimate = average
      if average.standardError > 0 {
        estimate.effectiveSamples = spreads[index] / (average.standardError * average.standardError)
      }
      points.append(
        Point(
          parameter: nodes[index].parameter, mean: estimate, walkers: averages.count,
          rHat: Self.rHat(averages, variance: spreads[index]),
          acceptance: own.reduce(0) { $0 + $1.acceptance } / Double(own.count)))
      if index == nodes.count - 1 {
        energy = mean(of: own.flatMap(\.energies))
        energy?.effectiveSamples = estimate.effectiveSamples
      }
    }
    self.points = points
    let theta = integration.temperature
    let reference = integration.reference
    var reduced = reference.value
    var variance = pow(reference.standardError + abs(reference.value) * (reference.accuracy ?? 0), 2)
    var (gap, gapVariance) = (0.0, 0.0)
    for (node, point) in zip(nodes, points) {
      let error = point.mean.standardError
      reduced += node.weight * point.mean.value
      variance += node.weight * node.weight * error * error
      let difference = node.weight - node.coarseWeight
      gap += difference * point.mean.value
      gapVariance += difference * difference * error * error
    }
    // Two standard deviations: statistics alone exceed them once in twenty times.
    let rule = gap * gap > 4 * gapVariance ? (gap * gap - gapVariance).squareRoot() : 0
    statisticalError = theta * variance.squareRoot()
    ruleError = theta * rule
    let total = (variance + rule * rule).squareRoot()
    let samples = points.compactMap(\.mean.effectiveSamples).min()
    guard let energy else { throw NotApplicable("the path has no end") }
    let free = theta * reduced
    thermodynamics = WellThermodynamics(
      freeEnergy: Estimate(free, standardError: theta * total, effectiveSamples: samples), energy: energy,
      entropy: Estimate(
        (energy.value - free) / theta,
        standardError: (pow(energy.standardError / theta, 2) + total * total).squareRoot(), effectiveSamples: samples))

    overlaps = points.indices.dropLast().map { index in
      let distance =
        (nodes[index + 1].parameter - nodes[index].parameter) * integration.steepness(at: index)
      return exp(-distance * distance * (spreads[index] + spreads[index + 1]) / 16)
    }
    warnings = Self.warnings(points, overlaps: overlaps, statistical: statisticalError, rule: ruleError)
  }

  private static func rHat(_ averages: [Double], variance: Double) -> Double? {
    let groups = (0..<4).compactMap { group in
      mean(of: averages.indices.filter { $0 % 4 == group }.map { averages[$0] })?.value
    }
    guard groups.count == 4, variance > 0, let spread = mean(of: groups) else { return nil }
    return (1 + 4 * spread.standardError * spread.standardError / variance).squareRoot()
  }

  private static func warnings(
    _ points: [Point], overlaps: [Double], statistical: Double, rule: Double
  ) -> [String] {
    var warnings: [String] = []
    if let worst = overlaps.min(), worst < leastOverlap {
      warnings.append(
        "neighboring nodes overlap by \((worst * 1000).rounded() / 1000) only; take more nodes or a shorter path")
    }
    if rule > 2 * statistical {
      warnings.append("the rule's error exceeds the statistical one; take more nodes")
    }
    // Walkers that hardly move while they are observed have hardly forgotten their start either.
    if points.contains(where: { ($0.mean.effectiveSamples ?? .infinity) < leastSamples * Double($0.walkers) }) {
      warnings.append(
        "a walker at a node of the path is worth fewer than \(Int(leastSamples)) independent samples; take more steps")
    }
    if let least = points.map(\.acceptance).min(), least < 0.2 {
      warnings.append("only \(Int((least * 100).rounded())) % of the steps are accepted at a node of the path")
    }
    // d(βF)/dβ and dF/dλ never rise along the path: F is concave in both.
    for (left, right) in zip(points, points.dropFirst()) {
      let rise = (right.mean.value - left.mean.value) * (right.parameter > left.parameter ? 1 : -1)
      let error = (pow(left.mean.standardError, 2) + pow(right.mean.standardError, 2)).squareRoot()
      if error > 0, rise > 4 * error {
        warnings.append("the integrand rises along the path, which no equilibrium can: walkers were not at rest")
        break
      }
    }
    return warnings
  }
}
