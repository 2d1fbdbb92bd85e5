// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// z ← z + bias, y ← activation(z) for rows × width numbers; `bias` may be nil, y may be z where the activation does
  /// not need its input.
  package static func activate(
    _ activation: Activation, _ z: UnsafeMutablePointer<Self>, bias: UnsafePointer<Self>?, rows: Int, width: Int,
    into y: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.activate(activation.rawValue, z, bias, rows, width, y)
  }

  /// In place: gradient ∂L/∂y becomes ∂L/∂z; its column sums are added to `biasGradient` if there is one.
  ///
  /// - Parameter kept: z where the activation needs its input, else y.
  package static func activateBackward(
    _ activation: Activation, kept: UnsafePointer<Self>, gradient: UnsafeMutablePointer<Self>,
    biasGradient: UnsafeMutablePointer<Self>?, rows: Int, width: Int
  ) {
    passes.pointee.activate_backward(activation.rawValue, kept, gradient, biasGradient, rows, width)
  }
}
