// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Thermodynamics

/// Two channels side by side with a wall between them that walkers do not cross, each of a width that varies along x:
/// f = x⁶/6 + h(y² − 1)² + ½k(x, y)z², telling x. Which channel is the wider one changes along the way.
private struct TwoChannels: ObservablePotential {
  /// How much stiffer the walls are in the middle, or in the middle softer.
  var squeeze: Double
  var wall = 1.5
  let dimension = 3

  static let along = Observable("place", on: "axis", hasGradient: true)

  var window: [ClosedRange<Double>] { Array(repeating: -2...2, count: dimension) }
  var isSearchable: Bool { false }
  var observables: [Observable] { [Self.along] }

  /// ln k and its slopes.
  private func logStiffness(_ x: Double, _ y: Double) -> (value: Double, x: Double, y: Double) {
    let bump = squeeze * exp(-4 * x * x)
    return (bump + 0.8 * x * y, -8 * x * bump + 0.8 * y, 0.8 * x)
  }

  func energy(at p: Span<Double>) -> Double {
    let (x, y, z) = (p[0], p[1], p[2])
    return pow(x, 6) / 6 + wall * (y * y - 1) * (y * y - 1) + exp(logStiffness(x, y).value) / 2 * z * z
  }

  func gradient(at p: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let (x, y, z) = (p[0], p[1], p[2])
    let log = logStiffness(x, y)
    let k = exp(log.value)
    gradient[0] = pow(x, 5) + k / 2 * z * z * log.x
    gradient[1] = 4 * wall * y * (y * y - 1) + k / 2 * z * z * log.y
    gradient[2] = k * z
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double { position[0] }

  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
  {
    for c in gradient.indices { gradient[c] = c == 0 ? 1 : 0 }
    return position[0]
  }

  /// ∫∫ e^{−βf} dy dz and the mean of f over a range of x at a temperature; z by hand, x and y by sums.
  func exact(_ range: ClosedRange<Double>, temperature: Double, sign: Double? = nil) -> (weight: Double, energy: Double)
  {
    var (weight, energy) = (0.0, 0.0)
    let (columns, rows) = (200, 800)
    for i in 0..<columns {
      let x = range.lowerBound + (range.upperBound - range.lowerBound) * (Double(i) + 0.5) / Double(columns)
      for j in 0..<rows {
        let y = -2.5 + 5 * (Double(j) + 0.5) / Double(rows)
        if let sign, sign * y < 0 { continue }
        let floor = pow(x, 6) / 6 + wall * (y * y - 1) * (y * y - 1)
        let own = exp(-floor / temperature - logStiffness(x, y).value / 2) * (2 * .pi * temperature).squareRoot()
        weight += own
        energy += own * (floor + temperature / 2)
      }
    }
    return (weight / Double(columns) * 5 / Double(rows), energy / weight)
  }
}

struct TemperedWindowTests {
  private static let theta = 0.1

  private func analysis(_ potential: TwoChannels, hotter: [Double], samples: Int = 3000, seed: UInt64 = 3) throws
    -> UmbrellaAnalysis
  {
    var settings = UmbrellaSampling.Settings()
    settings.range = -1.4...1.4
    settings.samples = samples
    settings.hotter = hotter
    settings.longestRunIn = 4000
    let sampling = try UmbrellaSampling(
      potential, temperature: Self.theta, coordinate: ObservableCoordinate(TwoChannels.along, of: potential),
      settings: settings, seed: seed)
    return try sampling.run(
      regions: [
        ("left", .halfSpace(normal: [-1, 0, 0], offset: 1)), ("right", .halfSpace(normal: [1, 0, 0], offset: 1)),
        ("near", .halfSpace(normal: [0, -1, 0], offset: 0)), ("far", .halfSpace(normal: [0, 1, 0], offset: 0)),
      ], seed: seed)
  }

  private static let ladder = [0.16, 0.25, 0.4, 0.6]

  @Test(
    "bottleneck, straight channel and belly: S at θ from several temperatures is that of quadrature",
    arguments: [8.0, 0, -3])
  func profile(squeeze: Double) throws {
    let potential = TwoChannels(squeeze: squeeze)
    let found = try analysis(potential, hotter: Self.ladder)
    let profile = try EntropyProfile(found.samples, over: -1.4...1.4)
    let width = 2.8 / 16
    func exact(_ place: Double) -> Double {
      let own = potential.exact((place - width / 2)...(place + width / 2), temperature: Self.theta)
      return own.energy / Self.theta + log(own.weight)
    }
    for (place, entropy) in zip(profile.places, profile.entropies).dropFirst() {
      expectZ(
        entropy.value, exact(place) - exact(profile.places[0]), standardError: entropy.standardError, "S(\(place))")
      #expect(entropy.standardError < 0.5)
    }
    #expect(profile.verdict == (squeeze > 0 ? .barrier : .none))
    // The same between the two ends, and none between two places on one side of the bottleneck.
    let between = try EntropyProfile(found.samples, over: -1.4...1.4, between: (-1.1, 1.1))
    #expect(between.verdict == (squeeze > 0 ? .barrier : .none))
    #expect(try EntropyProfile(found.samples, over: -1.4...1.4, between: (0.3, 1.2)).verdict != .barrier)
    // Populations of both channels, between which no walker at θ crosses.
    let (near, far) = (
      potential.exact(-2.5...2.5, temperature: Self.theta, sign: -1),
      potential.exact(-2.5...2.5, temperature: Self.theta, sign: 1)
    )
    let population = found.members[2].population
    expectZ(
      population.value, near.weight / (near.weight + far.weight), standardError: population.standardError, "channel")
    #expect(population.standardError < 0.1)
  }

  @Test("at one temperature walkers of two channels have not mixed, and it is said") func alone() throws {
    let found = try analysis(TwoChannels(squeeze: 0, wall: 3), hotter: [])
    let share = found.members.count > 2 ? found.members[2].population.value : 0
    // Walkers that begin in one place may all have gone one way; if not, their chains disagree.
    #expect((found.rHat.max() ?? 1) > 1.01 || share < 0.01 || share > 0.99)
  }

  @Test("a window of a ladder is the same whatever the threads") func threads() throws {
    let potential = TwoChannels(squeeze: 1)
    var settings = UmbrellaSampling.Settings()
    (settings.range, settings.samples, settings.hotter) = (-1...1, 200, [0.2])
    (settings.windows, settings.stiffness, settings.longestRunIn) = (4, 2, 500)
    let sampling = try UmbrellaSampling(
      potential, temperature: Self.theta, coordinate: ObservableCoordinate(TwoChannels.along, of: potential),
      settings: settings, seed: 1)
    let one = try sampling.sampleLadder(1, regions: [], seed: 4, threads: 1)
    #expect(one.map(\.rung) == [0, 1])
    #expect(try sampling.sampleLadder(1, regions: [], seed: 4, threads: 3) == one)
  }
}
