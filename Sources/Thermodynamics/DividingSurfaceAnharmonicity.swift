// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

extension DividingSurface {
  /// How far rays are followed, the step, both in thermal lengths, and rays of a turn.
  private static let rays = (reach: 8.0, farthest: 400.0, step: 0.2, turn: 16)

  /// ln of ∫_S e^{−β(f − f(s))} dσ over its harmonic value Π√(2πθ/λᵢ) in two and three dimensions, to about a per cent.
  ///
  /// - Returns: `nil` in other dimensions, and where a stable direction is flat.
  package func anharmonicity(temperature: Double) -> Double? {
    guard !spectrum.isSingular else { return nil }
    // Lengths of soft directions are limited.
    let scales = zip(lengths(temperature: temperature), spectrum.eigenvalues.dropFirst()).map { length, curvature in
      length * (curvature / temperature).squareRoot()
    }
    let reach = min(Self.rays.reach / (scales.min() ?? 1), Self.rays.farthest)
    var ratio = scales.reduce(1, *)
    switch potential.dimension {
    case 2:
      let sides = [1.0, -1].map { sum(along: [$0], power: 0, to: reach, temperature) }
      ratio *= (sides[0] + sides[1]) / (2 * .pi).squareRoot()
    case 3:
      var total = 0.0
      for index in 0..<Self.rays.turn {
        let angle = 2 * .pi * Double(index) / Double(Self.rays.turn)
        total += sum(along: [cos(angle), sin(angle)], power: 1, to: reach, temperature)
      }
      ratio *= total / Double(Self.rays.turn)
    default: return nil
    }
    return ratio > 0 && ratio.isFinite ? log(ratio) : nil
  }

  /// ∫₀ r^power e^{−β(f − f(s))} dr to the end of a ray by the trapezoidal rule.
  private func sum(along components: [Double], power: Int, to reach: Double, _ temperature: Double) -> Double {
    let ray = ray(components, temperature: temperature)
    let end = min(ray.end(temperature: temperature, before: reach) ?? reach, reach)
    let count = max(1, Int((end / Self.rays.step).rounded(.up)))
    let step = end / Double(count)
    // Of the first end: half of its value, or what the slope of r adds there.
    var sum = power == 0 ? step / 2 : step * step / 12
    for index in 1...count {
      let r = Double(index) * step
      sum += (index == count ? 0.5 : 1) * (power == 0 ? 1 : r) * exp(-ray.height(r, temperature)) * step
    }
    return sum
  }
}
