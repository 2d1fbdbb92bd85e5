// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Testing

@testable import Dynamics

/// Starting points of a well at the seam of a circle lie on both sides of it.
struct CircleStartTests {
  /// Moments of the offset from the minimum, with the seam moved through the well.
  @Test(arguments: [1, 2])
  func aWellAtTheSeamIsDrawnWhole(dimension: Int) throws {
    let turn = 2 * Double.pi
    let count = 4096
    var means: [(first: Double, second: Double)] = []
    for cut in [0, -Double.pi, Double.pi + 0.1, 2.9] {
      let potential = try ExpressionPotential(
        dimension == 1 ? "1 + cos(x) + 0.2*sin(2*x)" : "1 + cos(x) + 0.2*sin(2*x) + 3*y^2",
        coordinates: dimension == 1 ? ["x"] : ["x", "y"],
        boundaries: [.periodic(cut...(cut + turn))] + (dimension == 1 ? [] : [.free]))
      let well = potential.wells[0]
      let law = try LocalGibbs(potential, in: well.region, around: well.minimum, temperature: 0.3)
      let drawn = law.draw(walkers: 0..<UInt32(count), seed: 3)
      let circle = potential.boundaries[0]
      let offsets = drawn[..<count].map { circle.displacement(from: .pi, to: $0) }
      #expect(drawn[..<count].allSatisfy { cut <= $0 && $0 <= cut + turn })
      means.append(
        (offsets.reduce(0, +) / Double(count), offsets.reduce(0) { $0 + $1 * $1 } / Double(count)))
    }
    // By the trapezoidal rule, which is exact to rounding round a circle.
    let grid = (0..<2000).map { -Double.pi + turn * (Double($0) + 0.5) / 2000 }
    let weights = grid.map { exp(-(1 - cos($0) + 0.2 * sin(2 * $0)) / 0.3) }
    let whole = weights.reduce(0, +)
    func moment(_ power: Int) -> Double {
      zip(grid, weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) } / whole
    }
    for mean in means {
      let spread = (moment(2) - moment(1) * moment(1)) / Double(count)
      #expect(abs(mean.first - moment(1)) < 4 * spread.squareRoot())
      let wide = (moment(4) - moment(2) * moment(2)) / Double(count)
      #expect(abs(mean.second - moment(2)) < 4 * wide.squareRoot())
    }
  }
}
