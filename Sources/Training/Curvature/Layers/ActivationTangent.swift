// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How activations y = φ(z) change: ẏ = φ′(z) ż, and with z̄ = φ′(z) ȳ
///
///     z̄̇ = φ′(z) ȳ̇ + φ″(z) ż ȳ
///
/// φ″ is 0 for the identity and for ReLU, 2 for the square, −2yφ′ for tanh and (2 − z²) e^{−z²/2}/√2π for GELU.
extension Real {
  /// In place: ż becomes ẏ.
  ///
  /// - Parameter kept: z where the activation needs its input, else y.
  static func activateTangent(
    _ activation: Activation, kept: UnsafePointer<Self>, tangent: UnsafeMutablePointer<Self>, rows: Int, width: Int
  ) {
    if activation == .identity { return }
    activateBackward(activation, kept: kept, gradient: tangent, biasGradient: nil, rows: rows, width: width)
  }

  /// In place: ȳ becomes z̄, and ȳ̇ becomes z̄̇, whose column sums are added to those of a bias.
  ///
  /// - Parameters:
  ///   - kept: z where the activation needs its input, else y.
  ///   - keptTangent: ż or ẏ likewise.
  static func activateBackwardTangent(
    _ activation: Activation, kept: UnsafePointer<Self>, keptTangent: UnsafePointer<Self>,
    gradient: UnsafeMutablePointer<Self>, tangent: UnsafeMutablePointer<Self>,
    biasTangent: UnsafeMutablePointer<Self>?, rows: Int, width: Int
  ) {
    if activation != .identity {
      activateBackward(activation, kept: kept, gradient: tangent, biasGradient: nil, rows: rows, width: width)
      bend(activation, kept: kept, keptTangent: keptTangent, gradient: gradient, tangent: tangent, count: rows * width)
      activateBackward(activation, kept: kept, gradient: gradient, biasGradient: nil, rows: rows, width: width)
    }
    if let biasTangent {
      activateBackward(.identity, kept: kept, gradient: tangent, biasGradient: biasTangent, rows: rows, width: width)
    }
  }

  /// z̄̇ ← z̄̇ + φ″(z) ż ȳ.
  @inline(__always)
  private static func bend(
    _ activation: Activation, kept: UnsafePointer<Self>, keptTangent: UnsafePointer<Self>,
    gradient: UnsafePointer<Self>, tangent: UnsafeMutablePointer<Self>, count: Int
  ) {
    switch activation {
    case .identity, .relu: break
    case .tanh: for i in 0..<count { tangent[i] -= 2 * kept[i] * keptTangent[i] * gradient[i] }
    case .quadratic: for i in 0..<count { tangent[i] += 2 * keptTangent[i] * gradient[i] }
    case .gelu:
      let factor = 1 / (2 * Double.pi).squareRoot()
      for i in 0..<count {
        let z = Double(kept[i])
        let bend = factor * (2 - z * z) * exp(-0.5 * z * z)
        tangent[i] += Self(bend) * keptTangent[i] * gradient[i]
      }
    }
  }
}
