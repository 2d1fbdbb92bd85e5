// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

@Suite struct LocalGibbsTests {
  /// χ² of the draws over bins of equal probability under e^{−βf} on the region.
  @Test func exactOnTheLine() throws {
    let potential = try DoubleWell(barrier: 1, tilt: 0.2)
    for (region, range) in [(Region.below(0), -4.0...0.0), (.interval(-1.2, -0.3), -1.2 ... -0.3)] {
      let sampler = try LocalGibbs(potential, in: region, around: [-1], temperature: 0.4)
      #expect(sampler.burnIn == 0)
      let law = BoltzmannAverage(potential, temperature: 0.4, range: range, steps: 200_000)
      let draws = sampler.draw(walkers: 0..<100_000, seed: 3)
      #expect(draws.allSatisfy { range.contains($0) })
      var sums = law.weights
      for i in 1..<sums.count { sums[i] += sums[i - 1] }
      let total = sums[sums.count - 1]
      var counts = [Int](repeating: 0, count: 40)
      for x in draws {
        let index = Int((x - range.lowerBound) / (law.points[1] - law.points[0]))
        counts[min(Int(sums[index] / total * 40), 39)] += 1
      }
      #expect(abs(chiSquareZ(counts)) < 4)
    }
  }

  /// d = 2: half of a round well is the harmonic law restricted; mean of |x| along the cut axis is √(2θ/πk).
  @Test func halfOfAHarmonicWell() throws {
    let potential = HarmonicLandscape(curvature: 3, dimension: 2)
    let region = Region.halfSpace(normal: [1, 0], offset: 0)
    let sampler = try LocalGibbs(potential, in: region, around: [0, 0], temperature: 0.6)
    #expect(sampler.acceptance > 0.4)
    let n = 40_000
    let draws = sampler.draw(walkers: 0..<UInt32(n), seed: 1)
    let (first, second) = (Array(draws[..<n]), Array(draws[n...]))
    #expect(first.allSatisfy { $0 >= 0 })
    let (mean, error) = meanAndError(first)
    expectZ(mean, (2 * 0.6 / (.pi * 3)).squareRoot(), standardError: error, "⟨x⟩")
    let (other, otherError) = meanAndError(second.map { $0 * $0 })
    expectZ(other, 0.2, standardError: otherError, "⟨y²⟩")
  }

  /// d = 64, stiffness from 1 to 10⁴: ⟨kᵢxᵢ²⟩ = θ in the softest and the stiffest direction, and ⟨f⟩ = 32 θ.
  @Test func manyDimensions() throws {
    let potential = StiffLandscape(curvatures: (0..<64).map { pow(10, Double($0) / 63 * 4) })
    let sampler = try LocalGibbs(
      potential, in: .everywhere(64), around: Array(repeating: 0, count: 64), temperature: 0.5)
    #expect(sampler.acceptance > 0.6)
    let n = 1000
    let draws = sampler.draw(walkers: 0..<UInt32(n), seed: 4)
    for c in [0, 31, 63] {
      let (mean, error) = meanAndError(draws[(c * n)..<((c + 1) * n)].map { $0 * $0 * potential.curvatures[c] })
      expectZ(mean, 0.5, standardError: error, "coordinate \(c)")
    }
    let energies = (0..<n).map { w in potential.energy(at: (0..<64).map { draws[$0 * n + w] }) }
    let (mean, error) = meanAndError(energies)
    expectZ(mean, 16, standardError: error, "⟨f⟩")
  }

  /// An anharmonic well: ⟨x²⟩ of x⁴/4 + y²/2 where the Hessian at the minimum is singular.
  @Test func quarticWell() throws {
    let potential = QuarticTrough()
    let sampler = try LocalGibbs(potential, in: .everywhere(2), around: [0, 0], temperature: 1)
    let n = 20_000
    let draws = sampler.draw(walkers: 0..<UInt32(n), seed: 8)
    let (mean, error) = meanAndError(draws[..<n].map { $0 * $0 })
    // ∫x²e^{−x⁴/4} / ∫e^{−x⁴/4} = 2 Γ(3/4)/Γ(1/4)
    expectZ(mean, 2 * tgamma(0.75) / tgamma(0.25), standardError: error, "⟨x²⟩")
  }

  @Test func drawsAreNamedByWalker() throws {
    let potential = HarmonicLandscape(dimension: 2)
    let sampler = try LocalGibbs(potential, in: .everywhere(2), around: [0, 0], temperature: 1)
    let (all, some) = (sampler.draw(walkers: 0..<10, seed: 7), sampler.draw(walkers: 4..<6, seed: 7))
    #expect(some == [all[4], all[5], all[14], all[15]])
    #expect(sampler.draw(walkers: 0..<10, seed: 7, task: 1) != all)
  }

  @Test func refusals() throws {
    let well = try DoubleWell()
    #expect(
      throws: NoLocalGibbs(
        reason: "the point to start from, [1.0], is not in the region or has no finite energy.")
    ) { try LocalGibbs(well, in: .below(0), around: [1], temperature: 1) }
    #expect(
      throws: NoLocalGibbs(reason: "e^(−βf) does not fall off within the region; bound the region.")
    ) { try LocalGibbs(FlatLandscape(), in: .everywhere(1), around: [0], temperature: 1) }
  }
}

/// f = Σ kᵢxᵢ²/2.
struct StiffLandscape: Potential {
  var curvatures: [Double]
  var dimension: Int { curvatures.count }
  var window: [ClosedRange<Double>] { curvatures.map { _ in -10...10 } }

  func energy(at x: Span<Double>) -> Double {
    var sum = 0.0
    for c in x.indices { sum += curvatures[c] * x[c] * x[c] / 2 }
    return sum
  }

  func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) {
    for c in x.indices { g[c] = curvatures[c] * x[c] }
  }
}

/// f = x⁴/4 + y²/2.
struct QuarticTrough: Potential {
  var dimension: Int { 2 }
  var window: [ClosedRange<Double>] { [-3...3, -3...3] }

  func energy(at x: Span<Double>) -> Double { x[0] * x[0] * x[0] * x[0] / 4 + x[1] * x[1] / 2 }

  func gradient(at x: Span<Double>, into g: inout MutableSpan<Double>) {
    g[0] = x[0] * x[0] * x[0]
    g[1] = x[1]
  }
}

@Suite struct ChannelStartTests {
  /// On the slide the marginal of x is ∝ e^{x} (a = 2, d = 2), so ⟨x⟩ over [0, 2] is (e² + 1)/(e² − 1), and y is normal
  /// with ⟨k(x)y²⟩ = θ, however cold it is: a chain that walks along the floor would not get there in time.
  @Test(arguments: [1.0, 0.05])
  func drawsInChannelsAreExact(temperature: Double) throws {
    let slide = EntropicSlide(dimension: 2, length: 4, stiffness: 1e4, widening: 2, towards: .wide)
    let narrow = Region.halfSpace(normal: [-1, 0], offset: -2)
    let law = try LocalGibbs(slide, in: narrow, around: [0, 0], temperature: temperature)
    let n = 20_000
    let points = law.draw(walkers: 0..<UInt32(n), seed: 11)
    func check(_ values: [Double], _ truth: Double, _ what: String) {
      let mean = values.reduce(0, +) / Double(n)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n - 1)
      expectZ(mean, truth, standardError: (variance / Double(n)).squareRoot(), what)
    }
    check(Array(points[0..<n]), (exp(2) + 1) / (exp(2) - 1), "x")
    check((0..<n).map { 1e4 * exp(-2 * points[$0]) * points[n + $0] * points[n + $0] }, temperature, "k y²")
  }
}
