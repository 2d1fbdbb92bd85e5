// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing

@testable import Kinetics

@Suite struct SteadyFluxTests {
  private static func histories(_ law: (Int) -> Double, noise: Double = 0.3) -> [[Double]] {
    var generator = SplitMix(5)
    return (0..<12).map { _ in (0..<400).map { max(0, law($0) * (1 + noise * generator.normal())) } }
  }

  /// A rise is cut off; what is left has the right mean.
  @Test func aRiseIsCutOff() throws {
    let histories = Self.histories { 1e-9 * (1 - exp(-Double($0) / 20)) }
    let idle = histories.map { $0.map { _ in 0.0 } }
    let flux = try SteadyFlux(arrivals: histories, idleTimes: idle, resamplingTime: 0.5)
    #expect(flux.isSteady)
    #expect(flux.warmUp > 40)
    expectZ(flux.rate.value, 2e-9, standardError: flux.rate.standardError)
  }

  /// A flux that rises to the end is said not to be steady.
  @Test func aSlowRiseIsNoticed() throws {
    let histories = Self.histories { Double($0 + 100) }
    let idle = histories.map { $0.map { _ in 0.0 } }
    #expect(try !SteadyFlux(arrivals: histories, idleTimes: idle, resamplingTime: 0.5).isSteady)
  }

  /// What walkers idle after their arrival is no part of the passage: with all weight arriving halfway, τ is half an iteration.
  @Test func idleTimesAreTakenOut() throws {
    let flux = try SteadyFlux(
      arrivals: [[1, 1, 1], [1, 1, 1]], idleTimes: [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]], resamplingTime: 1, warmUp: 1)
    #expect(flux.rate.value == 2)
  }
}
