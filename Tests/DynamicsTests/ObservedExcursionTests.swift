// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness
import TestSupport
import Testing

@testable import Dynamics

/// A double well (x² − 1)² with harmonic coordinates beside it that tells its first one, as a network tells its loss.
private struct TellingWell: ObservablePotential {
  var dimension = 1
  var walkersPerBlock: Int?

  static let height = Observable("height", on: "axis")
  static func height(_ range: ClosedRange<Double>) -> Region { .observable(height, range) }

  var observables: [Observable] { [Self.height] }
  var window: [ClosedRange<Double>] { Array(repeating: -2...2, count: dimension) }

  func energy(at position: Span<Double>) -> Double {
    let rise = position[0] * position[0] - 1
    return (1..<dimension).reduce(rise * rise) { $0 + position[$1] * position[$1] / 2 }
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    gradient[0] = 4 * position[0] * (position[0] * position[0] - 1)
    for c in 1..<dimension { gradient[c] = position[c] }
  }

  func value(of observable: Observable, at position: Span<Double>) -> Double { position[0] }
}

/// Excursions whose score, home and target are observations, seen after every step or after every few.
@Suite struct ObservedExcursionTests {
  private static let names: [UInt32] = (0..<200).map { 3 + 5 * $0 }

  private func excursions(
    _ potential: TellingWell, isObserved: Bool, every stride: Int = 1, stepLimit: Int = 4000
  ) -> Excursions {
    let low = -Double.infinity
    return Excursions(
      potential: potential, timeStep: 0.01, schedule: ConstantTemperature(0.4),
      score: isObserved ? ObservableScore(TellingWell.height, of: potential) : CoordinateScore(0),
      home: isObserved
        ? TellingWell.height(low ... -1.1)
        : .box(lower: Self.corner(potential, low, low), upper: Self.corner(potential, -1.1, .infinity)),
      target: isObserved
        ? TellingWell.height(0.9...(.infinity))
        : .box(lower: Self.corner(potential, 0.9, low), upper: Self.corner(potential, .infinity, .infinity)),
      stepLimit: stepLimit, observeEvery: stride, seed: 5, task: 2)
  }

  private static func corner(_ potential: TellingWell, _ first: Double, _ others: Double) -> [Double] {
    [first] + Array(repeating: others, count: potential.dimension - 1)
  }

  private func starts(_ excursions: Excursions) -> Walkers {
    let first = Self.names.map { -0.9 + 0.001 * Double($0 % 300) }
    let others = Array(repeating: 0.1, count: (excursions.potential.dimension - 1) * first.count)
    return excursions.walkers(Self.names, at: first + others)
  }

  @Test(
    "what is observed is the coordinate: the same paths and endings, bit for bit", arguments: [1, 3, 20], [nil, 1])
  func sameAsCoordinate(dimension: Int, capacity: Int?) {
    let told = TellingWell(dimension: dimension, walkersPerBlock: capacity)
    let plain = excursions(TellingWell(dimension: dimension), isObserved: false)
    for level in [0.3, Double.infinity] {
      let expected = plain.run(starts(plain), until: level)
      let observed = excursions(told, isObserved: true)
      for threads in [1, 2] {
        #expect(observed.run(starts(observed), until: level, threads: threads) == expected)
      }
      #expect(Set(expected.outcomes).count > 1)
    }
  }

  /// The chain of every seventh position: nothing between counts.
  @Test("seen every few steps a walker ends at its first observation that is an ending", arguments: [1, 4], [nil, 1])
  func strides(dimension: Int, capacity: Int?) {
    let stride = 7
    let excursions = excursions(
      TellingWell(dimension: dimension, walkersPerBlock: capacity), isObserved: true, every: stride, stepLimit: 2100)
    let walkers = starts(excursions)
    let firstStep: UInt64 = 12
    let result = excursions.run(walkers, until: 0.4, firstStep: firstStep)
    #expect(excursions.run(walkers, until: 0.4, firstStep: firstStep, threads: 2) == result)
    for w in Swift.stride(from: 0, to: walkers.count, by: 10) {
      let path = excursions.trace(
        walkers.selecting([w]), steps: result.steps[w], every: stride, firstStep: firstStep)
      let endings = path.positions.map { x -> ExcursionOutcome? in
        x[0] >= 0.9 ? .target : x[0] <= -1.1 ? .home : x[0] >= 0.4 ? .level : nil
      }
      #expect(result.steps[w] % stride == 0)
      #expect(endings.dropLast().allSatisfy { $0 == nil })
      #expect(endings.last == .some(result.outcomes[w] == .limit ? nil : result.outcomes[w]))
      #expect(path.positions.map { $0[0] }.max() == result.largestScores[w])
    }
    #expect(Set(result.outcomes).count > 1)
  }

  @Test("a walker that is lost between two observations has diverged") func divergence() {
    var excursions = excursions(TellingWell(), isObserved: true, every: 50)
    excursions.timeStep = 2
    let result = excursions.run(starts(excursions))
    #expect(result.count(.diverged) > 0)
    #expect(result.indices(of: .diverged).allSatisfy { result.ends.position(of: $0)[0].isFinite })
  }
}
