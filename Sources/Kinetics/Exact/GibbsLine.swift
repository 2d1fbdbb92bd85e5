// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// An interval cut into panels on each of which βf is smooth and varies little, with running integrals in logarithms.
///
/// Every integrand of the passage formulae is positive. Kept as logarithms, with a polynomial of degree 15 on each panel,
/// running integrals are accurate relative to themselves wherever they stand, from e^{−10⁴} to e^{10⁴}.
struct GibbsLine {
  /// Logarithms of a positive function's values.
  struct Values {
    var nodes: [Double]
    var edges: [Double]
  }

  /// The ends of the panels, one more than there are panels.
  let edges: [Double]
  /// The quadrature nodes, sixteen a panel.
  let nodes: [Double]
  /// βf at the nodes.
  let energies: [Double]
  /// βf + ln γ at the nodes, what resists the motion; βf where there is no friction but the usual one. A mobility is 1/γ.
  let resistances: [Double]
  /// A bound on the relative error of an integral of e^{±βf}.
  let accuracy: Double

  /// The change of βf that a panel may hold, small enough for a polynomial of degree 15 to follow e^{βf} to rounding.
  private static let largestChange = 2.5
  private static let largestCount = 100_000

  init(_ energy: LineEnergy, over range: ClosedRange<Double>, breaks: [Double]) throws(NotApplicable) {
    let rule = PanelRule.shared
    var edges = [range.lowerBound]
    var nodes: [Double] = []
    var energies: [Double] = []
    var worst = 0.0
    let inner = Set(breaks + energy.knots(within: range)).filter { range.lowerBound < $0 && $0 < range.upperBound }
      .sorted()
    var pending: [(Double, Double, [Double])] = []
    let drag = energy.followsFriction ? energy.friction : nil
    func sample(_ lower: Double, _ upper: Double) -> [Double] {
      rule.nodes.map { energy((lower + upper) / 2 + (upper - lower) / 2 * $0) }
    }
    for (lower, upper) in zip([range.lowerBound] + inner, inner + [range.upperBound]) {
      pending = [(lower, upper, sample(lower, upper))]
      while let (left, right, whole) = pending.popLast() {
        guard whole.allSatisfy(\.isFinite) else {
          throw NotApplicable("the energy is not finite between \(left) and \(right)")
        }
        guard nodes.count < Self.largestCount * PanelRule.order else {
          throw NotApplicable("the energy varies too fast at this temperature for quadrature")
        }
        let middle = (left + right) / 2
        let first = sample(left, middle)
        let second = sample(middle, right)
        var discrepancy = Self.discrepancy(whole, first, second)
        // Integrals cannot agree better than βf is rounded.
        let rounding = 8 * abs(whole[0]).ulp
        var isFine = Self.change(first, second) <= Self.largestChange && discrepancy < 1e-12 + rounding
        if isFine, let drag {
          // What resists has to be followed too.
          func resisting(_ lower: Double, _ upper: Double, _ energies: [Double]) -> [Double] {
            zip(rule.nodes, energies).map { $1 + log(drag((lower + upper) / 2 + (upper - lower) / 2 * $0)) }
          }
          let (low, high) = (resisting(left, middle, first), resisting(middle, right, second))
          let found = Self.discrepancy(resisting(left, right, whole), low, high)
          guard (low + high).allSatisfy(\.isFinite) else {
            throw NotApplicable("the mobility is not positive between \(left) and \(right)")
          }
          isFine = Self.change(low, high) <= Self.largestChange && found < 1e-12 + rounding
          discrepancy = max(discrepancy, found)
        }
        let isNarrow = right - left < 1e-13 * max(abs(left), abs(right), range.upperBound - range.lowerBound)
        if isFine || isNarrow {
          edges += [middle, right]
          nodes += rule.nodes.map { (left + middle) / 2 + (middle - left) / 2 * $0 }
          nodes += rule.nodes.map { (middle + right) / 2 + (right - middle) / 2 * $0 }
          energies += first + second
          if isFine { worst = max(worst, discrepancy) }
        } else {
          pending.append((middle, right, second))
          pending.append((left, middle, first))
        }
      }
    }
    self.edges = edges
    self.nodes = nodes
    self.energies = energies
    resistances = energy.friction.map { friction in zip(energies, nodes).map { $0 + log(friction($1)) } } ?? energies
    // A rounding of f by one unit in the last place changes e^{−βf} by the relative amount βf·ε.
    let largest = energies.reduce(0) { max($0, abs($1)) }
    accuracy = max(1e-13, 2 * worst) + 4 * largest.ulp
  }

  private static func change(_ first: [Double], _ second: [Double]) -> Double {
    var low = Double.infinity
    var high = -Double.infinity
    for value in first + second {
      low = min(low, value)
      high = max(high, value)
    }
    return high - low
  }

  /// How far the panel's integrals of e^{±βf} differ from the sums over its halves.
  private static func discrepancy(_ whole: [Double], _ first: [Double], _ second: [Double]) -> Double {
    let weights = PanelRule.shared.weights
    let reference = whole[0]
    return [1.0, -1.0].reduce(0.0) { worst, sign in
      var coarse = 0.0
      var fine = 0.0
      for (index, weight) in weights.enumerated() {
        coarse += weight * exp(sign * (whole[index] - reference))
        fine += weight * (exp(sign * (first[index] - reference)) + exp(sign * (second[index] - reference))) / 2
      }
      return max(worst, abs(coarse - fine) / fine)
    }
  }
}
