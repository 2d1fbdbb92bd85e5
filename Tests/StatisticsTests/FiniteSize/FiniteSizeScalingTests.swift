// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics
import TestSupport
import Testing

/// Finite-size scaling of data whose critical point and exponents are known, and of data without a transition.
struct FiniteSizeScalingTests {
  @Test("critical point and exponents of a scaling function are recovered", arguments: [0.7, 1.0, 2.0])
  func recovery(exponent: Double) throws {
    let scaling = try ScalingSample(exponent: exponent).scaling(seed: 11)
    #expect(scaling.verdict == .transition, "\(scaling.reason)")
    expectZ(scaling.criticalPoint.value, 0.45, standardError: scaling.criticalPoint.standardError, "r_c")
    expectZ(
      scaling.inverseExponent.value, 1 / exponent, standardError: scaling.inverseExponent.standardError, "1/ν")
    expectZ(scaling.widthExponent.value, 1 / exponent, standardError: scaling.widthExponent.standardError, "width")
  }

  @Test("β/ν is fitted where it is not given")
  func amplitude() throws {
    let scaling = try ScalingSample(amplitudeExponent: 0.25).scaling(seed: 5, amplitude: nil)
    #expect(scaling.verdict == .transition, "\(scaling.reason)")
    expectZ(scaling.amplitudeExponent.value, 0.25, standardError: scaling.amplitudeExponent.standardError, "β/ν")
    expectZ(scaling.inverseExponent.value, 1, standardError: scaling.inverseExponent.standardError, "1/ν")
    expectZ(scaling.criticalPoint.value, 0.45, standardError: scaling.criticalPoint.standardError, "r_c")
  }

  @Test("runs that all agree tell the scaling function itself")
  func noNoise() throws {
    let scaling = try ScalingSample(exponent: 1.5, noise: .normal(0, shift: 0), splits: 3).scaling(seed: 1)
    #expect(scaling.verdict == .transition, "\(scaling.reason)")
    #expect(abs(scaling.criticalPoint.value - 0.45) < 1e-3)
    #expect(abs(scaling.inverseExponent.value - 1 / 1.5) < 5e-3)
  }

  @Test(
    "what does not narrow is a crossover, wherever it moves",
    arguments: [ScalingSample.Law.crossover, .movingCrossover, .relativeCrossover])
  func crossover(law: ScalingSample.Law) throws {
    let scaling = try ScalingSample(law: law, noise: .normal(0.03, shift: 0.01)).scaling(seed: 21)
    #expect(scaling.verdict == .crossover, "\(scaling.reason)")
  }

  @Test("few data cannot decide")
  func fewData() throws {
    // Two sizes have a width each, and nothing tells whether a third would follow.
    let two = try ScalingSample(sizes: [20, 40]).scaling(seed: 1)
    #expect(two.verdict == .undecided)
    // A single split tells nothing of chance.
    let single = try ScalingSample(splits: 1).scaling(seed: 1)
    #expect(single.verdict == .undecided && single.inverseExponent.interval == nil)
    // Two runs of ones and zeros at each place.
    let binary = try ScalingSample(noise: .binary, sizes: [20, 24, 28], splits: 2).scaling(seed: 1)
    #expect(binary.verdict == .undecided)
    // The rise falls between two control parameters.
    let coarse = try ScalingSample(controls: [0.1, 0.2, 0.3, 0.35, 0.55, 0.6, 0.7, 0.8, 0.9]).scaling(seed: 3)
    #expect(coarse.verdict != .crossover)
    var generator = SplitMix(1)
    for sizes in [[], [20.0]] {
      #expect(throws: NotApplicable.self) {
        try FiniteSizeScaling(FiniteSizeTable(ScalingSample(sizes: sizes).runs(seed: 1)), using: &generator)
      }
    }
  }

  @Test("neither the order of the runs nor the names of the splits matter")
  func permutations() throws {
    let sample = ScalingSample(splits: 4)
    var runs = sample.runs(seed: 9)
    let first = FiniteSizeTable(runs)
    for index in runs.indices { runs[index].split = (runs[index].split * 5 + 3) % 7 + 100 }
    var shuffle = SplitMix(4)
    let second = FiniteSizeTable(runs.shuffled(using: &shuffle))
    #expect(first.cells == second.cells)
    var (one, other) = (SplitMix(2), SplitMix(2))
    let settings = FiniteSizeScaling.Settings(amplitudeExponent: 0, replicates: 40)
    let left = try FiniteSizeScaling(first, settings: settings, using: &one)
    let right = try FiniteSizeScaling(second, settings: settings, using: &other)
    #expect(left.criticalPoint == right.criticalPoint && left.inverseExponent == right.inverseExponent)
    #expect(left.widthExponent == right.widthExponent && left.collapseProbability == right.collapseProbability)
  }

  @Test("the unit of the size does not matter, and the critical point has the units of the control parameter")
  func units() throws {
    let sample = ScalingSample(splits: 4)
    func scaling(_ change: (inout FiniteSizeRun) -> Void) throws -> FiniteSizeScaling {
      var runs = sample.runs(seed: 9)
      for index in runs.indices { change(&runs[index]) }
      var generator = SplitMix(2)
      return try FiniteSizeScaling(
        FiniteSizeTable(runs), settings: FiniteSizeScaling.Settings(amplitudeExponent: 0, replicates: 40),
        using: &generator)
    }
    let plain = try scaling { _ in }
    let larger = try scaling { $0.size *= 1000 }
    #expect(agree(plain.criticalPoint.value, larger.criticalPoint.value, relative: 1e-5))
    #expect(agree(plain.inverseExponent.value, larger.inverseExponent.value, relative: 1e-4))
    #expect(plain.verdict == larger.verdict)
    let percent = try scaling { $0.control = 100 * $0.control + 7 }
    #expect(agree(100 * plain.criticalPoint.value + 7, percent.criticalPoint.value, relative: 1e-5))
    #expect(agree(plain.inverseExponent.value, percent.inverseExponent.value, relative: 1e-4))
    // A falling order parameter is a rising one seen in a mirror.
    let mirrored = try scaling { $0.value = 1 - $0.value }
    // Splits are drawn in another order, by which the bias that is taken off has the error of 40 draws.
    expectZ(
      mirrored.criticalPoint.value, plain.criticalPoint.value,
      standardError: plain.criticalPoint.standardError * (2.0 / 40).squareRoot(), "mirrored")
    #expect(mirrored.verdict == plain.verdict)
  }

  // MARK: - Over many tables

  /// Four and ten splits, normal and binary noise.
  @Test("a crossover is called a transition in at most 5 % of tables", .long, arguments: ScalingSample.Law.allCases)
  func verdicts(law: ScalingSample.Law) throws {
    for splits in [4, 10] {
      for noise in [ScalingSample.Noise.normal(0.05, shift: 0.01), .binary] {
        var counts: [FiniteSizeVerdict: Int] = [:]
        for seed in 0..<200 {
          let scaling = try ScalingSample(law: law, noise: noise, splits: splits)
            .scaling(seed: UInt64(seed) * 211 + 3, replicates: 100)
          counts[scaling.verdict, default: 0] += 1
        }
        print("\(law), \(splits) splits, \(noise): \(counts)")
        let wrong = counts[law == .transition ? .crossover : .transition] ?? 0
        // One in twenty, and four standard deviations of 200 tables.
        #expect(binomialZ(wrong, of: 200, probability: 0.05) < 4)
      }
    }
  }
}
