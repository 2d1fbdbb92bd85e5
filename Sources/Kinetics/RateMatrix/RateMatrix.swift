// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
package import Statistics

/// The rates between all of some states, as a Markov chain has them: k_ij π_i = k_ji π_j.
///
/// Between cores, k_ij = ν_ij/π_i with ν_ij the number of transitions in a unit of time, paths that leave core i for the last time
/// and reach core j before any other, and π_i the share of time in which core i was the last one to be visited (Schütte et
/// al., J. Chem. Phys. 134, 204105 (2011)). With two cores that is k_AB of transition-path theory.
package struct RateMatrix: Sendable, Equatable {
  /// ln ν_ij, symmetric; −∞ where no path leads from i to j directly, and on the diagonal.
  package let logFluxes: [[Double]]
  /// ln π_i up to a constant that all share.
  package let logShares: [Double]
  /// A bound on the relative numerical error of each rate.
  package let accuracies: [[Double]]
  /// The largest of these among the rates that matter: a millionth of the largest out of their state at least.
  package let accuracy: Double

  /// A chain by its fluxes and shares, and the errors of its rates.
  package init(logFluxes: [[Double]], logShares: [Double], accuracies: [[Double]]) {
    self.logFluxes = logFluxes
    self.logShares = logShares
    self.accuracies = accuracies
    accuracy = logFluxes.indices.reduce(0.0) { worst, i in
      let largest = logFluxes[i].max() ?? 0
      return logFluxes[i].indices.reduce(worst) { worst, j in
        logFluxes[i][j] > largest - log(1e6) ? max(worst, accuracies[i][j]) : worst
      }
    }
  }

  /// A chain whose rates are all of the same accuracy.
  package init(logFluxes: [[Double]], logShares: [Double], accuracy: Double) {
    self.init(
      logFluxes: logFluxes, logShares: logShares, accuracies: logFluxes.map { $0.map { _ in accuracy } })
  }

  /// How many states there are.
  package var count: Int { logShares.count }

  /// ln Σ π_i.
  private var logTotal: Double { logShares.reduce(-.infinity, Self.logSum) }

  /// π_i, normalized.
  package var populations: [Estimate] {
    logShares.map { .exact(exp($0 - logTotal), accuracy: 2 * accuracy) }
  }

  /// k_ij; zero where no path leads from i to j directly.
  package func rate(from i: Int, to j: Int) -> Estimate {
    .exact(i == j ? 0 : exp(logFluxes[i][j] - logShares[i]), accuracy: accuracies[i][j])
  }

  /// The mean time from state i to state j of the chain, Σ_l k_il (τ_i − τ_l) = 1 with τ_j = 0; eliminated by additions alone.
  package func meanTime(from i: Int, to j: Int) -> Estimate {
    guard i != j else { return .exact(0, accuracy: 0) }
    // State j leaves the chain and becomes its goal.
    let left = (0..<count).filter { $0 != j }
    let place = Dictionary(uniqueKeysWithValues: left.enumerated().map { ($0.element, $0.offset) })
    var ways: [WellNetwork.Way] = []
    for a in left {
      if logFluxes[a][j] > -.infinity, let from = place[a] {
        ways.append(WellNetwork.Way(from: from, to: nil, logFlux: logFluxes[a][j]))
      }
      for b in left where b > a && logFluxes[a][b] > -.infinity {
        if let from = place[a], let to = place[b] {
          ways.append(WellNetwork.Way(from: from, to: to, logFlux: logFluxes[a][b]))
        }
      }
    }
    let chain = WellNetwork(ways: ways, logWeights: left.map { logShares[$0] }, starts: [place[i] ?? 0])
    return .exact(exp(-chain.logRate), accuracy: Double(count) * accuracy)
  }

  /// The relaxation times of the chain, −1/λ of the eigenvalues λ < 0 of its generator, the slowest first.
  ///
  /// The generator is made symmetric by √π. Times shorter than the longest by more than 10¹² have no digits.
  package var relaxationTimes: [Estimate] {
    let n = count
    guard n > 1 else { return [] }
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n where j != i && logFluxes[i][j] > -.infinity {
        matrix[i * n + j] = -exp(logFluxes[i][j] - (logShares[i] + logShares[j]) / 2)
        matrix[i * n + i] += exp(logFluxes[i][j] - logShares[i])
      }
    }
    guard let system = SymmetricEigensystem(matrix, dimension: n) else { return [] }
    let rates = system.values.sorted().dropFirst()
    guard let fastest = rates.last else { return [] }
    return rates.map { .exact(1 / $0, accuracy: accuracy + 1e-14 * fastest / max($0, .leastNormalMagnitude)) }
  }

  /// ln(eᵃ + eᵇ).
  private static func logSum(_ a: Double, _ b: Double) -> Double {
    let (low, high) = a < b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + log1p(exp(low - high))
  }
}
