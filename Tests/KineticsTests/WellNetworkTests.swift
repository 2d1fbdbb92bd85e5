// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

/// f = x⁴/400 + Σ aₖ cos(kx/2 + φₖ): several wells of unequal depth on a line.
struct RippledLine: Potential {
  var amplitudes: [Double]
  var phases: [Double]
  /// Where the origin of the formula lies, in which units.
  var shift = 0.0
  var scale = 1.0
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [(shift - 8 * scale)...(shift + 8 * scale)] }

  init(seed: UInt64) {
    var generator = SplitMix(seed)
    amplitudes = (1...4).map { _ in 0.3 + 0.7 * Double.random(in: 0..<1, using: &generator) }
    phases = (1...4).map { _ in 2 * .pi * Double.random(in: 0..<1, using: &generator) }
  }

  func energy(at position: Span<Double>) -> Double {
    let x = (position[0] - shift) / scale
    var sum = x * x * x * x / 400
    for k in amplitudes.indices {
      let wave = Double(k + 1) / 2
      sum += amplitudes[k] * cos(wave * x + phases[k])
    }
    return sum
  }

  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = (position[0] - shift) / scale
    var slope = x * x * x / 100
    for k in amplitudes.indices {
      let wave = Double(k + 1) / 2
      slope -= amplitudes[k] * wave * sin(wave * x + phases[k])
    }
    gradient[0] = slope / scale
  }
}

@Suite struct WellNetworkTests {
  /// ln of the law's rate between two wells of a landscape, with the law.
  private func law(
    _ potential: any Potential, _ landscape: Landscape, from start: Int, to goal: Region, _ temperature: Double
  ) throws -> EyringKramersChain {
    let passage = try WellPassage(
      potential: potential, landscape: landscape, from: [landscape.wells[start]], to: goal, temperature: temperature)
    return try EyringKramersChain(passage: passage, potential: potential, temperature: temperature)
  }

  /// Middle → left of three wells: the way right leads away, and its walkers come back. By quadrature elsewhere.
  @Test func aWellThatLeadsAwayCostsItsTime() throws {
    let theta = 0.2
    let hills = SymmetricTriple()
    let landscape = Landscape(of: hills)
    let middle = try #require(landscape.wells.firstIndex { abs($0.minimum[0]) < 1 })
    let chain = try law(hills, landscape, from: middle, to: .below(-2), theta)
    #expect(agree(chain.rate.value, 2.41955e-4, relative: 1e-5))
    #expect(agree(chain.wellRate.value, 7.259e-4, relative: 1e-3))
    let exact = try ExactPassage(potential: hills, temperature: theta).moments(from: .point([0]), to: .below(-2)).rate
    #expect(agree(exact.value, 2.26322e-4, relative: 1e-5))
    #expect(abs(chain.rate.value / exact.value - 1) < chain.neglected)
  }

  /// On random lines, between every pair of wells, the law's error stays within what it states and vanishes like θ.
  @Test(arguments: 1...12) func theLawTendsToTheExactRate(seed: Int) throws {
    let line = RippledLine(seed: UInt64(seed))
    let landscape = Landscape(of: line)
    try #require(landscape.wells.count > 1)
    var heights: [Double] = []
    for well in landscape.wells {
      let tops = landscape.saddles.filter { $0.connects.contains(well.name) }.map { line.energy(at: $0.position) }
      heights.append((tops.min() ?? .infinity) - line.energy(at: well.minimum))
    }
    let lowest = try #require(heights.min())
    let highest = try #require(landscape.saddles.map { line.energy(at: $0.position) }.max())
    let deepest = try #require(landscape.wells.map { line.energy(at: $0.minimum) }.min())
    guard highest - deepest < 12 * lowest else { return }
    for start in landscape.wells.indices {
      for goal in landscape.wells.indices where goal != start {
        var errors: [Double] = []
        for cold in [6.0, 12, 24] {
          let theta = lowest / cold
          let target = landscape.wells[goal].core
          let chain = try law(line, landscape, from: start, to: target, theta)
          let exact = try ExactPassage(potential: line, temperature: theta)
            .moments(from: .point(landscape.wells[start].minimum), to: target).rate
          let error = chain.rate.value / exact.value - 1
          errors.append(error)
          #expect(abs(error) < 1.5 * chain.neglected, "\(start) → \(goal) at \(cold): \(error)")
          #expect(chain.doubts.isEmpty)
        }
        #expect(abs(errors[2]) < 0.4 * abs(errors[0]) + 1e-3, "\(start) → \(goal): \(errors)")
      }
    }
  }

  /// Shifted, and stretched by a factor with the time by its square, it is the same passage.
  @Test func theLawKeepsToUnits() throws {
    let line = RippledLine(seed: 3)
    var other = line
    (other.shift, other.scale) = (5.3, 2)
    let (one, two) = (Landscape(of: line), Landscape(of: other))
    let theta = 0.1
    let first = try law(line, one, from: 1, to: one.wells[0].core, theta)
    let second = try law(other, two, from: 1, to: two.wells[0].core, theta)
    #expect(agree(second.rate.value * 4, first.rate.value, relative: 1e-6))
  }

  /// Two equal ways from one well to another, and a ring of wells: conductances in parallel and in series.
  @Test func ringsAndDoubleWays() {
    func way(_ from: Int, _ to: Int?) -> WellNetwork.Way { WellNetwork.Way(from: from, to: to, logFlux: -1000) }
    let double = WellNetwork(ways: [way(0, nil), way(0, nil)], logWeights: [0], starts: [0])
    #expect(agree(double.logRate, log(2) - 1000, relative: 1e-14))
    // 0 – 1 – goal and 0 – 2 – goal, all alike: τ = 1/2 + 1/2·… by hand: τ₀ = ½ + (τ₁ + τ₂)/2, τ₁ = ½ + τ₀/2, so τ₀ = 2.
    let ring = WellNetwork(ways: [way(0, 1), way(0, 2), way(1, nil), way(2, nil)], logWeights: [0, 0, 0], starts: [0])
    #expect(agree(ring.logRate, -log(2) - 1000, relative: 1e-14))
    #expect(agree(ring.sensitivities.ways.reduce(0, +), 1, relative: 1e-7))
    #expect(agree(ring.sensitivities.wells.reduce(0, +), -1, relative: 1e-7))
    // A deep dead end is filled before the goal is reached: its whole weight counts.
    let dead = WellNetwork(ways: [way(0, 1), way(0, nil)], logWeights: [0, 30], starts: [0])
    #expect(agree(dead.logRate, -1000 - log1p(exp(30)), relative: 1e-14))
  }

  /// At the saddle the passage is half done, and a target that begins before it, or in the start's well, is refused.
  @Test func targetsThatAreNoWells() throws {
    let well = QuarticWell()
    let landscape = Landscape(of: well)
    let left = try #require(landscape.wells.firstIndex { $0.minimum[0] < 0 })
    let theta = 0.02
    let whole = try law(well, landscape, from: left, to: .above(1), theta)
    for place in [0.0, 0.05, 0.4, 0.9, 1.0, 1.1] {
      let law = try law(well, landscape, from: left, to: .above(place), theta)
      let exact = try ExactPassage(potential: well, temperature: theta).moments(from: .point([-1]), to: .above(place))
        .rate
      #expect(agree(law.rate.value, exact.value, relative: 0.02), "\(place)")
    }
    let half = try law(well, landscape, from: left, to: .above(0), theta)
    #expect(agree(half.rate.value, 2 * whole.rate.value, relative: 1e-12))
    for target in [Region.above(-0.3), .above(-0.9), .below(-1.2), .interval(-1.1, -0.9), .above(1.6)] {
      #expect(throws: NotApplicable.self, "\(target)") {
        try law(well, landscape, from: left, to: target, theta)
      }
    }
  }
}

/// f = x²(x² − 4)²/6: three wells of one depth.
struct SymmetricTriple: Potential {
  var dimension: Int { 1 }
  var window: [ClosedRange<Double>] { [-3...3] }
  func energy(at position: Span<Double>) -> Double {
    let square = position[0] * position[0]
    return square * (square - 4) * (square - 4) / 6
  }
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    let x = position[0]
    gradient[0] = x * (x * x - 4) * (3 * x * x - 4) / 3
  }
}
