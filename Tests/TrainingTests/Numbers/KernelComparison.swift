// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import TestSupport
import Testing
import Training

/// The levels of the training kernels that this machine runs, for numbers of a kind.
enum TrainingKernels {
  static let levels: [Int32] = [0, 1, 2].filter { ravine_training_kernels_at($0, 4) != nil }
  static let sizes = [1, 7, 33, 1000]

  static func at<R: Real>(_ level: Int32, _: R.Type) throws -> ravine_training_kernels {
    try #require(ravine_training_kernels_at(level, MemoryLayout<R>.size)).pointee
  }
}

/// Reproducible test numbers.
struct TestNumbers {
  private var generator: SplitMix

  init(_ seed: UInt64 = 1) { generator = SplitMix(seed) }

  mutating func normal<R: Real>(_ count: Int, deviation: Double = 1) -> [R] {
    (0..<count).map { _ in R(deviation * generator.normal()) }
  }

  mutating func indices(_ count: Int, below limit: Int) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: 0..<Int32(limit), using: &generator) }
  }
}

/// The largest |a − b| in units of the last place of max(|b|, scale); infinite if one is not a number and the other is.
func largestError<R: Real>(_ a: [R], _ b: [R], scale: R = .leastNormalMagnitude) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    if pair.0.isNaN, pair.1.isNaN { return worst }
    if pair.0 == pair.1 { return worst }
    let error = abs(Double(pair.0) - Double(pair.1)) / Double(max(abs(pair.1), scale).ulp)
    return error.isNaN ? .infinity : max(worst, error)
  }
}

/// ∂f/∂xᵢ by central differences of fourth order.
func differences(_ x: [Double], step: Double = 1e-3, of f: ([Double]) -> Double) -> [Double] {
  x.indices.map { i in
    func at(_ k: Double) -> Double {
      var y = x
      y[i] += k * step
      return f(y)
    }
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
  }
}
