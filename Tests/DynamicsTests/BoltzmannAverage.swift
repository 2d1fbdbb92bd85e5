// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// ⟨g⟩ under e^{−βf} in one dimension by the trapezoidal rule, which converges exponentially for smooth f on the line.
struct BoltzmannAverage {
  var points: [Double]
  var weights: [Double]

  init(_ potential: any Potential, temperature: Double, range: ClosedRange<Double> = -6...6, steps: Int = 20_000) {
    let width = (range.upperBound - range.lowerBound) / Double(steps)
    points = (0...steps).map { range.lowerBound + Double($0) * width }
    weights = points.map { exp(-potential.energy(at: [$0]) / temperature) }
  }

  func callAsFunction(_ g: (Double) -> Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    for (x, weight) in zip(points, weights) {
      sum += weight * g(x)
      total += weight
    }
    return sum / total
  }
}
