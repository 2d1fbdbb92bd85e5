// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// f = k|x|²/2 in d dimensions.
struct HarmonicLandscape: Potential {
  var curvature = 1.0
  var dimension = 1
  var window: [ClosedRange<Double>] { Array(repeating: -10...10, count: dimension) }

  func energy(at x: Span<Double>) -> Double {
    var sum = 0.0
    for c in x.indices { sum += x[c] * x[c] }
    return curvature * sum / 2
  }

  func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) {
    for c in x.indices { g[c] = curvature * x[c] }
  }

  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    for i in positions.indices { gradients[i] = curvature * positions[i] }
  }
}

/// f = 0 with walls.
struct FlatLandscape: Potential {
  var boundaries: [Boundary] = [.free]
  var dimension: Int { boundaries.count }
  var window: [ClosedRange<Double>] { Array(repeating: -1...1, count: dimension) }

  func energy(at x: Span<Double>) -> Double { 0 }
  func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) { for c in x.indices { g[c] = 0 } }
}
