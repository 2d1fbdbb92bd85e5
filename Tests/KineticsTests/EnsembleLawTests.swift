// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

struct EnsembleLawTests {
  /// The Gaussian of Ornstein and Uhlenbeck: mean x₀e^{−t}, variance θ(1 − e^{−2t}).
  @Test func theHarmonicWellIsExact() throws {
    let (start, theta) = (1.5, 0.5)
    let times = [0.2, 0.5, 1, 2, 4]
    let axis = BinGrid.Axis(coordinate: 0, range: -3...3, count: 30)
    let (laws, stationary) = try FokkerPlanck(potential: Parabola(), temperature: theta).laws(
      bins: BinGrid(axes: [axis]), regions: [.above(0)], from: .point([start]), at: times)
    func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    for (law, time) in zip(laws, times) {
      let variance = 1 - exp(-2 * time)
      let mean = start * exp(-time)
      let entropy = 0.5 * (variance - 1 - log(variance)) + 0.5 * mean * mean / theta
      #expect(agree(law.relativeEntropy.value, entropy, relative: 2e-4), "t = \(time): \(law.relativeEntropy)")
      #expect(agree(law.energy.value, (theta * variance + mean * mean) / 2, relative: 1e-5))
      let width = (theta * variance).squareRoot()
      for bin in [8, 15, 22] {
        let lower = -3 + 0.2 * Double(bin)
        let exact = normal((lower + 0.2 - mean) / width) - normal((lower - mean) / width)
        #expect(abs(law.bins[bin].value - exact) < 2e-5, "t = \(time), bin \(bin)")
      }
      #expect(abs(law.regions[0].value - normal(mean / width)) < 2e-5)
      #expect(agree(law.bins.reduce(0) { $0 + $1.value }, 1, relative: 1e-9))
    }
    #expect(abs(stationary.relativeEntropy.value) < 1e-10)
    #expect(agree(stationary.energy.value, theta / 2, relative: 1e-6))
  }

  /// D(u|π) never rises, in one dimension and in two, and ends with twice the rate of the gap.
  @Test func theRelativeEntropyFalls() throws {
    let axis = BinGrid.Axis(coordinate: 0, range: -2...2, count: 10)
    let line = try FokkerPlanck(potential: QuarticWell(), temperature: 0.2, cells: 200)
    let times = [0.1, 1, 10, 50, 100, 150]
    let laws = try line.laws(bins: BinGrid(axes: [axis]), regions: [], from: .gibbs(.below(-0.5)), at: times).laws
    let entropies = laws.map(\.relativeEntropy.value)
    for (earlier, later) in zip(entropies, entropies.dropFirst()) { #expect(later < earlier) }
    #expect(agree(log(entropies[4] / entropies[5]) / 50, 2 * 0.0111046, relative: 0.05))
    let bins = BinGrid(axes: [0, 1].map { BinGrid.Axis(coordinate: $0, range: -2...2, count: 6) })
    let plane = try FokkerPlanck(potential: TripleWell2D(), temperature: 0.6, cells: 32).laws(
      bins: bins, regions: [], from: .gibbs(.ball(center: [-1, 0], radius: 0.5)), at: [0.2, 0.5, 1, 2], steps: 8
    ).laws
    let falling = plane.map(\.relativeEntropy.value)
    for (earlier, later) in zip(falling, falling.dropFirst()) { #expect(later < earlier) }
    #expect(agree(plane[0].bins.reduce(0) { $0 + $1.value }, 1, relative: 1e-9))
  }

  @Test func positionsFindTheirBins() {
    let bins = BinGrid(axes: [
      BinGrid.Axis(coordinate: 0, range: 0...1, count: 4), BinGrid.Axis(coordinate: 1, range: -1...1, count: 2),
    ])
    #expect(bins.count == 8)
    #expect(bins.bin(of: [0.3, -0.5]) == 1)
    #expect(bins.bin(of: [1, 1]) == 7)
    #expect(bins.bin(of: [1.01, 0]) == 8)
  }

  @Test func theStartMustLieOnTheGrid() throws {
    let axis = BinGrid.Axis(coordinate: 0, range: -2...2, count: 10)
    #expect(throws: NotApplicable("the potential does not confine, so there is no stationary law")) {
      try FokkerPlanck(potential: Flat(boundary: .free), temperature: 1).laws(
        bins: BinGrid(axes: [axis]), regions: [], from: .point([0]), at: [1])
    }
  }
}
