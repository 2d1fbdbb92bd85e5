// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation
import Statistics

/// How much of a function on ℤ/p lies at which frequency.
package struct FourierSpectrum: Sendable, Equatable {
  /// p, how many symbols there are.
  package let modulus: Int
  /// The power at frequencies 0 … ⌊p/2⌋: k and p − k together.
  package let power: [Double]
  /// The part of the power that lies at the strongest frequency of its own dimension, 1 … ⌊p/2⌋: 1 if every neuron is a wave of
  /// one frequency, as in networks that grok modular addition, even where together they use all frequencies alike and
  /// the spectrum is flat; near (ln m + .58)/m for noise with m frequencies. Not a number for a constant.
  package let purity: Double
  /// How many independent real numbers each power is the sum of squares of, for `keyFrequencies`.
  package let freedom: Double

  /// The spectrum of a representation of the numbers modulo p, rows in their order, summed over its dimensions.
  ///
  ///     P_k = (2/p) Σ_d |Σ_a W_{ad} e^{−2πika/p}|²     (half of that at k = 0 and at k = p/2)
  ///
  /// so that Σ P_k = Σ W² (Parseval).
  package init(of representation: Representation) {
    let waves = Waves(modulus: representation.symbols)
    modulus = representation.symbols
    var strongest = [Double](repeating: 0, count: representation.width)
    power = (0...(modulus / 2)).map { frequency in
      let (u, v) = waves.projections(of: representation, frequency: frequency)
      let scale = waves.weight(frequency) / Double(waves.modulus)
      let own = zip(u, v).map { scale * ($0 * $0 + $1 * $1) }
      if frequency > 0 { strongest = zip(strongest, own).map { max($0, $1) } }
      return own.reduce(0, +)
    }
    let total = power.dropFirst().reduce(0, +)
    purity = total > 0 ? strongest.reduce(0, +) / total : .nan
    let components = try? PrincipalComponents(of: representation)
    freedom = 2 * (components?.participationRatio ?? Double(representation.width))
  }

  /// The power at frequencies 1 … ⌊p/2⌋ over their sum; empty for a constant.
  package var shares: [Double] {
    let total = power.dropFirst().reduce(0, +)
    return total > 0 ? power.dropFirst().map { $0 / total } : []
  }

  /// The Gini coefficient over the frequencies 1 … ⌊p/2⌋; 1 − 1/⌊p/2⌋ for a single line. Not a number for a constant.
  package var gini: Double { giniCoefficient(shares) }

  /// (ΣP)²/ΣP² over the frequencies 1 … ⌊p/2⌋, the number of lines. Not a number for a constant.
  package var participationRatio: Double { Statistics.participationRatio(shares) }

  /// The strongest frequency; `nil` for a constant.
  package var strongest: Int? { shares.indices.max { shares[$0] < shares[$1] }.map { $0 + 1 } }

  /// The frequencies whose power stands out of white noise with the power of what is left, strongest first.
  ///
  /// The share of a line of white noise, one of m independent χ² with ν degrees of freedom over their sum, has the law
  /// Beta(ν/2, (m − 1)ν/2) with ν = `freedom`, twice the participation ratio of the representation's variances. The strongest
  /// line is kept if fewer than `falseAlarms` of all noise lines would be expected beyond it; then the next one, of the lines
  /// that remain and of their power, so that a strong line does not hide a weaker one; and so on until one does not stand out.
  /// There is none in noise, none where all frequencies are used alike, as wide networks do at small p (`purity` tells
  /// these apart), and none where there is but one frequency.
  ///
  /// - Parameter falseAlarms: how many lines of pure noise may lie beyond the limit of the first on average.
  package func keyFrequencies(falseAlarms: Double = 0.01) -> [Int] {
    guard freedom > 0 else { return [] }
    GSLStatus.prepare()
    let shares = shares
    var (keys, rest, left) = ([Int](), 1.0, shares.count)
    // Below 1e-12 of the power what is left is rounding.
    for line in shares.indices.sorted(by: { shares[$0] > shares[$1] }) where left > 1 && rest > 1e-12 {
      let tail = min(falseAlarms / Double(left), 1)
      let limit = gsl_cdf_beta_Qinv(tail, freedom / 2, Double(left - 1) * freedom / 2)
      guard shares[line] > rest * limit else { break }
      keys.append(line + 1)
      rest -= shares[line]
      left -= 1
    }
    return keys
  }
}

/// Cosines and sines on ℤ/p.
struct Waves {
  let modulus: Int
  let cosines: [Double]
  let sines: [Double]

  init(modulus: Int) {
    self.modulus = modulus
    cosines = (0..<modulus).map { cos(2 * .pi * Double($0) / Double(modulus)) }
    sines = (0..<modulus).map { sin(2 * .pi * Double($0) / Double(modulus)) }
  }

  /// 2 for a frequency that stands for itself and its negative, 1 for 0 and p/2.
  func weight(_ frequency: Int) -> Double { frequency == 0 || 2 * frequency == modulus ? 1 : 2 }

  /// Σ_a W_a cos(2πka/p) and Σ_a W_a sin(2πka/p), as vectors in the space of the representation.
  func projections(of representation: Representation, frequency: Int) -> (cosine: [Double], sine: [Double]) {
    var u = [Double](repeating: 0, count: representation.width)
    var v = u
    for symbol in 0..<modulus {
      let angle = frequency * symbol % modulus
      for (feature, value) in representation.row(symbol).enumerated() {
        u[feature] += value * cosines[angle]
        v[feature] += value * sines[angle]
      }
    }
    return (u, v)
  }
}
