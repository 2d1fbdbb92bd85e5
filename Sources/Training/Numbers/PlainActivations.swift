// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension PlainPasses {
  /// y of z.
  package static func value(_ activation: Activation, _ z: Double) -> Double {
    switch activation {
    case .identity: z
    case .relu: z > 0 || z.isNaN ? z : 0
    case .gelu: z * normalDistribution(z)
    case .tanh: tanh(z)
    case .quadratic: z * z
    }
  }

  /// dy/dz, from z where the activation needs its input, else from y.
  package static func derivative(_ activation: Activation, kept: Double) -> Double {
    switch activation {
    case .identity: 1
    case .relu: kept > 0 ? 1 : 0
    case .gelu: normalDistribution(kept) + kept * exp(-0.5 * kept * kept) / (2 * .pi).squareRoot()
    case .tanh: 1 - kept * kept
    case .quadratic: 2 * kept
    }
  }

  /// Φ(z), without cancellation where it is small.
  private static func normalDistribution(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// See `Real.activate`.
  package static func activate<R: Real>(
    _ activation: Activation, _ z: UnsafeMutablePointer<R>, bias: UnsafePointer<R>?, rows: Int, width: Int,
    into y: UnsafeMutablePointer<R>
  ) {
    for i in 0..<(rows * width) {
      if let bias { z[i] += bias[i % width] }
      y[i] = R(value(activation, Double(z[i])))
    }
  }

  /// See `Real.activateBackward`.
  package static func activateBackward<R: Real>(
    _ activation: Activation, kept: UnsafePointer<R>, gradient: UnsafeMutablePointer<R>,
    biasGradient: UnsafeMutablePointer<R>?, rows: Int, width: Int
  ) {
    for column in 0..<width {
      var sum = 0.0
      for row in 0..<rows {
        let i = row * width + column
        gradient[i] = R(Double(gradient[i]) * derivative(activation, kept: Double(kept[i])))
        sum += Double(gradient[i])
      }
      if let biasGradient { biasGradient[column] = R(Double(biasGradient[column]) + sum) }
    }
  }
}
