// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness

@testable import Dynamics

/// One scheme at several steps on the same Brownian paths, against a fine reference.
///
/// A path is drawn on a grid of 2^fine steps over [0, 1] with two deviates each, and summed up exactly for the longer
/// steps: (ΔW, ∫∫dW ds) for overdamped schemes, the Ornstein–Uhlenbeck noise of half steps for underdamped ones.
struct CoupledPaths {
  var integrator: any Integrator
  var reference: any Integrator
  var friction = 1.0
  var levels = [3, 4, 5, 6, 7]
  var fine = 11
  var blocks = 200

  static let width = 256
  static let start = 1.0

  var steps: [Double] { levels.map { pow(2, -Double($0)) } }

  struct Errors {
    /// Mean of |x_h − x| at time 1, with standard errors.
    var strong: [(Double, Double)]
    /// Mean of x_h² − x² at time 1, with standard errors.
    var weak: [(Double, Double)]
  }

  func measure(seed: UInt64) -> Errors {
    let n = Self.width
    let count = 1 << fine
    var strong = levels.map { _ in [Double]() }
    var weak = strong
    var noise = [Double](repeating: 0, count: 2 * count * n)
    for block in 0..<blocks {
      let walkers = (0..<n).map { UInt32(block * n + $0) }
      var span = noise.mutableSpan
      NormalStream(StreamName(seed: seed, task: 0, purpose: .test))
        .fill(&span, walkers: walkers.span, firstBlock: 0, blocks: count / 2)
      let exact = end(reference, level: fine, noise)
      for (index, level) in levels.enumerated() {
        let coarse = end(integrator, level: level, noise)
        strong[index] += zip(coarse, exact).map { abs($0 - $1) }
        weak[index] += zip(coarse, exact).map { $0 * $0 - $1 * $1 }
      }
    }
    return Errors(strong: strong.map { meanAndError($0) }, weak: weak.map { meanAndError($0) })
  }

  /// Where the paths end with steps of 2^−level.
  private func end(_ integrator: any Integrator, level: Int, _ noise: [Double]) -> [Double] {
    let n = Self.width
    let h = pow(2, -Double(level))
    var block = WalkerBlock(
      BlockPlan(potential: RippledWell(), integrator: integrator, isSequential: false, capacity: n))
    block.walkers = n
    for w in 0..<n { block.old[w] = Self.start }
    if !integrator.memory.isEmpty {
      // The same starting memory at every step: zero momentum, or a deviate of before the path.
      for w in 0..<n { block.memory(0)[w] = 0 }
    }
    let group = 1 << (fine - level)
    var context = StepContext(step: 0, time: 0, timeStep: h, temperature: 1)
    for step in 0..<(1 << level) {
      block.noiseStart = block.slabStart
      if integrator.isOverdamped {
        brownian(step, group, noise, into: block.slabStart)
      } else {
        let parts = integrator.deviates(dimension: 1)
        for part in 0..<parts {
          bath(step * parts + part, 2 * group / parts, noise, into: block.slabStart + part * n)
        }
      }
      integrator.step(&block, at: context)
      block.turn()
      context.step += 1
      context.time += h
    }
    return (0..<n).map { block.old[$0] }
  }

  /// ξ₁ = ΔW/√h and ξ₂ from ∫∫dW ds, summed over a group of fine steps.
  private func brownian(_ step: Int, _ group: Int, _ noise: [Double], into out: UnsafeMutablePointer<Double>) {
    let n = Self.width
    let δ = pow(2, -Double(fine))
    let h = δ * Double(group)
    for w in 0..<n {
      var (sum, area) = (0.0, 0.0)
      for j in step * group..<(step + 1) * group {
        let (first, second) = (noise[2 * j * n + w], noise[(2 * j + 1) * n + w])
        area += δ * sum + δ / 2 * (δ.squareRoot() * first + (δ / 3).squareRoot() * second)
        sum += δ.squareRoot() * first
      }
      out[w] = sum / h.squareRoot()
      out[n + w] = (2 * area / h - sum) / (h / 3).squareRoot()
    }
  }

  /// The bath's deviate over a group of fine half steps.
  private func bath(_ index: Int, _ group: Int, _ noise: [Double], into out: UnsafeMutablePointer<Double>) {
    let n = Self.width
    let δ = pow(2, -Double(fine)) / 2
    let decay = exp(-friction * δ)
    let amplitude = (-expm1(-2 * friction * δ)).squareRoot()
    let total = (-expm1(-2 * friction * δ * Double(group))).squareRoot()
    for w in 0..<n {
      var sum = 0.0
      for j in index * group..<(index + 1) * group { sum = decay * sum + amplitude * noise[j * n + w] }
      out[w] = sum / total
    }
  }
}
