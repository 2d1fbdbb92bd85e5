// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials

/// A walk on 0, 1, 2, …: one up where the deviate is below a threshold, otherwise one down, or nowhere from 0.
///
/// A chain in discrete time whose first-passage probabilities and times are known exactly, full of ties.
struct LatticeWalk: Integrator {
  /// Φ⁻¹(¼): up with probability ¼.
  private static let threshold = -0.674_489_750_196_081_7
  /// The probability of a step down over that of a step up.
  static let ratio = 3.0

  var name: String { "lattice" }

  func step(_ block: inout WalkerBlock, at context: StepContext) {
    let (x, new, deviate) = (block.old, block.new, block.deviates())
    for w in 0..<block.walkers { new[w] = deviate[w] < Self.threshold ? x[w] + 1 : max(x[w] - 1, 0) }
  }

  /// The probability to reach a height from 1 before 0: the gambler's ruin.
  static func probability(of height: Int) -> Double { (1 - ratio) / (1 - power(height)) }

  /// The mean number of steps from 0 to a height: t_i = 4 + 3 t_{i−1} for one up, t_0 = 4.
  static func meanSteps(to height: Int) -> Double {
    var (one, total) = (0.0, 0.0)
    for _ in 0..<height {
      one = 4 + 3 * one
      total += one
    }
    return total
  }

  private static func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * ratio } }

  /// Excursions of this walk from home at 0 to a height, each step of length one.
  static func excursions(to height: Int, score: any Score = CoordinateScore(0), seed: UInt64) -> Excursions {
    Excursions(
      potential: Plane(), integrator: LatticeWalk(), timeStep: 1, schedule: ConstantTemperature(1), score: score,
      home: .below(0), target: .above(Double(height)), seed: seed)
  }

  /// f = 0.
  private struct Plane: Potential {
    var dimension: Int { 1 }
    var window: [ClosedRange<Double>] { [0...20] }
    func energy(at x: Span<Double>) -> Double { 0 }
    func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) { g[0] = 0 }
  }
}
