// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Settings
import Statistics
import TestSupport
import Testing
import Training

@testable import Grokking

private func table(_ p: Int, _ logit: (Int, Int, Int) -> Double) throws -> LogitTable {
  try LogitTable(
    (0..<p * p * p).map { logit($0 / (p * p), $0 / p % p, $0 % p) }, symbols: p, classes: p)
}

private func randomTable(_ p: Int, seed: UInt64) throws -> LogitTable {
  var generator = SplitMix(seed)
  return try table(p) { _, _, _ in generator.normal() }
}

@Suite struct ShiftSymmetryTests {
  /// The closed forms are the means over all p² renamings, tried one by one; prime and composite moduli, sums and others.
  @Test(arguments: [(5, 1, 1), (6, 1, 1), (7, 1, 6), (6, 5, 1), (7, 2, 3)])
  func theMeansAreThoseOverAllRenamings(p: Int, first: Int, second: Int) throws {
    let rule = LinearRule(modulus: p, first: first, second: second)
    // Half of it by the rule, so that there is something to agree on.
    let noise = try randomTable(p, seed: UInt64(p))
    let logits = try table(p) { a, b, c in
      noise.logits[(a * p + b) * p + c] + (rule(a, b) == c ? 1.5 : 0) + Double(a)
    }
    let found = try ShiftSymmetry(of: logits, rule: rule)
    var (agreement, correlation) = (0.0, 0.0)
    for s in 0..<p {
      for t in 0..<p {
        let renaming = try Renaming(
          first: (0..<p).map { ($0 + s) % p }, second: (0..<p).map { ($0 + t) % p },
          answer: (0..<p).map { ($0 + first * s + second * t) % p })
        #expect(renaming.preserves(rule.callAsFunction))
        agreement += try #require(logits.agreement(under: renaming).estimate).value
        correlation += try logits.correlation(under: renaming)
      }
    }
    #expect(agree(found.agreement, agreement / Double(p * p), relative: 1e-12))
    #expect(agree(try #require(found.correlation), correlation / Double(p * p), relative: 1e-10))
  }

  /// A network that follows the rule has 1 and 1, whatever its waves and however it is permuted.
  @Test func aClockIsSymmetric() throws {
    let rule = LinearRule(modulus: 11, first: 1, second: -1)
    let clock = try table(11) { a, b, c in
      [2, 3].reduce(0) { $0 + cos(2 * .pi * Double($1 * (rule(a, b) - c)) / 11) }
    }
    let found = try ShiftSymmetry(of: clock, rule: rule)
    #expect(found.agreement == 1)
    #expect(agree(try #require(found.correlation), 1, relative: 1e-12))
    // Held against another rule of the same symbols it is none: residues are spread evenly.
    let other = try ShiftSymmetry(of: clock, rule: LinearRule(modulus: 11))
    #expect(agree(other.agreement, 1.0 / 11, relative: 1e-12))
    #expect(try #require(other.correlation) < 1e-20)
  }

  /// Of independent logits the part that depends on one of p differences is p of the p²(p − 1) dimensions … less the mean.
  @Test func independentLogitsHaveAlmostNone() throws {
    let p = 13
    let count = 40
    let values = try (0..<count).map { index in
      try #require(
        ShiftSymmetry(of: randomTable(p, seed: UInt64(100 + index)), rule: LinearRule(modulus: p)).correlation)
    }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    // Rows less their means leave p − 1 differences of p²(p − 1) dimensions.
    #expect(abs(mean - 1 / Double(p * p)) < 4 * (variance / Double(count)).squareRoot())
  }

  @Test func logitsThatAreAllEqualHaveNoCorrelation() throws {
    let found = try ShiftSymmetry(of: table(5) { a, b, _ in Double(a * b) }, rule: LinearRule(modulus: 5))
    #expect(found.correlation == nil)
    #expect(throws: NotApplicable.self) { try ShiftSymmetry(of: randomTable(5, seed: 1), rule: LinearRule(modulus: 7)) }
  }

  // MARK: - Rules

  private func rule(_ task: any LearningTask) throws -> LinearRule? {
    let examples = try task.examples(seed: 1)
    return LinearRule(of: examples, answers: examples.targets)
  }

  /// The rule is found from the answers, in whatever order the pairs stand.
  @Test func linearRulesAreFound() throws {
    for p in [3, 8, 23] {
      #expect(try rule(ModularArithmetic(.sum, modulus: p)) == LinearRule(modulus: p))
      #expect(try rule(ModularArithmetic(.difference, modulus: p)) == LinearRule(modulus: p, first: 1, second: p - 1))
      #expect(try rule(ModularArithmetic(.sum, modulus: p, pairs: .unordered)) == LinearRule(modulus: p))
    }
    for operation in [ModularOperation.product, .sumOfSquares, .quotient, .cubic] {
      #expect(try rule(ModularArithmetic(operation, modulus: 7)) == nil, "\(operation)")
    }
    #expect(try rule(ModularArithmetic(.sum, modulus: 257)) == nil)
    #expect(try rule(Addition(symbols: 5)) == nil)
  }

  // MARK: - Losses

  /// The squared error of key waves against a sum by hand; the parts of a clock of unit height.
  @Test func squaredErrorsOfWaves() throws {
    let p = 7
    let rule = LinearRule(modulus: p)
    // All waves together are the unit vector of the answer less its mean.
    let exact = try table(p) { a, b, c in rule(a, b) == c ? 1 : 0 }
    let rows = Loss.squaredError(mean: .rows, codes: .oneHot)
    let all = try KeyFrequencyLosses(of: exact, rule: rule, frequencies: [1, 2, 3], loss: rows)
    #expect(all.full == 0 && all.restricted < 1e-24)
    // Without them the mean 1/p is left: (1 − 1/p)² + (p − 1)/p².
    #expect(agree(all.excluded, 1 - 1 / Double(p), relative: 1e-12))
    let elements = Loss.squaredError(mean: .elements, codes: .oneHot)
    let mean = try KeyFrequencyLosses(of: exact, rule: rule, frequencies: [1], loss: elements)
    // One of three frequencies carries a third of the variance (1 − 1/p).
    #expect(agree(mean.restricted, (1 - 1 / Double(p)) * 2 / 3 / Double(p), relative: 1e-12))
    #expect(agree(mean.excluded, (1 - 1 / Double(p)) / 3 / Double(p), relative: 1e-12))
    #expect(throws: NotApplicable.self) {
      try KeyFrequencyLosses(
        of: exact, rule: rule, frequencies: [1], loss: .squaredError(mean: .rows, codes: .random(width: 4)))
    }
  }
}
