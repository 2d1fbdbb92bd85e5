// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics
import TestSupport
import Testing
import Thermodynamics

@testable import Kinetics

/// f(x) = g(|x|) with two shells of minima, which tells |x|: the passage from shell to shell is one-dimensional exactly.
private struct Shells: ObservablePotential {
  var dimension: Int
  var height = 8.0

  static let radius = Observable("norm", on: "all", hasGradient: true)

  var window: [ClosedRange<Double>] { Array(repeating: -3...3, count: dimension) }
  var isSearchable: Bool { false }
  var observables: [Observable] { [Self.radius] }

  /// g(r) = h(r − 1)²(r − 2)².
  func shell(_ r: Double) -> Double { height * (r - 1) * (r - 1) * (r - 2) * (r - 2) }

  func energy(at position: Span<Double>) -> Double { shell(value(of: Self.radius, at: position)) }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let r = self.gradient(of: Self.radius, at: position, into: &gradient)
    let slope = 2 * height * (r - 1) * (r - 2) * (2 * r - 3)
    for c in 0..<dimension { gradient[c] *= slope }
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double {
    (0..<dimension).reduce(0) { $0 + position[$1] * position[$1] }.squareRoot()
  }

  func gradient(of observable: Observable, at position: Span<Double>, into gradient: inout MutableSpan<Double>)
    -> Double
  {
    let r = value(of: observable, at: position)
    for c in 0..<dimension { gradient[c] = position[c] / max(r, 1e-300) }
    return r
  }

  /// The mean time from the Gibbs law of r < start to the target, by the midpoint rule.
  func exactTime(start: Double, target: Double, temperature: Double) -> Double {
    let cells = 40_000
    let width = target / Double(cells)
    var (below, started, time) = (0.0, 0.0, 0.0)
    var whole = 0.0
    func density(_ r: Double) -> Double { exp(-shell(r) / temperature) * pow(r, Double(dimension - 1)) }
    for i in 0..<cells {
      let r = (Double(i) + 0.5) * width
      if r < start { whole += density(r) * width }
    }
    for i in 0..<cells {
      let r = (Double(i) + 0.5) * width
      let own = density(r) * width
      let starting = r < start ? own / whole : 0
      time += (started + starting / 2) * width / (temperature * density(r)) * (below + own / 2)
      below += own
      started += starting
    }
    return time
  }
}

struct ProfilePassageTests {
  private func windows(_ potential: Shells, temperature: Double) throws -> UmbrellaSampling {
    var settings = UmbrellaSampling.Settings()
    settings.range = 0.4...2.1
    settings.samples = 4000
    settings.recordsSlopes = true
    return try UmbrellaSampling(
      potential, temperature: temperature, coordinate: ObservableCoordinate(Shells.radius, of: potential),
      settings: settings, seed: 9)
  }

  @Test("between shells the rate is that of the radial process, and |x| is a committor", arguments: [2, 4])
  func shells(dimension: Int) throws {
    let potential = Shells(dimension: dimension)
    let theta = 0.12
    let sampling = try windows(potential, temperature: theta)
    let found = try sampling.run(regions: [("all", .everywhere(dimension))], seed: 3)
    let passage = try ProfilePassage(found.samples, over: 0.4...2.1, from: 1.1, to: 1.9, bins: 50)
    let exact = potential.exactTime(start: 1.1, target: 1.9, temperature: theta)
    expectZ(passage.rate.value, 1 / exact, standardError: passage.rate.standardError, "k")
    #expect(passage.rate.standardError < 0.1 * passage.rate.value)
    #expect(passage.profile.allSatisfy { abs($0.diffusion - theta) < 1e-9 })
    #expect(passage.doubts.isEmpty, "\(passage.doubts)")
    let points = try sampling.points(at: passage.top, count: 16, seed: 4)
    let committor = try CoordinateCommittor(
      of: sampling.coordinate, in: potential, at: points, copies: 8, start: 1.1, target: 1.9,
      integrator: EulerMaruyama(), timeStep: 1e-3, temperature: theta, steps: 200_000, stride: 5, seed: 5, task: 0)
    #expect(committor.doubt == nil, "\(committor)")
    #expect(committor.spread < 0.25)
  }

  @Test("windows that end within the law say what they leave out", arguments: [(0.4, false), (1.0, true)])
  func farEnd(end: Double, isDoubted: Bool) throws {
    let potential = Shells(dimension: 2)
    let found = try windows(potential, temperature: 0.12).run(regions: [("all", .everywhere(2))], seed: 3)
    let passage = try ProfilePassage(found.samples, over: end...2.1, from: 1.1, to: 1.9, bins: 40)
    #expect(passage.doubts.contains { $0.contains("beyond the far end of the windows, \(end)") } == isDoubted)
    // Less of the way counts, so that the passage seems to be sooner.
    let exact = potential.exactTime(start: 1.1, target: 1.9, temperature: 0.12)
    #expect(!isDoubted || passage.rate.value > 1.2 / exact)
  }

  @Test("points of one value that go to different sides are told") func noCommittor() throws {
    let potential = try DoubleWell()
    let coordinate = try LinearCoordinate(axis: 0, of: potential)
    func committor(_ positions: [[Double]]) throws -> CoordinateCommittor {
      try CoordinateCommittor(
        of: coordinate, in: potential, at: positions, copies: 10, start: -0.9, target: 0.9, integrator: EulerMaruyama(),
        timeStep: 1e-3, temperature: 0.1, steps: 200_000, stride: 5, seed: 5, task: 0)
    }
    #expect(try committor((0..<16).map { [$0 % 2 == 0 ? -0.6 : 0.6] }).doubt?.contains("is no committor") == true)
    #expect(try committor((0..<16).map { _ in [0.7] }).doubt?.contains("is no watershed") == true)
    #expect(try committor((0..<16).map { _ in [0.0] }).doubt == nil)
  }
}
