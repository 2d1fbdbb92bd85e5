// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Statistics

extension MBAR {
  /// Another state seen through the samples of the sampled ones.
  public struct Reweighting: Sendable {
    /// f − f₀ of the state, with its error.
    public let freeEnergy: Estimate
    /// What each sample weighs in the state; they sum to one.
    public let weights: [Double]
    /// (Σw)²/Σ(w²/c), Kish's number of samples that the weights leave; samples that count cₙ < 1 are so many fewer.
    public let effectiveSamples: Double
    let mbar: MBAR

    /// ⟨A⟩ in the state of a quantity with the values A(xₙ).
    public func expectation(of values: [Double]) -> Estimate {
      let mean = mean(of: values)
      let error = mbar.covariances(of: [deviations(of: values)])[0][0]
      return Estimate(mean, standardError: max(0, error).squareRoot(), effectiveSamples: effectiveSamples)
    }

    /// Σwₙ Aₙ.
    func mean(of values: [Double]) -> Double { zip(weights, values).reduce(0) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 } }

    /// How each sample moves ⟨A⟩, to first order.
    func deviations(of values: [Double]) -> [Double] {
      let mean = mean(of: values)
      return zip(columns, values).map { $0 > 0 ? $0 * ($1 - mean) : 0 }
    }

    /// The weights without what each sample counts: Σ cₙ·column = 1.
    var columns: [Double] { zip(weights, mbar.tiles.shares).map { $0 / $1 } }
  }

  /// Weights of the samples in any state whose density is ∝ e^{−u}, and its free energy.
  ///
  /// - Parameter reducedPotential: u(xₙ) for each sample; ∞ where the state never is.
  /// - Throws: `NotApplicable` if the numbers do not fit, are not numbers, or no sample is in the state.
  public func weights(for reducedPotential: [Double]) throws(NotApplicable) -> Reweighting {
    guard reducedPotential.count == tiles.samples else {
      throw NotApplicable("a state to reweight to needs one reduced potential for each sample")
    }
    guard reducedPotential.allSatisfy({ $0 > -.infinity }) else {
      throw NotApplicable("a reduced potential is not a number or −∞")
    }
    let logs = zip(reducedPotential, tiles.logDenominators).map { -$0 - $1 }
    let largest = logs.reduce(-.infinity, max)
    guard largest.isFinite else { throw NotApplicable("no sample lies in the state to reweight to") }
    var weights = zip(logs, tiles.shares).map { exp($0 - largest) * $1 }
    let sum = weights.reduce(0, +)
    for n in weights.indices { weights[n] /= sum }
    let squares = zip(weights, tiles.shares).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    let column = zip(zip(weights, tiles.shares), tiles.row(0)).map { $0.0 / $0.1 - $1 }
    let error = covariances(of: [column])[0][0]
    return Reweighting(
      freeEnergy: Estimate(
        -log(sum) - largest, standardError: max(0, error).squareRoot(), effectiveSamples: 1 / squares),
      weights: weights, effectiveSamples: 1 / squares, mbar: self)
  }

  /// Covariances of quantities Q that each sample moves by cₙzₙ to first order, with Σ cₙzₙ = 0.
  ///
  /// zᵀz + (zᵀW)P(Wᵀz): the first part is the samples' own scatter, the second that of the free energies that the
  /// weights were made with. For z = Wᵢ − Wⱼ it is the variance of fⱼ − fᵢ.
  func covariances(of columns: [[Double]]) -> [[Double]] {
    let projections = columns.map { tiles.projections(of: $0, threads: threads) }
    let responses = projections.map { projection in
      (0..<states).map { i in (0..<states).reduce(0) { $0 + response[i * states + $1] * projection[$1] } }
    }
    var result = columns.map { _ in [Double](repeating: 0, count: columns.count) }
    for i in columns.indices {
      for j in 0...i {
        var sum = 0.0
        for n in 0..<tiles.samples { sum += tiles.shares[n] * columns[i][n] * columns[j][n] }
        for k in 0..<states { sum += projections[i][k] * responses[j][k] }
        result[i][j] = sum
        result[j][i] = sum
      }
    }
    return result
  }
}
