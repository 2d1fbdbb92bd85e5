// SPDX-License-Identifier: GPL-3.0-or-later

extension PlainPasses {
  /// See `Real.normalize`.
  package static func normalize<R: Real>(
    _ x: UnsafePointer<R>, gain: UnsafePointer<R>, shift: UnsafePointer<R>, rows: Int, width: Int,
    epsilon: Double, into y: UnsafeMutablePointer<R>, means: UnsafeMutablePointer<R>,
    inverseDeviations: UnsafeMutablePointer<R>
  ) {
    for row in 0..<rows {
      let x = x + row * width
      let mean = (0..<width).reduce(0.0) { $0 + Double(x[$1]) } / Double(width)
      let variance = (0..<width).reduce(0.0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) } / Double(width)
      let inverse = 1 / (variance + epsilon).squareRoot()
      (means[row], inverseDeviations[row]) = (R(mean), R(inverse))
      for i in 0..<width {
        y[row * width + i] = R(Double(gain[i]) * (Double(x[i]) - mean) * inverse + Double(shift[i]))
      }
    }
  }

  /// See `Real.normalizeBackward`.
  ///
  /// With x̂ = (x − mean)/σ and g = γ ∂L/∂y: ∂L/∂x = (g − ⟨g⟩ − x̂⟨g x̂⟩)/σ, ⟨⟩ the mean over the row.
  package static func normalizeBackward<R: Real>(
    _ x: UnsafePointer<R>, gain: UnsafePointer<R>, means: UnsafePointer<R>, inverseDeviations: UnsafePointer<R>,
    gradient: UnsafePointer<R>, rows: Int, width: Int, inputGradient: UnsafeMutablePointer<R>,
    gainGradient: UnsafeMutablePointer<R>, shiftGradient: UnsafeMutablePointer<R>
  ) {
    for row in 0..<rows {
      let (x, dy) = (x + row * width, gradient + row * width)
      let (mean, inverse) = (Double(means[row]), Double(inverseDeviations[row]))
      var (sum, product) = (0.0, 0.0)
      for i in 0..<width {
        let (normalized, g) = ((Double(x[i]) - mean) * inverse, Double(gain[i]) * Double(dy[i]))
        sum += g
        product += g * normalized
        gainGradient[i] = R(Double(gainGradient[i]) + Double(dy[i]) * normalized)
        shiftGradient[i] += dy[i]
      }
      (sum, product) = (sum / Double(width), product / Double(width))
      for i in 0..<width {
        let (normalized, g) = ((Double(x[i]) - mean) * inverse, Double(gain[i]) * Double(dy[i]))
        let change = (g - sum - normalized * product) * inverse
        inputGradient[row * width + i] = R(Double(inputGradient[row * width + i]) + change)
      }
    }
  }
}
