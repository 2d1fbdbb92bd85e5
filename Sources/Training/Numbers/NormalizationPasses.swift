// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// y ← γ(x − mean)/√(variance + ε) + β row by row; mean and 1/√(variance + ε) of each row are kept. y may be x, but
  /// `normalizeBackward` needs x.
  package static func normalize(
    _ x: UnsafePointer<Self>, gain: UnsafePointer<Self>, shift: UnsafePointer<Self>, rows: Int, width: Int,
    epsilon: Double, into y: UnsafeMutablePointer<Self>, means: UnsafeMutablePointer<Self>,
    inverseDeviations: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.normalize(x, gain, shift, rows, width, epsilon, y, means, inverseDeviations)
  }

  /// Backward of `normalize`: adds ∂L/∂x to `inputGradient` and ∂L/∂γ, ∂L/∂β to theirs.
  package static func normalizeBackward(
    _ x: UnsafePointer<Self>, gain: UnsafePointer<Self>, means: UnsafePointer<Self>,
    inverseDeviations: UnsafePointer<Self>, gradient: UnsafePointer<Self>, rows: Int, width: Int,
    inputGradient: UnsafeMutablePointer<Self>, gainGradient: UnsafeMutablePointer<Self>,
    shiftGradient: UnsafeMutablePointer<Self>
  ) {
    passes.pointee.normalize_backward(
      x, gain, means, inverseDeviations, gradient, rows, width, inputGradient, gainGradient, shiftGradient)
  }
}
