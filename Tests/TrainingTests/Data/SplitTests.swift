// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import TestSupport
import Testing

@testable import Training

@Suite struct SplitTests {
  @Test(arguments: [2, 3, 10, 55, 9409]) func theRowsArePartitioned(count: Int) throws {
    for trained in Set([1, count / 2, count - 1]) {
      let split = try Split(of: count, by: SplitSettings(.count(trained), seed: 5))
      #expect(split.train.count == trained)
      #expect(split.train == split.train.sorted() && split.test == split.test.sorted())
      #expect((split.train + split.test).sorted() == (0..<Int32(count)).map { $0 })
    }
  }

  @Test(arguments: [(0.4, 9409, 3764), (0.3, 9409, 2823), (0.3, 12769, 3831), (45.0 / 55, 55, 45), (0.5, 3, 2)])
  func fractionsAreRounded(fraction: Double, count: Int, trained: Int) throws {
    #expect(try Split(of: count, by: SplitSettings(.fraction(fraction))).train.count == trained)
  }

  @Test func aLargerTrainingSetContainsTheSmaller() throws {
    let small = Set(try Split(of: 100, by: SplitSettings(.count(30), seed: 9)).train)
    let large = Set(try Split(of: 100, by: SplitSettings(.count(60), seed: 9)).train)
    #expect(small.isSubset(of: large))
  }

  @Test func aLimitedTestSetIsPartOfTheWhole() throws {
    let all = try Split(of: 100, by: SplitSettings(.count(30), seed: 9))
    let few = try Split(of: 100, by: SplitSettings(.count(30), seed: 9, testCount: 20))
    #expect(few.train == all.train && few.test.count == 20)
    #expect(Set(few.test).isSubset(of: Set(all.test)))
  }

  /// Over many seeds every row, and every pair of rows, is trained on equally often.
  ///
  /// For n of N rows in each of S splits the row counts cᵢ have variance S f(1 − f) and add up to Sn, so that
  /// Σ(cᵢ − Sf)²/(S f(1 − f))·(N − 1)/N has the law of χ² with N − 1 degrees of freedom.
  @Test func splitsAreUniform() throws {
    let (count, trained, splits) = (20, 8, 4000)
    var single = Array(repeating: 0, count: count)
    var both = 0
    for seed in 0..<UInt64(splits) {
      let train = try Split(of: count, by: SplitSettings(.count(trained), seed: seed)).train
      for row in train { single[Int(row)] += 1 }
      if train.contains(3), train.contains(17) { both += 1 }
    }
    let part = Double(trained) / Double(count)
    let expected = Double(splits) * part
    let variance = expected * (1 - part)
    let degrees = Double(count - 1)
    let chi =
      single.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) } / variance * degrees / Double(count)
    expectZ(chi, degrees, standardError: (2 * degrees).squareRoot(), "χ²")
    #expect(abs(binomialZ(both, of: splits, probability: part * Double(trained - 1) / degrees)) < 4)
  }

  @Test func onlyTheSplitSeedMatters() throws {
    let settings = SplitSettings(.fraction(0.5), seed: 3)
    let first = try LearningData(task: try ModularArithmetic(.sum, modulus: 7), settings: settings, seed: 1)
    let second = try LearningData(task: try ModularArithmetic(.product, modulus: 7), settings: settings, seed: 2)
    let third = try LearningData(
      task: TeacherStudent(count: 49, inputs: 2, hidden: 2),
      settings: SplitSettings(.fraction(0.5), seed: 3, permutesLabels: true), seed: 3)
    #expect(first.split == second.split && first.split == third.split)
    let other = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 7), settings: SplitSettings(.fraction(0.5), seed: 4), seed: 1)
    #expect(first.split != other.split)
  }

  /// Published scenarios rest on this: it must never change.
  @Test func aSplitIsWhatItWas() throws {
    let train = try Split(of: 12, by: SplitSettings(.count(4), seed: 0)).train
    #expect(train == [0, 6, 7, 9])
  }
}

@Suite struct LabelNoiseTests {
  private func labels(_ targets: ExampleTargets) -> [Int32] {
    guard case .labels(let labels, _) = targets else { return [] }
    return labels
  }

  @Test(arguments: [0.0, 0.001, 0.1, 0.37, 1]) func theRateIsKeptAndTestLabelsStay(rate: Double) throws {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 31),
      settings: SplitSettings(.fraction(0.6), seed: 2, labelNoise: rate), seed: 1)
    let (now, before) = (labels(data.examples.targets), labels(data.rule))
    let changed = data.split.train.count { now[Int($0)] != before[Int($0)] }
    #expect(changed == Int((rate * Double(data.split.train.count)).rounded()))
    #expect(data.split.test.allSatisfy { now[Int($0)] == before[Int($0)] })
    #expect(now.allSatisfy { (0..<31).contains($0) })
  }

  @Test func wrongLabelsAreEquallyLikelyAndSoAreTheirRows() {
    let classes = 5
    let clean = ExampleTargets.labels(Array(repeating: 2, count: 10), classes: classes)
    var counts = Array(repeating: 0, count: classes)
    var rows = Array(repeating: 0, count: 10)
    let seeds = 4000
    for seed in 0..<UInt64(seeds) {
      let noisy = labels(clean.withNoise(rate: 0.3, in: Array(0..<10), seed: seed))
      for (row, label) in noisy.enumerated() where label != 2 {
        counts[Int(label)] += 1
        rows[row] += 1
      }
    }
    #expect(counts[2] == 0 && counts.reduce(0, +) == 3 * seeds)
    for label in [0, 1, 3, 4] { #expect(abs(binomialZ(counts[label], of: 3 * seeds, probability: 0.25)) < 4) }
    for row in rows { #expect(abs(binomialZ(row, of: seeds, probability: 0.3)) < 4) }
  }

  @Test func moreNoiseContainsTheRowsOfLess() {
    let clean = ExampleTargets.labels(Array(repeating: 0, count: 100), classes: 3)
    let little = labels(clean.withNoise(rate: 0.1, in: Array(0..<100), seed: 4))
    let much = labels(clean.withNoise(rate: 0.5, in: Array(0..<100), seed: 4))
    #expect(zip(little, much).allSatisfy { $0 == 0 || $0 == $1 })
    #expect(
      clean.withNoise(rate: 0.5, in: Array(0..<100), seed: 5) != clean.withNoise(rate: 0.5, in: Array(0..<100), seed: 4)
    )
  }

  @Test func permutationsKeepHowOftenEachAnswerOccurs() throws {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 23),
      settings: SplitSettings(.fraction(0.5), permutesLabels: true), seed: 1)
    let (now, before) = (labels(data.examples.targets), labels(data.rule))
    #expect(now.sorted() == before.sorted() && now != before)
    // A permuted answer is right by chance only: 1/p of the rows, with the variance of matches of a permutation.
    let right = zip(now, before).count { $0 == $1 }
    expectZ(Double(right), 23, standardError: 23.0.squareRoot(), "right by chance")
  }

  @Test func vectorsArePermutedRowByRow() {
    let vectors = ExampleTargets.vectors((0..<60).map(Double.init), width: 3)
    guard case .vectors(let permuted, width: 3) = vectors.permuted(seed: 1) else {
      return #expect(Bool(false), "vectors stay vectors")
    }
    let firsts = stride(from: 0, to: 60, by: 3).map { permuted[$0] }
    #expect(firsts.sorted() == stride(from: 0, to: 60, by: 3).map(Double.init) && firsts != firsts.sorted())
    #expect(
      stride(from: 0, to: 60, by: 3).allSatisfy {
        permuted[$0 + 1] == permuted[$0] + 1 && permuted[$0 + 2] == permuted[$0] + 2
      })
  }
}
