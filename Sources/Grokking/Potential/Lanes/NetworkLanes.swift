// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Training

/// Lanes with what networks need beside arithmetic: activations with their slopes, and what a softmax takes.
///
/// Each lane is computed by itself and by the same operations, so that a walker's numbers do not depend on its neighbors.
protocol NetworkLanes: Lanes {
  /// φ(z).
  static func activated(_ z: Self, by activation: Activation) -> Self
  /// φ′(z).
  static func slope(at z: Self, of activation: Activation) -> Self
  /// ln x.
  static func naturalLogarithm(_ x: Self) -> Self
  /// The larger of two numbers in every lane, and it is held fixed: what exponents are measured from.
  static func larger(_ a: Self, _ b: Self) -> Self
}

/// φ and its first two derivatives.
enum ActivationCurve {
  static func value(_ z: Double, _ activation: Activation) -> Double {
    switch activation {
    case .identity: z
    case .relu: z > 0 || z.isNaN ? z : 0
    case .gelu: z * normalDistribution(z)
    case .tanh: tanh(z)
    case .quadratic: z * z
    }
  }

  static func slope(_ z: Double, _ activation: Activation) -> Double {
    switch activation {
    case .identity: return 1
    case .relu: return z > 0 ? 1 : 0
    case .gelu: return normalDistribution(z) + z * normalDensity(z)
    case .tanh:
      let y = tanh(z)
      return 1 - y * y
    case .quadratic: return 2 * z
    }
  }

  static func curvature(_ z: Double, _ activation: Activation) -> Double {
    switch activation {
    case .identity, .relu: return 0
    case .gelu: return (2 - z * z) * normalDensity(z)
    case .tanh:
      let y = tanh(z)
      return -2 * y * (1 - y * y)
    case .quadratic: return 2
    }
  }

  /// Φ(z), without cancellation where it is small.
  private static func normalDistribution(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }
  private static func normalDensity(_ z: Double) -> Double { exp(-0.5 * z * z) / (2 * .pi).squareRoot() }
}

extension Double: NetworkLanes {
  static func activated(_ z: Double, by activation: Activation) -> Double { ActivationCurve.value(z, activation) }
  static func slope(at z: Double, of activation: Activation) -> Double { ActivationCurve.slope(z, activation) }
  static func naturalLogarithm(_ x: Double) -> Double { log(x) }
  static func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
}

extension SIMD8: NetworkLanes where Scalar == Double {
  @inline(__always) static func activated(_ z: Self, by activation: Activation) -> Self {
    switch activation {
    case .identity: z
    case .quadratic: z * z
    default: each(z) { ActivationCurve.value($0, activation) }
    }
  }
  @inline(__always) static func slope(at z: Self, of activation: Activation) -> Self {
    switch activation {
    case .identity: Self(repeating: 1)
    case .quadratic: 2 * z
    default: each(z) { ActivationCurve.slope($0, activation) }
    }
  }
  static func curvature(at z: Self, of activation: Activation) -> Self {
    each(z) { ActivationCurve.curvature($0, activation) }
  }
  static func naturalLogarithm(_ x: Self) -> Self { each(x) { log($0) } }
  static func larger(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: .!(a .> b)) }

  @inline(__always) private static func each(_ z: Self, _ function: (Double) -> Double) -> Self {
    var result = z
    for lane in 0..<8 { result[lane] = function(z[lane]) }
    return result
  }
}

extension Dual<SIMD8<Double>>: NetworkLanes {
  static func activated(_ z: Self, by activation: Activation) -> Self {
    Self(.activated(z.value, by: activation), .slope(at: z.value, of: activation) * z.slope)
  }
  static func slope(at z: Self, of activation: Activation) -> Self {
    Self(.slope(at: z.value, of: activation), .curvature(at: z.value, of: activation) * z.slope)
  }
  static func naturalLogarithm(_ x: Self) -> Self { Self(.naturalLogarithm(x.value), x.slope / x.value) }
  static func larger(_ a: Self, _ b: Self) -> Self { Self(constant: .larger(a.value, b.value)) }
}
