// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials

/// f = h x²(x² − 1)² + tilt·x: three wells in a row, at −1, 0 and 1.
struct TripleLine: Potential {
  var height = 6.0
  var tilt = 0.0
  /// Moves all of it.
  var shift = 0.0
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [(shift - 1.9)...(shift + 1.9)] }

  func energy(at position: Span<Double>) -> Double { energy(position[0]) }

  private func energy(_ place: Double) -> Double {
    let x = place - shift
    let u = x * x - 1
    return height * x * x * u * u + tilt * x
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = position[0] - shift
    let u = x * x - 1
    gradient[0] = height * (2 * x * u * u + 4 * x * x * x * u) + tilt
  }

  /// Points of a fine rule from far left to far right, with e^{−βf} and the committor from a to b.
  func law(temperature: Double, from a: Double, to b: Double) -> [(x: Double, density: Double, committor: Double)] {
    let n = 200_000
    let step = 3.8 / Double(n)
    let places = (0...n).map { shift - 1.9 + Double($0) * step }
    let low = places.map { energy($0) }.min() ?? 0
    var (integral, integrals) = (0.0, [Double]())
    for x in places {
      if x > a, x < b { integral += exp((energy(x) - low) / temperature) }
      integrals.append(integral)
    }
    return places.indices.map { index in
      let x = places[index]
      return (x, exp(-(energy(x) - low) / temperature), x >= b ? 1 : integrals[index] / integral)
    }
  }
}

/// A line's energy and parabolas across, in the plane.
struct Channel: Potential {
  var line: TripleLine
  var stiffness = 4.0
  var dimension: Int { 2 }
  var window: [ClosedRange<Double>] { line.window + [-1.5...1.5] }

  func energy(at position: Span<Double>) -> Double {
    line.energy(at: [position[0]]) + stiffness / 2 * position[1] * position[1]
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    var along = [0.0]
    var span = along.mutableSpan
    line.gradient(at: [position[0]].span, into: &span)
    gradient[0] = along[0]
    gradient[1] = stiffness * position[1]
  }
}
