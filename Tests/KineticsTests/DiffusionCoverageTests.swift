// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// The error bars of the laws of diffusion with few walkers, over many independent ensembles of exact Brownian motion.
@Suite struct DiffusionCoverageTests {
  /// A grid of times that walkers are observed at.
  enum Grid: String, CaseIterable, Sendable {
    case doubling, linear, dense, few

    var times: [Double] {
      switch self {
      case .doubling: (0..<10).map { pow(2, Double($0)) }
      case .linear: (1...20).map(Double.init)
      case .dense: (0..<30).map { pow(10, Double($0) / 10) }
      case .few: [1, 10, 100]
      }
    }
  }

  /// ⟨Δ²⟩ of free walkers with D = 1, and their displacements.
  private static func walk(
    _ walkers: Int, at times: [Double], dimension: Int, using generator: inout SplitMix
  ) -> (squares: CorrelatedMeans, lines: CorrelatedMeans) {
    var squares = CorrelatedMeans(count: times.count)
    var lines = CorrelatedMeans(count: times.count)
    for _ in 0..<walkers {
      var position = [Double](repeating: 0, count: dimension)
      var (now, square, line) = (0.0, [Double](), [Double]())
      for time in times {
        for axis in 0..<dimension { position[axis] += (2 * (time - now)).squareRoot() * generator.normal() }
        now = time
        square.append(position.reduce(0) { $0 + $1 * $1 } / Double(dimension))
        line.append(position[0])
      }
      squares.add(square.span)
      lines.add(line.span)
    }
    return (squares, lines)
  }

  @Test(
    "exponents, coefficients and displacements hold the truth in 95 %", .long, arguments: Grid.allCases,
    [20, 50, 100, 300])
  func fewWalkers(grid: Grid, walkers: Int) throws {
    let names = ["exponent", "coefficient", "coefficient with offset", "drift", "⟨Δ²⟩", "⟨Δ⟩"]
    var held = names.map { _ in 0 }
    let repetitions = 1000
    var generator = SplitMix(UInt64(walkers + grid.rawValue.count))
    let times = grid.times
    for _ in 0..<repetitions {
      let found = Self.walk(walkers, at: times, dimension: 1, using: &generator)
      let squares = MeanSquaredDisplacement(times: times, squares: found.squares)
      let numbers: [(Estimate, Double)] = [
        (try squares.exponent().value, 1), (try squares.coefficient().value, 1),
        (try squares.coefficient(hasOffset: true).value, 1),
        (try driftVelocity(times: times, displacements: found.lines).velocity, 0),
        (try #require(found.squares.estimate(times.count - 1, isPositive: true)), 2 * (times.last ?? 0)),
        (try #require(found.lines.estimate(0)), 0),
      ]
      for (index, (estimate, truth)) in numbers.enumerated() where estimate.bounds.contains(truth) { held[index] += 1 }
    }
    for (name, hits) in zip(names, held) {
      let share = Double(hits) / Double(repetitions)
      print("\(grid), \(walkers) walkers, \(name): \(share)")
      // The laws of means of squares are known up to their skewness: a percent below the level is let pass.
      let slack = 0.01 * Double(repetitions).squareRoot() / 0.218
      let z = binomialZ(hits, of: repetitions, probability: 0.95)
      #expect(-4 - slack <= z && z <= 4 + slack, "\(grid), \(walkers) walkers, \(name): \(share)")
    }
  }
}
