// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A Markov chain on wells with rates k(i → j) = Σ_s W_s/Z_i over the saddles s between them: W_s is what a saddle
/// lets through, Z_i what a well holds, so that detailed balance holds.
///
/// The mean times to the goal solve Σ_j k(i → j)(τ_i − τ_j) = 1, τ = 0 in the goal. States are eliminated one by one, in
/// logarithms and by additions alone (Grassmann, Taksar and Heyman, Oper. Res. 33, 1107 (1985)): every digit holds, be the
/// rates e^{−1000}.
package struct WellNetwork: Sendable {
  /// A saddle between two wells, or from a well to the goal.
  package struct Way: Sendable {
    package var from: Int
    /// `nil`: the goal.
    package var to: Int?
    /// ln W.
    package var logFlux: Double

    package init(from: Int, to: Int?, logFlux: Double) {
      self.from = from
      self.to = to
      self.logFlux = logFlux
    }
  }

  /// The saddles.
  package var ways: [Way]
  /// ln Z of each well.
  package var logWeights: [Double]
  /// The wells that walkers start in, each in proportion to its Z.
  package let starts: [Int]

  package init(ways: [Way], logWeights: [Double], starts: [Int]) {
    self.ways = ways
    self.logWeights = logWeights
    self.starts = starts
  }

  /// ln(1/τ), τ the mean time from the starts to the goal.
  package var logRate: Double {
    let total = starts.reduce(-Double.infinity) { Self.sum($0, logWeights[$1]) }
    let time = starts.reduce(-Double.infinity) { Self.sum($0, logWeights[$1] - total + logTime(from: $1)) }
    return -time
  }

  /// ln of the rate out of a well over all of its saddles.
  package func logRate(outOf well: Int) -> Double {
    ways.reduce(-Double.infinity) { sum, way in
      way.from == well || way.to == well ? Self.sum(sum, way.logFlux - logWeights[well]) : sum
    }
  }

  /// ∂ ln k/∂ ln W of each saddle and ∂ ln k/∂ ln Z of each well, by central differences.
  package var sensitivities: (ways: [Double], wells: [Double]) {
    let step = 1e-4
    func slope(_ change: (inout WellNetwork, Double) -> Void) -> Double {
      let values = [step, -step].map { step in
        var other = self
        change(&other, step)
        return other.logRate
      }
      return (values[0] - values[1]) / (2 * step)
    }
    return (
      ways.indices.map { index in slope { $0.ways[index].logFlux += $1 } },
      logWeights.indices.map { index in slope { $0.logWeights[index] += $1 } }
    )
  }

  /// ln τ from one well.
  private func logTime(from start: Int) -> Double {
    let none = -Double.infinity
    let count = logWeights.count
    var rates = [[Double]](repeating: [Double](repeating: none, count: count), count: count)
    var exits = [Double](repeating: none, count: count)
    var costs = [Double](repeating: 0, count: count)
    for way in ways {
      let forth = way.logFlux - logWeights[way.from]
      guard let to = way.to else {
        exits[way.from] = Self.sum(exits[way.from], forth)
        continue
      }
      rates[way.from][to] = Self.sum(rates[way.from][to], forth)
      rates[to][way.from] = Self.sum(rates[to][way.from], way.logFlux - logWeights[to])
    }
    var left = Array(0..<count)
    for state in 0..<count where state != start {
      left.removeAll { $0 == state }
      let total = left.reduce(exits[state]) { Self.sum($0, rates[state][$1]) }
      guard total > none else { continue }
      for other in left where rates[other][state] > none {
        let share = rates[other][state] - total
        for next in left where next != other {
          rates[other][next] = Self.sum(rates[other][next], share + rates[state][next])
        }
        exits[other] = Self.sum(exits[other], share + exits[state])
        costs[other] = Self.sum(costs[other], share + costs[state])
      }
    }
    return costs[start] - exits[start]
  }

  /// ln(eᵃ + eᵇ).
  private static func sum(_ a: Double, _ b: Double) -> Double {
    let (low, high) = a < b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + log1p(exp(low - high))
  }
}
