// SPDX-License-Identifier: GPL-3.0-or-later

extension PlainPasses {
  /// See `Real.adam`.
  package static func adam<R: Real>(
    weights: UnsafeMutablePointer<R>, gradient: UnsafePointer<R>, first: UnsafeMutablePointer<R>,
    second: UnsafeMutablePointer<R>, count: Int, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
    firstCorrection: Double, secondCorrection: Double, shrink: Double, penalty: Double
  ) {
    let (β1, β2) = (R(beta1), R(beta2))
    let (keep, step) = (R(1 - shrink), R(rate * firstCorrection))
    for i in 0..<count {
      let g = gradient[i] + R(penalty) * weights[i]
      first[i] = β1 * first[i] + R(1 - beta1) * g
      second[i] = β2 * second[i] + R(1 - beta2) * g * g
      let deviation = (second[i] * R(secondCorrection)).squareRoot() + R(epsilon)
      weights[i] = keep * weights[i] - step * (first[i] / deviation)
    }
  }

  /// See `Real.momentum`.
  package static func momentum<R: Real>(
    weights: UnsafeMutablePointer<R>, gradient: UnsafePointer<R>, velocity: UnsafeMutablePointer<R>, count: Int,
    rate: Double, momentum: Double, nesterov: Bool, shrink: Double, penalty: Double
  ) {
    let (μ, keep, step) = (R(momentum), R(1 - shrink), R(rate))
    for i in 0..<count {
      let g = gradient[i] + R(penalty) * weights[i]
      velocity[i] = μ * velocity[i] + g
      weights[i] = keep * weights[i] - step * (nesterov ? g + μ * velocity[i] : velocity[i])
    }
  }
}
