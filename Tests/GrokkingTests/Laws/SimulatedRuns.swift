// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport

/// A law with coefficients, from which runs are drawn.
struct KnownLaw: Sendable, CustomStringConvertible {
  let law: GrokkingLaw
  let coefficients: [Double]
  /// The coefficient that the law is about.
  let main: Int
  var distribution = TimeDistribution.logNormal
  var sigma = 0.4
  var budget = 20_000.0
  /// Runs without times.
  var design: @Sendable (inout SplitMix) -> [GrokkingRun] = { _ in sizes() }

  var description: String { "\(law.name), \(distribution.rawValue)" }

  /// Runs whose times follow the law, seen at evaluations that grow by a twentieth, and given up at the budget.
  func runs(_ generator: inout SplitMix, exactly: Bool = false) throws -> [GrokkingRun] {
    var runs = design(&generator)
    let rows = try law.candidate(for: runs).covariates
    var gradient = coefficients
    for index in runs.indices {
      let place = law.law.location(rows[index], coefficients, &gradient)
      let time = exp(place + sigma * distribution.quantile(generator.uniform()))
      runs[index].budget = budget
      if time > budget {
        runs[index].grokking = BracketedTime(after: budget, seenAt: nil)
      } else if exactly {
        runs[index].grokking = BracketedTime(after: time, seenAt: time)
      } else {
        let step = floor(log(time) / log(1.05))
        runs[index].grokking = BracketedTime(after: pow(1.05, step), seenAt: pow(1.05, step + 1))
      }
    }
    return runs
  }

  func fit(_ runs: [GrokkingRun], clusters: [Int]? = nil) throws -> CensoredFit {
    try CensoredFit(
      times: runs.compactMap { LearningTime.grokking.time(of: $0) }, covariates: law.candidate(for: runs).covariates,
      law: law.law, distribution: distribution, clusters: clusters)
  }
}

/// A run of a size with some axes; its times are to come.
func blank(_ size: Double, _ axes: [String: Double] = [:], data: Int = 0, model: Int = 0) -> GrokkingRun {
  GrokkingRun(
    size: size, axes: axes, dataSeed: data, modelSeed: model, grokking: BracketedTime(after: 0, seenAt: nil), budget: 0)
}

/// Eight sizes with eight seeds each.
func sizes(_ count: Int = 8, seeds: Int = 8) -> [GrokkingRun] {
  (0..<count).flatMap { k in (0..<seeds).map { blank(100 + 40 * Double(k), data: $0) } }
}

/// Decays 0.1 … 3 with eight seeds each.
private func decays() -> [GrokkingRun] {
  [0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 3].flatMap { decay in
    (0..<8).map { blank(300, ["optimizer.decay": decay], data: $0) }
  }
}

extension KnownLaw {
  /// Those of each family.
  static let all: [KnownLaw] = [
    KnownLaw(law: .exponential, coefficients: [11, 0.012], main: 1),
    KnownLaw(law: .exponential, coefficients: [11, 0.012], main: 1, distribution: .weibull),
    KnownLaw(law: .power, coefficients: [20, 2.3], main: 1),
    KnownLaw(law: .criticalSize, coefficients: [14, 1.3, 85], main: 2),
    KnownLaw(law: .criticalSize, coefficients: [14, 1.3, 85], main: 1),
    KnownLaw(law: .criticalSize, coefficients: [14, 1.3, 85], main: 2, distribution: .weibull),
    KnownLaw(law: .criticalSizeWithFloor, coefficients: [15.5, 1.8, 85, 400], main: 3, sigma: 0.2),
    KnownLaw(law: .effectiveTheory, coefficients: [6], main: 0, design: { theory(&$0) }),
    KnownLaw(law: .effectiveTheoryExponent, coefficients: [6, 1], main: 1, design: { theory(&$0) }),
    KnownLaw(law: .timePower, coefficients: [-2, 2], main: 1, design: { memorized(&$0) }),
    KnownLaw(law: .timeSquare, coefficients: [-2], main: 0, distribution: .weibull, design: { memorized(&$0) }),
    KnownLaw(law: .inverseDecay, coefficients: [7.5], main: 0, design: { _ in decays() }),
    KnownLaw(law: .decayPower, coefficients: [7.5, 1], main: 1, distribution: .weibull, design: { _ in decays() }),
    KnownLaw(law: .criticalDecay, coefficients: [7.5, 0.8, 0.07], main: 2, design: { _ in decays() }),
    KnownLaw(
      law: .shrinkage, coefficients: [7, log(0.6)], main: 1, sigma: 0.2,
      design: { _ in
        [1.0, 2, 4, 8].flatMap { scale in
          [0.2, 0.5, 1, 2].flatMap { decay in
            (0..<4).map { blank(300, ["optimizer.decay": decay, "model.scale": scale], data: $0) }
          }
        }
      }),
    KnownLaw(
      law: .arrhenius, coefficients: [4, 0.02], main: 1,
      design: { _ in
        [0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.02, 0.03].flatMap { temperature in
          (0..<8).map { blank(300, ["temperature": temperature], data: $0) }
        }
      }),
    KnownLaw(law: .exponentialWithFloor, coefficients: [11.5, 0.018, 300], main: 2, sigma: 0.2),
    KnownLaw(law: .normContraction, coefficients: [1.5], main: 0, sigma: 0.2, design: { contracted(&$0) }),
  ]

  /// λ₃ of each run its own; one in ten has nullity above two.
  private static func theory(_ generator: inout SplitMix) -> [GrokkingRun] {
    (0..<64).map { k in
      let slowest = generator.uniform() < 0.1 ? 0 : 0.03 * exp(3 * generator.uniform())
      return blank(30 + Double(k % 8), ["lambda-3": slowest], data: k)
    }
  }

  /// Weights that shrink to between a half and nine tenths of their norm, at four decays.
  private static func contracted(_ generator: inout SplitMix) -> [GrokkingRun] {
    memorized(&generator).enumerated().map { index, run in
      var run = run
      run.axes = [
        "optimizer.decay": [0.1, 0.3, 1, 3][index % 4], "optimizer.rate": 1e-2,
        "norm-memorized": 20, "norm-grokked": 20 * (0.5 + 0.4 * generator.uniform()),
      ]
      return run
    }
  }

  /// Memorization times between 60 and 500.
  private static func memorized(_ generator: inout SplitMix) -> [GrokkingRun] {
    (0..<64).map { k in
      var run = blank(300, data: k)
      let time = 60 * exp(2.1 * generator.uniform())
      run.memorization = BracketedTime(after: time, seenAt: time)
      return run
    }
  }
}
