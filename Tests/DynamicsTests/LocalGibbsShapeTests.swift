// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// Starting points follow e^{−βf} whatever the well is like: against sums over fine grids.
@Suite struct LocalGibbsShapeTests {
  private struct Means {
    var values: [Double]
    var errors: [Double]
  }

  private static func quantities(_ x: Double, _ y: Double) -> [Double] { [x, y, x * x, y * y, x * y, x > 0.3 ? 1 : 0] }

  /// Averages over a grid of 1200 × 1200 points.
  private func grid(_ potential: any Potential, _ region: Region, θ: Double, _ box: ClosedRange<Double>) -> [Double] {
    let n = 1200
    let span = box.upperBound - box.lowerBound
    var (sum, sums) = (0.0, [Double](repeating: 0, count: 6))
    for i in 0..<n {
      for j in 0..<n {
        let point = [i, j].map { box.lowerBound + span * (Double($0) + 0.5) / Double(n) }
        guard region.contains(point, in: potential) else { continue }
        let weight = exp(-potential.energy(at: point) / θ)
        sum += weight
        for (k, q) in Self.quantities(point[0], point[1]).enumerated() { sums[k] += weight * q }
      }
    }
    return sums.map { $0 / sum }
  }

  @Test(
    arguments: [
      (".5*x^2 + 10*(y - x^2)^2", 0.5, -4.0...12.0), (".5*x^2 + 200*(y - x^2)^2", 0.5, -4...12),
      ("(x^2 - 1)^2 + y^2 + 0.1*x", 0.15, -2.5...2.5), ("5*(x^2 + y^2 - 1)^2 + 0.2*x", 0.2, -2...2),
      ("x^4 + y^4 - x*y", 0.4, -2.5...2.5), ("abs(x) + 3*abs(y - x)", 0.3, -5...5),
    ] as [(String, Double, ClosedRange<Double>)],
    [Region.everywhere(2), .halfSpace(normal: [1, 0], offset: -0.1), .not(.ball(center: [0.7, 0.5], radius: 0.4))])
  func planes(_ landscape: (formula: String, θ: Double, box: ClosedRange<Double>), region: Region) throws {
    let potential = try ExpressionPotential(landscape.formula, coordinates: ["x", "y"])
    let start = potential.wells.map(\.minimum).first { region.contains($0, in: potential) } ?? [0, 0]
    let sampler = try LocalGibbs(potential, in: region, around: start, temperature: landscape.θ)
    #expect(sampler.burnIn == 0 && sampler.isMixed)
    let n = 40_000
    let draws = sampler.draw(walkers: 0..<UInt32(n), seed: 5)
    let right = grid(potential, region, θ: landscape.θ, landscape.box)
    for k in 0..<6 {
      let (mean, error) = meanAndError((0..<n).map { Self.quantities(draws[$0], draws[n + $0])[k] })
      // The grid of a region with an edge is off by part of a cell.
      expectZ(mean, right[k], standardError: error + 3e-4 * abs(right[k]), "\(landscape.formula) \(k)")
    }
    #expect((0..<n).allSatisfy { region.contains([draws[$0], draws[n + $0]], in: potential) })
  }

  /// Other coordinates that are independent of a bent valley do not change it: its law in three and in five dimensions. Chains
  /// that creep along a narrow valley say that they do not mix.
  @Test(arguments: [3, 5], [0.5, 10.0])
  func bentValleyInMoreDimensions(dimension: Int, stiffness: Double) throws {
    let names = ["x", "y", "u", "v", "w"].prefix(dimension)
    let rest = names.dropFirst(2).map { "2*\($0)^2" }.joined(separator: " + ")
    let potential = try ExpressionPotential(
      ".5*x^2 + \(stiffness)*(y - x^2)^2 + \(rest)", coordinates: Array(names))
    var normal = [Double](repeating: 0, count: dimension)
    normal[0] = -1
    let sampler = try LocalGibbs(
      potential, in: .halfSpace(normal: normal, offset: 0), around: Array(repeating: 0, count: dimension),
      temperature: 0.5)
    #expect(sampler.isMixed == (stiffness < 1))
    guard sampler.isMixed else { return }
    let n = 8000
    let draws = sampler.draw(walkers: 0..<UInt32(n), seed: 2)
    // x is half of a normal deviate of variance θ, y its square and a deviate of variance θ/2k.
    let (mean, error) = meanAndError(draws[..<n].map { -$0 })
    expectZ(mean, (2 * 0.5 / .pi).squareRoot(), standardError: error, "⟨|x|⟩")
    let (height, heightError) = meanAndError(Array(draws[n..<2 * n]))
    expectZ(height, 0.5, standardError: heightError, "⟨y⟩")
    let (square, squareError) = meanAndError(draws[n..<2 * n].map { $0 * $0 })
    expectZ(square, 3 * 0.25 + 0.25 / stiffness, standardError: squareError, "⟨y²⟩")
  }

  /// Two wells with a high barrier between them: chains in both never change places, and that is seen.
  @Test func separateWellsAreSeen() throws {
    let potential = try ExpressionPotential("4*(x^2 - 1)^2 + y^2 + z^2 + 0.3*x", coordinates: ["x", "y", "z"])
    let everywhere = try LocalGibbs(potential, in: .everywhere(3), around: [-1, 0, 0], temperature: 0.1)
    #expect(!everywhere.isMixed)
    let half = try LocalGibbs(
      potential, in: .halfSpace(normal: [-1, 0, 0], offset: 0), around: [-1, 0, 0], temperature: 0.1)
    #expect(half.isMixed)
  }
}
