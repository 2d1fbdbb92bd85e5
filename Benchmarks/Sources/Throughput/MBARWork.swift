// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Thermodynamics

/// MBAR on windows of a line: the same numbers as in `peers/mbar.py`.
///
/// State k is u = ½·20·(x − 0.3k)², sampled exactly with Box and Muller's deviates of SplitMix64.
enum MBARWork {
  static let stiffness = 20.0
  static let spacing = 0.3

  /// The time of the solution with errors and overlaps, in seconds and in processor seconds, and the last state's f.
  static func run(states: Int, samples: Int, threads: Int) throws -> (
    seconds: Double, processorSeconds: Double, freeEnergy: Double, standardError: Double
  ) {
    var position: UInt64 = 0
    func uniform() -> Double {
      position += 1
      var z = position &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return (Double((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53
    }
    let x = (0..<states).flatMap { k in
      (0..<samples).map { _ in
        let radius = (-2 * log(uniform())).squareRoot()
        return spacing * Double(k) + radius * cos(2 * .pi * uniform()) / stiffness.squareRoot()
      }
    }
    let reduced = (0..<states).flatMap { k in
      x.map { 0.5 * stiffness * ($0 - spacing * Double(k)) * ($0 - spacing * Double(k)) }
    }
    let (start, processor) = (Date(), processorTime())
    let mbar = try MBAR(
      reducedPotentials: reduced, counts: Array(repeating: samples, count: states), threads: threads)
    let last = mbar.difference(from: 0, to: states - 1)
    return (-start.timeIntervalSinceNow, processorTime() - processor, last.value, last.standardError)
  }
}
