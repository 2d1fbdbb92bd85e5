// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
@testable import Grokking
import Statistics
import TestSupport
import Testing

/// Σ_k amplitude·cos(2πk(s − c)/p) with s the rule's answer: what a network computes that has learned the clock.
private func clock(_ rule: LinearRule, frequencies: [Int], amplitude: Double = 4) throws -> LogitTable {
  let p = rule.modulus
  let logits = (0..<(p * p * p)).map { index in
    let (a, b, c) = (index / (p * p), index / p % p, index % p)
    return frequencies.reduce(0.0) {
      $0 + amplitude * cos(2 * .pi * Double($1 * (rule(a, b) - c)) / Double(p))
    }
  }
  return try LogitTable(logits, symbols: p, classes: p)
}

private func randomTable(_ p: Int, seed: UInt64) throws -> LogitTable {
  var generator = SplitMix(seed)
  return try LogitTable((0..<(p * p * p)).map { _ in generator.normal() }, symbols: p, classes: p)
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

struct KeyFrequencyTests {
  @Test(arguments: WaveBasis.allCases, [(1, 1), (1, -1), (3, 2)])
  func aClockIsAllKey(basis: WaveBasis, form: (Int, Int)) throws {
    let rule = LinearRule(modulus: 11, first: form.0, second: form.1)
    let table = try clock(rule, frequencies: [2, 5])
    #expect(table.accuracy(rule: rule.callAsFunction) == 1)
    let losses = try KeyFrequencyLosses(of: table, rule: rule, frequencies: [2, 5], basis: basis)
    #expect(agree(losses.restricted, losses.full, relative: 1e-10))
    #expect(agree(losses.excluded, log(11), relative: 1e-10))
    #expect(agree(try #require(losses.share), 1, relative: 1e-12))
    // Half of the waves carry half of the variance, and less than all of the competence.
    let half = try KeyFrequencyLosses(of: table, rule: rule, frequencies: [2], basis: basis)
    #expect(agree(try #require(half.share), 0.5, relative: 1e-12))
    #expect(half.restricted > losses.full && half.excluded < losses.excluded)
    #expect(agree(half.restricted, half.excluded, relative: 0.2))
    let none = try KeyFrequencyLosses(of: table, rule: rule, frequencies: [1, 3], basis: basis)
    #expect(abs(try #require(none.share)) < 1e-20)
    #expect(agree(none.restricted, log(11), relative: 1e-10))
    #expect(agree(none.excluded, none.full, relative: 1e-10))
  }

  /// The two parts are orthogonal, and projecting twice is projecting once; odd and even moduli.
  @Test(arguments: WaveBasis.allCases, [7, 8])
  func thePartsAreOrthogonal(basis: WaveBasis, p: Int) throws {
    let rule = LinearRule(modulus: p)
    let table = try randomTable(p, seed: 1)
    let frequencies = [1, p / 2]
    let (mean, key) = try table.split(frequencies: frequencies, rule: rule, basis: basis)
    let rest = zip(table.logits, key).map { $0 - $1 }
    #expect(abs(dot(key, rest)) < 1e-10)
    #expect(abs(dot(key, mean)) < 1e-10)
    let again = try LogitTable(key, symbols: p, classes: p).split(frequencies: frequencies, rule: rule, basis: basis)
    #expect(zip(key, again.key).allSatisfy { abs($0 - $1) < 1e-13 })
    let left = try LogitTable(rest, symbols: p, classes: p).split(frequencies: frequencies, rule: rule, basis: basis)
    #expect(left.key.allSatisfy { abs($0) < 1e-13 })
  }

  /// The projection on explicit waves, one by one.
  @Test(arguments: WaveBasis.allCases, [5, 6])
  func bruteForce(basis: WaveBasis, p: Int) throws {
    let rule = LinearRule(modulus: p)
    let table = try randomTable(p, seed: 2)
    let frequencies = [2, p / 2]
    var expected = [Double](repeating: 0, count: p * p * p)
    for k in Set(frequencies) {
      for shift in [0, 0.5 * .pi] {
        for own in basis == .answers ? Array(0..<p) : [-1] {
          let wave = (0..<(p * p * p)).map { index in
            let (s, c) = (rule(index / (p * p), index / p % p), index % p)
            guard basis == .differences || c == own else { return 0.0 }
            return cos(2 * .pi * Double(k * (basis == .answers ? s : s - c)) / Double(p) - shift)
          }
          let square = dot(wave, wave)
          guard square > 1e-9 else { continue }
          let coefficient = dot(wave, table.logits) / square
          for index in expected.indices { expected[index] += coefficient * wave[index] }
        }
      }
    }
    let key = try table.split(frequencies: frequencies, rule: rule, basis: basis).key
    #expect(zip(key, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func theSpectrumOfLogitsShowsTheClock() throws {
    let rule = LinearRule(modulus: 23, first: 1, second: -1)
    let spectrum = try clock(rule, frequencies: [4, 9]).spectrum(rule: rule)
    #expect(Set(spectrum.keyFrequencies(falseAlarms: 0.1)) == [4, 9])
    #expect(agree(spectrum.participationRatio, 2, relative: 1e-10))
    // Two of eleven lines do not stand out of a single noise spectrum at the default level; one does.
    let single = try clock(rule, frequencies: [7])
    #expect(try KeyFrequencyLosses(of: single, rule: rule).frequencies == [7])
    #expect(try KeyFrequencyLosses(of: randomTable(23, seed: 4), rule: rule).frequencies == Array(1...11))
  }

  @Test func lossesOverChosenPairs() throws {
    let rule = LinearRule(modulus: 5)
    let table = try randomTable(5, seed: 3)
    let pairs = [SymbolPair(1, 2), SymbolPair(4, 4)]
    let byHand = [(1, 2, 3), (4, 4, 3)].reduce(0.0) { sum, item in
      let row = (0..<5).map { table.logits[(item.0 * 5 + item.1) * 5 + $0] }
      return sum + log(row.reduce(0) { $0 + exp($1) }) - row[item.2]
    }
    let losses = try KeyFrequencyLosses(of: table, rule: rule, frequencies: [1], pairs: pairs)
    #expect(agree(losses.full, byHand / 2, relative: 1e-12))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let table = try randomTable(6, seed: 3)
    #expect(throws: NotApplicable("a rule modulo 5 does not fit 6 symbols and 6 answers")) {
      try KeyFrequencyLosses(of: table, rule: LinearRule(modulus: 5), frequencies: [1])
    }
    #expect(throws: NotApplicable("the key frequencies must lie between 1 and 3")) {
      try KeyFrequencyLosses(of: table, rule: LinearRule(modulus: 6), frequencies: [4])
    }
    #expect(throws: NotApplicable("the rule does not give every answer equally often")) {
      try KeyFrequencyLosses(of: table, rule: LinearRule(modulus: 6, first: 2, second: 2), frequencies: [1])
    }
    #expect(throws: NotApplicable("the logits hold numbers that are not finite")) {
      try LogitTable([Double.nan], symbols: 1, classes: 1)
    }
    #expect(throws: NotApplicable.self) { try LogitTable([1.0, 2], symbols: 2, classes: 2) }
  }
}

struct RuleSymmetryTests {
  @Test func rulesThatCommuteAgreeWithTheirSwap() throws {
    let sum = try clock(LinearRule(modulus: 7), frequencies: [1, 2])
    #expect(sum.swapAgreement() == Agreement(agreeing: 21, total: 21))
    // a − b = b − a only where 2(a − b) = 0, which an odd modulus does not allow.
    let difference = try clock(LinearRule(modulus: 7, second: -1), frequencies: [1, 2])
    #expect(difference.swapAgreement() == Agreement(agreeing: 0, total: 21))
    #expect(sum.swapAgreement(over: [SymbolPair(1, 1)]).estimate == nil)
  }

  @Test func symmetriesOfTheRuleAreThoseOfTheClock() throws {
    let rule = LinearRule(modulus: 11)
    let table = try clock(rule, frequencies: [3])
    let shift = try Renaming.affine(modulus: 11, factor: 1, firstShift: 4, secondShift: 9)
    #expect(shift.preserves(rule.callAsFunction))
    #expect(try table.agreement(under: shift).estimate?.value == 1)
    #expect(agree(try table.correlation(under: shift), 1, relative: 1e-12))
    // Multiplying moves the wave to another frequency: the same answers by orthogonal logits.
    let factor = try Renaming.affine(modulus: 11, factor: 2)
    #expect(factor.preserves(rule.callAsFunction))
    #expect(try table.agreement(under: factor).estimate?.value == 1)
    #expect(abs(try table.correlation(under: factor)) < 1e-12)
    #expect(!factor.preserves { a, b in (a + b + 1) % 11 })
  }

  @Test func aLookupTableHasNoSymmetry() throws {
    let table = try randomTable(13, seed: 6)
    let shift = try Renaming.affine(modulus: 13, factor: 1, firstShift: 1)
    let agreement = try table.agreement(under: shift)
    #expect(abs(binomialZ(agreement.agreeing, of: 169, probability: 1.0 / 13)) <= 4)
    // The correlation of 13³ independent numbers.
    expectZ(try table.correlation(under: shift), 0, standardError: 1 / 2197.0.squareRoot(), "correlation")
  }

  @Test func renamingsMustBePermutations() throws {
    #expect(throws: NotApplicable("a renaming needs permutations of the symbols")) {
      try Renaming.affine(modulus: 6, factor: 2)
    }
    let table = try randomTable(4, seed: 1)
    #expect(throws: NotApplicable("the renaming is not one of 4 symbols and 4 answers")) {
      try table.agreement(under: Renaming.affine(modulus: 5, factor: 2))
    }
  }
}

struct GradientNoiseTests {
  /// Unbiased with and without replacement: one-dimensional gradients ±1 and 0 by hand, C their population variance.
  @Test(arguments: [true, false])
  func covarianceTracesAreUnbiased(isReplaced: Bool) throws {
    let gradients = (0..<20).map { Double($0 % 5) - 1 }
    let average = gradients.reduce(0, +) / 20
    let truth = gradients.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 20
    var generator = SplitMix(14)
    let traces = try (0..<2000).map { _ in
      let batches = (0..<4).map { _ in
        let chosen =
          isReplaced
          ? (0..<8).map { _ in gradients[Int.random(in: 0..<20, using: &generator)] }
          : Array(gradients.shuffled(using: &generator).prefix(8))
        return chosen.reduce(0, +) / 8
      }
      let center = batches.reduce(0, +) / 4
      return try GradientNoise.covarianceTrace(
        squaredNorms: batches.map { $0 * $0 }, squaredNormOfMean: center * center, batch: 8,
        population: isReplaced ? nil : 20)
    }
    let found = try #require(mean(of: traces))
    expectZ(found.value, truth, standardError: found.standardError, "tr C")
  }

  /// Descent with noise of covariance C/B on ½κ|w|² settles at the variance θ/κ·1/(1 − ηκ/2) a coordinate.
  @Test func theTemperatureIsThatOfAQuadraticWell() throws {
    let (rate, batch, stiffness, deviation) = (0.1, 4, 2.0, 3.0)
    let theta = try GradientNoise.temperature(
      rate: rate, batch: batch, dimension: 3, covarianceTraces: [3 * deviation * deviation, 3 * deviation * deviation])
    #expect(agree(theta.value, rate * deviation * deviation / (2 * Double(batch)), relative: 1e-14))
    var generator = SplitMix(15)
    // Independent descents, 100 relaxation times long each.
    let squares = (0..<2000).map { _ in
      var w = 0.0
      for _ in 0..<500 { w -= rate * (stiffness * w + deviation / Double(batch).squareRoot() * generator.normal()) }
      return w * w
    }
    let found = try #require(mean(of: squares))
    expectZ(
      found.value, theta.value / stiffness / (1 - rate * stiffness / 2), standardError: found.standardError, "variance")
  }

  @Test func errorsOfTracesAreCarried() throws {
    let theta = try GradientNoise.temperature(rate: 0.2, batch: 5, dimension: 10, covarianceTraces: [1, 2, 3, 6])
    let trace = try #require(mean(of: [1, 2, 3, 6]))
    #expect(theta == trace.scaled(by: 0.002))
  }

  @Test func badNumbersAreRefused() {
    #expect(throws: NotApplicable("a noise temperature needs two finite covariance traces or more")) {
      try GradientNoise.temperature(rate: 0.1, batch: 1, dimension: 1, covarianceTraces: [1, .nan])
    }
    #expect(throws: NotApplicable("rate, batch and number of weights must be positive")) {
      try GradientNoise.temperature(rate: 0, batch: 1, dimension: 1, covarianceTraces: [1, 2])
    }
    #expect(throws: NotApplicable("a full batch has no gradient noise")) {
      try GradientNoise.covarianceTrace(squaredNorms: [1, 2], squaredNormOfMean: 1, batch: 20, population: 20)
    }
  }
}
