// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Statistics
import TestSupport
import Testing
import Training

/// S₃ by its permutations of three things: the table, and the permutation matrices.
let symmetricGroup: (algebra: Algebra, matrices: [Double]) = {
  let elements = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]]
  let table = elements.flatMap { a in
    elements.map { b in Int32(elements.firstIndex(of: (0..<3).map { a[b[$0]] }) ?? -1) }
  }
  let matrices = elements.flatMap { a in (0..<9).map { a[$0 % 3] == $0 / 3 ? 1.0 : 0 } }
  return (.group(table: table, order: 6), matrices)
}()

/// All i < j ≤ m < n with i + n = j + m, one by one.
private func parallelograms(_ symbols: Int) -> [(i: Int, j: Int, m: Int, n: Int)] {
  var result: [(i: Int, j: Int, m: Int, n: Int)] = []
  for i in 0..<symbols {
    for j in (i + 1)..<max(symbols, i + 1) {
      for m in j..<symbols {
        for n in (m + 1)..<max(symbols, m + 1) where i + n == j + m { result.append((i, j, m, n)) }
      }
    }
  }
  return result
}

/// Zero mean and unit (n − 1) deviation.
private func standardized(_ values: [Double]) -> [Double] {
  let count = Double(values.count)
  let average = values.reduce(0, +) / count
  let square = values.reduce(0) { $0 + ($1 - average) * ($1 - average) }
  return values.map { ($0 - average) / (square / (count - 1)).squareRoot() }
}

struct RepresentationQualityTests {
  private let line = [0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

  @Test func numbersOnALineHaveAllSeventyParallelograms() throws {
    let line = try Representation(line.map { 4 - 0.01 * $0 }, symbols: 10, width: 1)
    let quality = try RepresentationQuality(of: line, algebra: .addition(symbols: 10))
    #expect(quality.total == 70)
    #expect(quality.present == 70)
    #expect(quality.estimate == .exact(1, accuracy: 0))
  }

  /// One symbol out of its place takes with it the parallelograms that it is in.
  @Test func oneSymbolMisplaced() throws {
    var values = line
    values[3] += 1
    let quality = try RepresentationQuality(
      of: Representation(values, symbols: 10, width: 1), algebra: .addition(symbols: 10))
    let with3 = parallelograms(10).filter { [$0.i, $0.j, $0.m, $0.n].contains(3) }
    #expect(quality.present == 70 - with3.count)
  }

  /// The definition word by word, on embeddings in between order and chance.
  @Test(arguments: [1, 2, 5])
  func bruteForce(width: Int) throws {
    var generator = SplitMix(UInt64(30 + width))
    for noise in [0.02, 0.1, 0.3, 3] {
      let values = (0..<(9 * width)).map { place -> Double in
        let slope = Double(place % width + 1)
        return slope * (Double(place / width) + noise * generator.normal())
      }
      let standard = (0..<width).map { column in standardized((0..<9).map { values[$0 * width + column] }) }
      let present = parallelograms(9).count { shape in
        let squares = standard.map { e -> Double in
          let defect = e[shape.i] + e[shape.n] - e[shape.j] - e[shape.m]
          return defect * defect
        }
        return squares.reduce(0, +) / Double(width) < 0.01
      }
      let quality = try RepresentationQuality(
        of: Representation(values, symbols: 9, width: width), algebra: .addition(symbols: 9))
      #expect(quality.present == present)
    }
  }

  /// In one dimension chance is known exactly: with c the parallelogram's coefficients, r = c·x/(|c|√Σ(x − x̄)²) has density
  /// (35/32)(1 − r²)³ for ten symbols, and the defect is below .1 where |r| < .1/(3|c|); |c|² is 4 for 50 of the
  /// parallelograms and 6 for the 20 whose middle symbols coincide.
  @Test func chanceInOneDimension() throws {
    func below(_ r: Double) -> Double {
      let odd: Double = r - r * r * r + 0.6 * pow(r, 5) - pow(r, 7) / 7
      return 35 * odd / 16
    }
    let bent = below(0.1 / (3 * 6.0.squareRoot()))
    let expected = (50 * below(0.1 / 6) + 20 * bent) / 70
    let values = try (0..<3000).map { seed in
      try RepresentationQuality(of: noise(10, 1, seed: UInt64(seed)), algebra: .addition(symbols: 10)).estimate.value
    }
    let found = try #require(mean(of: values))
    expectZ(found.value, expected, standardError: found.standardError, "RQI of chance")
  }

  @Test func chanceInManyDimensionsIsZero() throws {
    let quality = try RepresentationQuality(of: noise(10, 32, seed: 5), algebra: .addition(symbols: 10))
    #expect(quality.present == 0)
  }

  /// Each of the p answers has (p + 1)/2 unordered pairs modulo an odd p.
  @Test(arguments: [1, 3])
  func aClockHasAllRotations(frequency: Int) throws {
    let plane = try circle(13, frequency: frequency)
    let quality = try RepresentationQuality(of: plane, algebra: .modular(13), combination: .rotation)
    #expect(quality.total == 13 * 21)
    #expect(quality.present == quality.total)
    let sums = try RepresentationQuality(of: plane, algebra: .modular(13), combination: .sum)
    #expect(sums.present < sums.total / 5)
    var generator = SplitMix(3)
    let shuffled = (0..<13).shuffled(using: &generator).flatMap { Array(plane.row($0)) }
    let wrong = try RepresentationQuality(
      of: Representation(shuffled, symbols: 13, width: 2), algebra: .modular(13), combination: .rotation)
    #expect(wrong.present < wrong.total / 5)
  }

  @Test func permutationMatricesRepresentTheirGroup() throws {
    let matrices = try Representation(symmetricGroup.matrices, symbols: 6, width: 9)
    let quality = try RepresentationQuality(of: matrices, algebra: symmetricGroup.algebra, combination: .matrixProduct)
    // Six ordered pairs for each of six answers.
    #expect(quality.total == 6 * 15)
    #expect(quality.present == quality.total)
    let chance = try RepresentationQuality(
      of: noise(6, 9, seed: 8), algebra: symmetricGroup.algebra, combination: .matrixProduct)
    #expect(chance.present == 0)
    #expect(throws: NotApplicable("the group does not commute, so only products of matrices can represent it")) {
      try RepresentationQuality(of: matrices, algebra: symmetricGroup.algebra)
    }
    #expect(throws: NotApplicable("a row of 8 numbers is no square matrix")) {
      try RepresentationQuality(
        of: noise(6, 8, seed: 8), algebra: symmetricGroup.algebra, combination: .matrixProduct)
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: NotApplicable("9 rows do not represent 10 symbols")) {
      try RepresentationQuality(of: noise(9, 2, seed: 1), algebra: .addition(symbols: 10))
    }
    #expect(throws: NotApplicable("rotations need a representation in a plane")) {
      try RepresentationQuality(of: noise(10, 3, seed: 1), algebra: .modular(10), combination: .rotation)
    }
    #expect(throws: NotApplicable("no two pairs of so few symbols have the same answer")) {
      try RepresentationQuality(of: noise(2, 3, seed: 1), algebra: .addition(symbols: 2))
    }
  }

  @Test func allMeasuresTogether() throws {
    let modular = try RepresentationMeasures(of: try circle(11, frequency: 3, width: 6), algebra: .modular(11))
    #expect(agree(try #require(modular.principalCircle).value, 1, relative: 1e-12))
    #expect(modular.strongestCircle?.frequency == 3)
    #expect(modular.quality?.estimate.value == 1)
    let group = try RepresentationMeasures(
      of: Representation(symmetricGroup.matrices, symbols: 6, width: 9), algebra: symmetricGroup.algebra)
    #expect(group.quality?.estimate.value == 1)
    #expect(group.spectrum == nil)
    let line = try RepresentationMeasures(
      of: Representation(line, symbols: 10, width: 1), algebra: .addition(symbols: 10))
    #expect(line.quality?.estimate.value == 1)
    #expect(abs(line.components.effectiveDimension - 1) < 1e-12)
  }
}

struct PredictedAccuracyTests {
  /// i ≤ j < 10, as in the toy addition.
  private let pairs = (0..<10).flatMap { i in (i..<10).map { SymbolPair(i, $0) } }

  @Test func aLineKnowsEverySumThatItWasShown() throws {
    let line = try Representation((0..<10).map(Double.init), symbols: 10, width: 1)
    // One pair of each sum is enough.
    let training = pairs.indices.filter { pairs[$0].second - pairs[$0].first <= 1 }.map { Int32($0) }
    let all = try PredictedAccuracy(of: line, algebra: .addition(symbols: 10), pairs: pairs, training: training)
    #expect(training.count == 19)
    #expect(all.estimate.value == 1)
    #expect(all.testAccuracy == 1)
    // Without a pair of sum 9 its five pairs are lost.
    let fewer = training.filter { pairs[Int($0)].first + pairs[Int($0)].second != 9 }
    let some = try PredictedAccuracy(of: line, algebra: .addition(symbols: 10), pairs: pairs, training: fewer)
    #expect(some.trained + some.linked == 50)
  }

  @Test func withoutParallelogramsTheTrainingSetIsAll() throws {
    let chance = try noise(10, 32, seed: 5)
    let training = (0..<45).map { Int32($0) }
    let found = try PredictedAccuracy(of: chance, algebra: .addition(symbols: 10), pairs: pairs, training: training)
    #expect(found.estimate.value == 45.0 / 55)
    #expect(found.testAccuracy == 0)
  }

  /// The definition word by word.
  @Test func bruteForce() throws {
    var generator = SplitMix(77)
    for _ in 0..<30 {
      let noise = 0.3 * generator.uniform()
      let values = (0..<10).map { Double($0) + noise * generator.normal() }
      let standard = standardized(values)
      let training = pairs.indices.shuffled(using: &generator).prefix(20)
      let right = pairs.indices.count { row in
        training.contains(row)
          || training.contains { known in
            let (p, q) = (pairs[known], pairs[row])
            let defect = standard[p.first] + standard[p.second] - standard[q.first] - standard[q.second]
            return p.first + p.second == q.first + q.second && defect * defect < 0.01
          }
      }
      let found = try PredictedAccuracy(
        of: Representation(values, symbols: 10, width: 1), algebra: .addition(symbols: 10), pairs: pairs,
        training: training.map { Int32($0) })
      #expect(found.trained + found.linked == right)
    }
  }

  /// Adding commutes, so a network that adds knows the swapped pair.
  @Test func swappedPairsAreLinked() throws {
    let ordered = (0..<7).flatMap { i in (0..<7).map { SymbolPair(i, $0) } }
    let upper = ordered.indices.filter { ordered[$0].first <= ordered[$0].second }.map { Int32($0) }
    let found = try PredictedAccuracy(of: noise(7, 20, seed: 2), algebra: .modular(7), pairs: ordered, training: upper)
    #expect(found.estimate.value == 1)
  }

  @Test func pairsOfExamples() {
    let examples = Examples(
      inputs: .symbols([0, 1, 9, 2, 3, 9], width: 3, vocabulary: 10), targets: .labels([1, 5], classes: 9))
    #expect(examples.symbolPairs == [SymbolPair(0, 1), SymbolPair(2, 3)])
    let features = Examples(inputs: .features([1, 2], width: 2), targets: .vectors([1], width: 1))
    #expect(features.symbolPairs == nil)
  }

  @Test func foreignPairsAreRefused() throws {
    #expect(throws: NotApplicable("the pairs are not pairs of the represented symbols")) {
      try PredictedAccuracy(
        of: noise(5, 2, seed: 1), algebra: .modular(5), pairs: [SymbolPair(0, 5)], training: [])
    }
  }
}
