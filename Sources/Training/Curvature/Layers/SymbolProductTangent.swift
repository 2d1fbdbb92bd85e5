// SPDX-License-Identifier: GPL-3.0-or-later

/// Y = A·B: Ẏ = ȦB + AḂ, Ā̇ = Ȳ̇Bᵀ + ȲḂᵀ, B̄̇ = ȦᵀȲ + AᵀȲ̇.
extension SymbolProduct: TangentLayer {
  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    forward(value)
    let (a, b, y) = (value.values(left), value.values(right), tangent.values(output))
    let (aTangent, bTangent) = (tangent.values(left), tangent.values(right))
    for row in 0..<value.rows {
      let place = row * order * order
      multiply(aTangent + place, false, b + place, false, 0, y + place)
      multiply(a + place, false, bTangent + place, false, 1, y + place)
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    let (a, b) = (value.values(left), value.values(right))
    let (aTangent, bTangent) = (tangent.values(left), tangent.values(right))
    let (y, yTangent) = (value.gradient(output), tangent.gradient(output))
    let (claimA, claimB) = (value.claim(left), value.claim(right))
    for row in 0..<value.rows {
      let place = row * order * order
      let (leftGradient, leftTangent) = (value.gradient(left) + place, tangent.gradient(left) + place)
      let (rightGradient, rightTangent) = (value.gradient(right) + place, tangent.gradient(right) + place)
      multiply(y + place, false, b + place, true, claimA, leftGradient)
      multiply(a + place, true, y + place, false, claimB, rightGradient)
      multiply(yTangent + place, false, b + place, true, claimA, leftTangent)
      multiply(y + place, false, bTangent + place, true, 1, leftTangent)
      multiply(aTangent + place, true, y + place, false, claimB, rightTangent)
      multiply(a + place, true, yTangent + place, false, 1, rightTangent)
    }
  }

  private func multiply<R: Real>(
    _ a: UnsafePointer<R>, _ transposedA: Bool, _ b: UnsafePointer<R>, _ transposedB: Bool, _ factor: Double,
    _ y: UnsafeMutablePointer<R>
  ) {
    R.multiply(
      order, order, order, 1, a, transposed: transposedA, lda: order, b, transposed: transposedB, ldb: order, factor, y,
      ldc: order)
  }
}
