// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// f = (x² − 1)² + tilt·x.
struct QuarticWell: Potential {
  var tilt = 0.0
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [-2...2] }

  func energy(at position: Span<Double>) -> Double {
    let x = position[0]
    return (x * x - 1) * (x * x - 1) + tilt * x
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = position[0]
    gradient[0] = 4 * x * (x * x - 1) + tilt
  }

  func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    hessian[0] = 12 * position[0] * position[0] - 4
  }
}

/// f = x²/2.
struct Parabola: Potential {
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [-3...3] }

  func energy(at position: Span<Double>) -> Double { position[0] * position[0] / 2 }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) { gradient[0] = position[0] }

  func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) { hessian[0] = 1 }
}

/// f = 0 on a line with a boundary.
struct Flat: Potential {
  var boundary: Boundary
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [0...1] }
  var boundaries: [Boundary] { [boundary] }

  func energy(at position: Span<Double>) -> Double { 0 }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) { gradient[0] = 0 }
}
