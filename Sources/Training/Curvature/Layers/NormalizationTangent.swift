// SPDX-License-Identifier: GPL-3.0-or-later

/// y = γ x̂ + β with x̂ = (x − ⟨x⟩) s, s = 1/√(variance + ε), and ⟨⟩ the mean over a row:
///
///     ṡ/s = −s⟨x̂ ẋ⟩    x̂̇ = s(ẋ − ⟨ẋ⟩ − x̂⟨x̂ ẋ⟩)    ẏ = γ̇ x̂ + γ x̂̇ + β̇
///
/// and backward, with g = γ ȳ and ġ = γ̇ ȳ + γ ȳ̇:
///
///     x̄ = s(g − ⟨g⟩ − x̂⟨g x̂⟩)    x̄̇ = (ṡ/s) x̄ + s(ġ − ⟨ġ⟩ − x̂̇⟨g x̂⟩ − x̂(⟨ġ x̂⟩ + ⟨g x̂̇⟩))
///     γ̄̇ = Σ_rows ȳ̇ x̂ + ȳ x̂̇    β̄̇ = Σ_rows ȳ̇
extension Normalization: TangentLayer {
  /// What both passes need of a row.
  private struct Row {
    var mean: Double
    /// s.
    var scale: Double
    /// ⟨ẋ⟩.
    var meanTangent: Double
    /// ⟨x̂ ẋ⟩.
    var product: Double

    @inline(__always)
    init<R: Real>(_ x: UnsafePointer<R>, _ tangent: UnsafePointer<R>, mean: R, scale: R, width: Int) {
      (self.mean, self.scale) = (Double(mean), Double(scale))
      var (sum, product) = (0.0, 0.0)
      for i in 0..<width {
        sum += Double(tangent[i])
        product += (Double(x[i]) - self.mean) * Double(tangent[i])
      }
      meanTangent = sum / Double(width)
      self.product = product * self.scale / Double(width)
    }

    /// x̂ and x̂̇.
    @inline(__always)
    func normalized<R: Real>(_ x: R, _ tangent: R) -> (value: Double, tangent: Double) {
      let value = (Double(x) - mean) * scale
      return (value, scale * (Double(tangent) - meanTangent - value * product))
    }
  }

  private func row<R: Real>(_ row: Int, _ dual: DualBlock<R>) -> Row {
    let place = row * output.width
    return Row(
      dual.value.values(input) + place, dual.tangent.values(input) + place, mean: dual.value.values(means)[row],
      scale: dual.value.values(inverseDeviations)[row], width: output.width)
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func forward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    forward(value)
    let (gain, gainTangent, shiftTangent) = (value.weights + gain, tangent.weights + gain, tangent.weights + shift)
    for number in 0..<value.rows {
      let row = row(number, dual)
      let place = number * output.width
      let (x, xTangent) = (value.values(input) + place, tangent.values(input) + place)
      let y = tangent.values(output) + place
      for i in 0..<output.width {
        let normal = row.normalized(x[i], xTangent[i])
        y[i] = R(Double(gainTangent[i]) * normal.value + Double(gain[i]) * normal.tangent + Double(shiftTangent[i]))
      }
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  func backward<R: Real>(_ dual: DualBlock<R>) {
    let (value, tangent) = (dual.value, dual.tangent)
    let (gain, gainTangent) = (value.weights + gain, tangent.weights + gain)
    let (gainChange, shiftChange) = (tangent.weightGradient + self.gain, tangent.weightGradient + shift)
    let gradients = dual.gradientsToAddTo(input)
    let width = output.width
    for number in 0..<value.rows {
      let row = row(number, dual)
      let place = number * width
      let (x, xTangent) = (value.values(input) + place, tangent.values(input) + place)
      let (y, yTangent) = (value.gradient(output) + place, tangent.gradient(output) + place)
      // ⟨g⟩, ⟨g x̂⟩ and their derivatives.
      var (mean, product, meanTangent, productTangent) = (0.0, 0.0, 0.0, 0.0)
      for i in 0..<width {
        let normal = row.normalized(x[i], xTangent[i])
        let g = Double(gain[i]) * Double(y[i])
        let change = Double(gainTangent[i]) * Double(y[i]) + Double(gain[i]) * Double(yTangent[i])
        mean += g
        meanTangent += change
        product += g * normal.value
        productTangent += change * normal.value + g * normal.tangent
        gainChange[i] += R(Double(yTangent[i]) * normal.value + Double(y[i]) * normal.tangent)
        shiftChange[i] += yTangent[i]
      }
      let share = 1 / Double(width)
      (mean, product, meanTangent, productTangent) =
        (mean * share, product * share, meanTangent * share, productTangent * share)
      let (into, intoTangent) = (gradients.value + place, gradients.tangent + place)
      for i in 0..<width {
        let normal = row.normalized(x[i], xTangent[i])
        let g = Double(gain[i]) * Double(y[i])
        let change = Double(gainTangent[i]) * Double(y[i]) + Double(gain[i]) * Double(yTangent[i])
        let slope = row.scale * (g - mean - normal.value * product)
        into[i] += R(slope)
        intoTangent[i] += R(
          row.scale * (change - meanTangent - normal.tangent * product - normal.value * productTangent)
            - row.scale * row.product * slope)
      }
    }
  }
}
