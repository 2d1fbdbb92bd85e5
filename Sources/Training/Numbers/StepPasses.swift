// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
  /// w ← (1 − shrink)·w − rate·(m·firstCorrection)/(√(v·secondCorrection) + ε), with g ← g + penalty·w before.
  ///
  /// Numbers below the normal range may be taken for 0, here and in `momentum`.
  package static func adam(
    weights: UnsafeMutablePointer<Self>, gradient: UnsafePointer<Self>, first: UnsafeMutablePointer<Self>,
    second: UnsafeMutablePointer<Self>, count: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
    firstCorrection: Double, secondCorrection: Double, shrink: Double, penalty: Double
  ) {
    passes.pointee.adam(
      weights, gradient, first, second, count, rate, beta1, beta2, epsilon, firstCorrection, secondCorrection, shrink,
      penalty)
  }

  /// Gradient descent with momentum: u ← μu + g, w ← (1 − shrink)·w − rate·u, or, after Nesterov, − rate·(g + μu), with
  /// g ← g + penalty·w before.
  package static func momentum(
    weights: UnsafeMutablePointer<Self>, gradient: UnsafePointer<Self>, velocity: UnsafeMutablePointer<Self>,
    count: Int, rate: Double, momentum: Double, nesterov: Bool, shrink: Double, penalty: Double
  ) {
    passes.pointee.momentum(weights, gradient, velocity, count, rate, momentum, nesterov ? 1 : 0, shrink, penalty)
  }

  /// Σ xᵢ² in double precision.
  package static func sumOfSquares(_ x: UnsafePointer<Self>, count: Int) -> Double {
    passes.pointee.sum_of_squares(x, count)
  }

  /// y ← a·x + b·y; x may be y.
  package static func combine(
    _ a: Double, _ x: UnsafePointer<Self>, _ b: Double, _ y: UnsafeMutablePointer<Self>, count: Int
  ) {
    passes.pointee.combine(a, x, b, y, count)
  }

  /// Numbers in double precision to this one.
  package static func convert(_ from: UnsafePointer<Double>, _ to: UnsafeMutablePointer<Self>, count: Int) {
    passes.pointee.convert(from, to, count)
  }

  /// to[i] ← from[i] + stiffness·x[i]: a gradient in double precision with a Gaussian confinement.
  package static func confine(
    _ from: UnsafePointer<Self>, stiffness: Double, _ x: UnsafePointer<Double>, _ to: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    passes.pointee.confine(from, stiffness, x, to, count)
  }
}
