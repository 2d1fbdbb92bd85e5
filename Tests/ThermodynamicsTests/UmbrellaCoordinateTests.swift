// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// A line between mirrors or a circle: f = a·sin(2πx) + bx.
private struct Corrugated: LinePotential {
  var height: Double
  var slope = 0.0
  var boundary: Boundary
  var window: [ClosedRange<Double>] { [0...2] }
  var boundaries: [Boundary] { [boundary] }
  func energy<Lane: Lanes>(_ x: Lane) -> Lane { height * sin(2 * Double.pi * x) + slope * x }
}

/// A harmonic bowl whose axes are turned by 30 degrees.
private struct TurnedBowl: Potential {
  let dimension = 2
  let window = [-2.0...2, -2.0...2]
  private let c = 0.75.squareRoot()
  private let s = 0.5
  var wells: [Well] { [Well(name: "only", minimum: [0, 0], region: .everywhere(2))] }
  func energy(at x: Span<Double>) -> Double {
    let (u, v) = (c * x[0] + s * x[1], c * x[1] - s * x[0])
    return u * u / 2 + 4 * v * v
  }
  func gradient(at x: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let (u, v) = (c * x[0] + s * x[1], c * x[1] - s * x[0])
    gradient[0] = c * u - 8 * s * v
    gradient[1] = s * u + 8 * c * v
  }
}

/// Coordinates with ends, on a circle, along no axis: absolute free energies of parts.
struct UmbrellaCoordinateTests {
  @Test func mirrors() throws {
    let potential = Corrugated(height: 1, slope: 0.3, boundary: .reflecting(lower: 0, upper: 2))
    let result = try umbrella(potential, temperature: 0.2).run(
      regions: [("first", .below(1.2)), ("corner", .interval(0, 0.3))], seed: 4)
    let energy = { (x: Double) in sin(2 * Double.pi * x) + 0.3 * x }
    expectExact(result.members[0].thermodynamics, exact(over: 0...1.2, temperature: 0.2, energy), "first")
    expectExact(result.members[1].thermodynamics, exact(over: 0...0.3, temperature: 0.2, energy), "corner")
  }

  @Test func circle() throws {
    let potential = Corrugated(height: 1, boundary: .periodic(0...2))
    let umbrella = try umbrella(potential, temperature: 0.2)
    let result = try umbrella.run(
      regions: [("seam", .any([.below(0.4), .above(1.9)])), ("top", .interval(1.1, 1.5))], seed: 5)
    let energy = { (x: Double) in sin(2 * Double.pi * x) }
    expectExact(result.members[0].thermodynamics, exact(over: -0.1...0.4, temperature: 0.2, energy), "seam")
    expectExact(result.members[1].thermodynamics, exact(over: 1.1...1.5, temperature: 0.2, energy), "top")
    // The first and the last window are neighbors.
    let last = result.overlap.count - 1
    #expect(result.overlap[1][last] > 0.05)
  }

  @Test func direction() throws {
    let potential = TurnedBowl()
    let coordinate = try LinearCoordinate(along: [1, 1], of: potential)
    let umbrella = try UmbrellaSampling(potential, temperature: 0.5, coordinate: coordinate)
    let result = try umbrella.run(
      regions: [("all", .everywhere(2)), ("half", .halfSpace(normal: [1, 1], offset: 0))], seed: 6)
    let free = -0.5 * log(2 * Double.pi * 0.5 / 8.0.squareRoot())
    expectExact(result.members[0].thermodynamics, (free, 0.5, (0.5 - free) / 0.5), "all")
    let half = free + 0.5 * log(2)
    expectExact(result.members[1].thermodynamics, (half, 0.5, (0.5 - half) / 0.5), "half")
    #expect(result.members[0].population.value > 1 - 1e-12)
  }
}
