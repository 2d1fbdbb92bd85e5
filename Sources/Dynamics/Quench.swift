// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// A descent at zero temperature: from where walkers stand down to the minimum of the basin that they are in.
///
/// Steepest descent of all walkers side by side, x ← x − η∇f with a step η of each walker's own: it grows while f falls by at
/// least η|∇f|²/10 and is halved otherwise. No step is longer than a hundredth of the window, so that no walker jumps out of its basin.
package struct Quench: Sendable {
  /// Where the walkers end, d × n, coordinate-major.
  package private(set) var positions: [Double]
  /// f there.
  package private(set) var energies: [Double]
  /// How many walkers were still on their way down when the iterations were spent.
  package private(set) var unfinished = 0

  private static let blockSize = 256
  /// Half the work of a long cooling at most; wells that are not flat take some dozens.
  private static let iterations = 2000
  /// A walker has arrived where a step of the smallest kind would lower f by no more than this part of 1 + |f|.
  private static let tolerance = 1e-14

  /// Lets walkers down.
  ///
  /// - Parameters:
  ///   - positions: d × n coordinates, coordinate-major.
  ///   - timeStep: the first η, for instance a stable time step.
  package init(_ potential: any Potential, from positions: [Double], walkers: Int, timeStep: Double) {
    self.positions = positions
    energies = Array(repeating: .nan, count: walkers)
    let d = potential.dimension
    for first in stride(from: 0, to: walkers, by: Self.blockSize) {
      let n = min(Self.blockSize, walkers - first)
      var block = (0..<d).flatMap { c in positions[c * walkers + first..<c * walkers + first + n] }
      let (heights, left) = Self.descend(potential, &block, n, timeStep)
      for w in 0..<n { energies[first + w] = heights[w] }
      for c in 0..<d { for w in 0..<n { self.positions[c * walkers + first + w] = block[c * n + w] } }
      unfinished += left
    }
  }

  private static func descend(
    _ potential: any Potential, _ x: inout [Double], _ n: Int, _ timeStep: Double
  ) -> ([Double], Int) {
    let d = potential.dimension
    let longest = potential.window.map { ($0.upperBound - $0.lowerBound) / 100 }.filter(\.isFinite).min() ?? 0.01
    var (gradient, trial) = (x, x)
    var height = [Double](repeating: 0, count: n)
    var trialHeight = height
    var step = [Double](repeating: timeStep, count: n)
    var isDown = [Bool](repeating: false, count: n)
    evaluate(potential, x, n, &height)
    for _ in 0..<iterations {
      slopes(potential, x, n, &gradient)
      var allDown = true
      for w in 0..<n where !isDown[w] {
        let square = stride(from: w, to: n * d, by: n).reduce(0) { $0 + gradient[$1] * gradient[$1] }
        let reach = min(step[w], longest / square.squareRoot())
        guard step[w] * square > tolerance * (1 + abs(height[w])), reach > 0 else {
          isDown[w] = true
          continue
        }
        allDown = false
        step[w] = reach
        for c in 0..<d {
          trial[c * n + w] = potential.boundaries[c].clamped(x[c * n + w] - reach * gradient[c * n + w])
        }
      }
      if allDown { break }
      evaluate(potential, trial, n, &trialHeight)
      for w in 0..<n where !isDown[w] {
        let fall = stride(from: w, to: n * d, by: n).reduce(0) { $0 + (x[$1] - trial[$1]) * gradient[$1] }
        if trialHeight[w] <= height[w] - 0.1 * fall, fall > 0 {
          for c in stride(from: w, to: n * d, by: n) { x[c] = trial[c] }
          height[w] = trialHeight[w]
          step[w] *= 1.5
        } else {
          // Against a wall, or beyond the floor: shorter, until nothing is left to gain.
          step[w] /= 2
          for c in stride(from: w, to: n * d, by: n) { trial[c] = x[c] }
        }
      }
    }
    return (height, isDown.count { !$0 })
  }

  private static func evaluate(_ potential: any Potential, _ x: [Double], _ n: Int, _ energies: inout [Double]) {
    var output = energies.mutableSpan
    potential.energies(walkers: n, at: x.span, into: &output)
  }

  private static func slopes(_ potential: any Potential, _ x: [Double], _ n: Int, _ gradients: inout [Double]) {
    var output = gradients.mutableSpan
    potential.gradients(walkers: n, at: x.span, into: &output)
  }
}

extension Boundary {
  /// The nearest place between the mirrors; elsewhere the place itself.
  fileprivate func clamped(_ x: Double) -> Double {
    guard case .reflecting(let lower, let upper) = self else { return x }
    return min(max(x, lower), upper)
  }
}
