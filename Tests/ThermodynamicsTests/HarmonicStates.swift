// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport

/// Harmonic states u = ½k(x − c)² that are sampled exactly: f = −½ ln(2π/k), ⟨x⟩ = c, ⟨x²⟩ = c² + 1/k.
struct HarmonicStates {
  var stiffness: [Double]
  var centers: [Double]
  var counts: [Int]

  /// Five states that overlap with their neighbors, differently stiff.
  static let five = HarmonicStates(
    stiffness: [1, 4, 9, 4, 1], centers: [0, 1, 2, 3, 4], counts: [200, 300, 100, 200, 250])

  func freeEnergy(_ k: Int) -> Double { -0.5 * log(2 * .pi / stiffness[k]) }
  func reduced(_ k: Int, _ x: Double) -> Double { 0.5 * stiffness[k] * (x - centers[k]) * (x - centers[k]) }

  func samples(using generator: inout SplitMix) -> [Double] {
    counts.indices.flatMap { k in
      (0..<counts[k]).map { _ in centers[k] + generator.normal() / stiffness[k].squareRoot() }
    }
  }

  func potentials(_ x: [Double]) -> [Double] { counts.indices.flatMap { k in x.map { reduced(k, $0) } } }
}
