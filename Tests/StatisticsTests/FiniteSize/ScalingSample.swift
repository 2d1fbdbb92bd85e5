// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport

/// Runs drawn from a known dependence on the size.
struct ScalingSample {
  /// How the mean of the order parameter depends on size and control parameter.
  enum Law: String, CaseIterable {
    /// m = L^{−β/ν}·g((r − r_c)L^{1/ν}), the middle of the rise shifted by a part of L^{−1/ν}.
    case transition
    /// m = g(r).
    case crossover
    /// m = g(r + a ln L): the rise moves, its width stays.
    case movingCrossover
    /// m = g(ln r + ½ln L): the rise moves toward zero and keeps its width relative to its place.
    case relativeCrossover
  }

  /// What one run shows.
  enum Noise {
    /// The mean with normal noise, and a shift of the whole curve that a split shares.
    case normal(Double, shift: Double)
    /// One with the mean as its probability, else zero.
    case binary
  }

  var law = Law.transition
  var criticalPoint = 0.45
  var exponent = 1.0
  var amplitudeExponent = 0.0
  var noise = Noise.normal(0.04, shift: 0)
  var sizes = [11.0, 17, 23, 31, 43, 59]
  var controls = (0..<12).map { 0.2 + 0.05 * Double($0) }
  var splits = 8

  private static let reference = 25.0

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  func mean(_ size: Double, _ control: Double) -> Double {
    let ratio = size / Self.reference
    switch law {
    case .transition:
      let x = (control - criticalPoint) * pow(ratio, 1 / exponent) / 0.08
      return pow(ratio, -amplitudeExponent) * Self.logistic(x - 0.4)
    case .crossover: return Self.logistic((control - criticalPoint) / 0.08)
    case .movingCrossover: return Self.logistic((control - criticalPoint + 0.08 * log(ratio)) / 0.08)
    case .relativeCrossover: return Self.logistic((log(control / criticalPoint) + 0.5 * log(ratio)) / 0.2)
    }
  }

  func runs(seed: UInt64) -> [FiniteSizeRun] {
    var generator = SplitMix(seed)
    return sizes.flatMap { size in
      (0..<splits).flatMap { split in
        let common = generator.normal()
        return controls.map { control -> FiniteSizeRun in
          let value: Double
          switch noise {
          case .normal(let error, let shift): value = mean(size, control + shift * common) + error * generator.normal()
          case .binary: value = generator.uniform() < mean(size, control) ? 1 : 0
          }
          return FiniteSizeRun(size: size, control: control, split: split, value: value)
        }
      }
    }
  }

  func scaling(seed: UInt64, amplitude: Double? = 0, replicates: Int = 200) throws -> FiniteSizeScaling {
    var generator = SplitMix(seed &* 31 &+ 7)
    return try FiniteSizeScaling(
      FiniteSizeTable(runs(seed: seed)),
      settings: FiniteSizeScaling.Settings(amplitudeExponent: amplitude, replicates: replicates), using: &generator)
  }
}
