// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
import Statistics
import TestSupport
import Testing
import Training

@testable import Grokking

/// Relations, one by one, as the paper writes them: what the fast way is held against.
private struct PlainTheory {
  var rows: [[Int]] = []
  let symbols: Int

  init(_ table: RelationTable, _ training: [Int]) {
    symbols = table.symbols
    let pairs = Set(training.map { table.pairs[Int(table.pairOfRow[$0])] }).sorted {
      ($0.first, $0.second) < ($1.first, $1.second)
    }
    for (index, one) in pairs.enumerated() {
      for other in pairs[(index + 1)...] {
        guard table.algebra.combined(one.first, one.second) == table.algebra.combined(other.first, other.second) else {
          continue
        }
        var row = [Int](repeating: 0, count: symbols)
        row[one.first] += 1
        row[one.second] += 1
        row[other.first] -= 1
        row[other.second] -= 1
        rows.append(row)
      }
    }
  }

  /// By Bareiss' elimination without fractions.
  var rank: Int {
    var matrix = rows
    var (rank, previous) = (0, 1)
    for column in 0..<symbols {
      guard let pivot = (rank..<max(matrix.count, rank)).first(where: { matrix[$0][column] != 0 }) else { continue }
      matrix.swapAt(rank, pivot)
      for row in (rank + 1)..<max(matrix.count, rank + 1) {
        for index in (0..<symbols).reversed() {
          matrix[row][index] =
            (matrix[row][index] * matrix[rank][column] - matrix[row][column] * matrix[rank][index]) / previous
        }
      }
      previous = matrix[rank][column]
      rank += 1
    }
    return rank
  }

  /// How many maps of the symbols to ℤ/m fulfill all relations, by trying all of them.
  func solutions(modulo m: Int) -> Int {
    var count = 0
    var values = [Int](repeating: 0, count: symbols)
    while true {
      if rows.allSatisfy({ row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } % m == 0 }) { count += 1 }
      var place = 0
      while place < symbols {
        values[place] += 1
        if values[place] < m { break }
        values[place] = 0
        place += 1
      }
      if place == symbols { return count }
    }
  }

  var gram: [Double] {
    var result = [Double](repeating: 0, count: symbols * symbols)
    for row in rows {
      for i in 0..<symbols { for j in 0..<symbols { result[i * symbols + j] += Double(row[i] * row[j]) } }
    }
    return result
  }
}

private func group(_ factors: [Int]) -> Algebra {
  let group = FiniteGroup.abelian(factors)
  return .group(table: group.table, order: group.order)
}

@Suite struct EffectiveTheoryTests {
  private static let small: [Algebra] = [
    .addition(symbols: 2), .addition(symbols: 5), .addition(symbols: 6), .modular(2), .modular(4), .modular(5),
    .modular(6), group([2, 2]), group([2, 3]),
  ]

  /// Random training sets of all sizes, from ordered and unordered tables.
  private static func sets(of algebra: Algebra, each count: Int) throws -> [(RelationTable, [Int])] {
    let n = algebra.symbols
    let ordered = try RelationTable(
      algebra: algebra, pairs: (0..<n * n).map { SymbolPair($0 / n, $0 % n) })
    var noise = SplitMix(UInt64(n))
    return try [RelationTable.full(algebra), ordered].flatMap { table in
      (0..<count).map { _ in
        (table, Array((0..<table.rows).shuffled(using: &noise).prefix(Int.random(in: 0...table.rows, using: &noise))))
      }
    }
  }

  @Test(arguments: small) func countsAreThoseOfTryingEverything(algebra: Algebra) throws {
    for (table, rows) in try Self.sets(of: algebra, each: 12) {
      let plain = PlainTheory(table, rows)
      let theory = try EffectiveTheory(table, training: rows.map(Int32.init))
      #expect(theory.parallelograms == plain.rows.count)
      #expect(theory.nullity == table.symbols - plain.rank)
      var set = GrowingTrainingSet(table)
      for row in rows { set.add(row: row) }
      #expect(set.gram == plain.gram)

      // |Hom(ℤⁿ/L, ℤ/m)| = m^nullity·Π gcd(dᵢ, m).
      let factors = try #require(SmithNormalForm.invariantFactors(of: plain.rows))
      #expect(factors.reduce(1, *) == theory.components)
      for m in 2...5 {
        let predicted = factors.reduce(Int(pow(Double(m), Double(theory.nullity)))) { product, factor in
          product * RelationLattice.greatestCommonDivisor(factor, m).divisor
        }
        #expect(plain.solutions(modulo: m) == predicted)
      }
      // Unique: nothing is free beyond the whole table, and there are no components beyond its own.
      let isUnique =
        theory.nullity == table.leastNullity
        && (table.leastComponents == 1 || theory.components == table.leastComponents)
      #expect(theory.isUnique == isUnique)
    }
  }

  @Test(arguments: [
    Algebra.addition(symbols: 3), .addition(symbols: 10), .addition(symbols: 31), .modular(2), .modular(3),
    .modular(12),
    .modular(59), group([2, 4]), group([3, 3]), group([2, 2, 2, 2]),
  ])
  func theWholeTableForcesItsStructure(algebra: Algebra) throws {
    let table = try RelationTable.full(algebra)
    let theory = try EffectiveTheory(table, training: (0..<table.rows).map(Int32.init))
    #expect(theory.nullity == table.leastNullity)
    #expect(theory.components == table.leastComponents)
    #expect(theory.isUnique == true)
    // The known solutions: a line, and the clock of each character.
    if case .addition = algebra {
      #expect(
        PlainTheory(table, Array(0..<table.rows)).rows.allSatisfy { row in
          row.reduce(0, +) == 0 && row.enumerated().reduce(0) { $0 + $1.offset * $1.element } == 0
        })
    }
  }

  /// 2·30/70, and 8(p + 3)/(p² − 1) for odd p modulo p: on vectors without mean AᵀA is p(p + 3)/2, and there are
  /// p(p² − 1)/8 parallelograms.
  @Test func ratesOfWholeTables() throws {
    func rate(_ algebra: Algebra) throws -> Double {
      let table = try RelationTable.full(algebra)
      return try EffectiveTheory.lambda3(
        of: algebra, pairs: table.pairs, training: (0..<table.rows).map(Int32.init))
    }
    #expect(agree(try rate(.addition(symbols: 10)), 60 / 70, relative: 1e-13))
    for p in [3, 5, 7, 23, 53] {
      #expect(agree(try rate(.modular(p)), 8 * Double(p + 3) / Double(p * p - 1), relative: 1e-12))
    }
    let table = try RelationTable.full(.addition(symbols: 10))
    let published = try EffectiveTheory(table, training: [0, 5], definition: .publishedPrograms)
    #expect(agree(published.slowestRate, 60, relative: 1e-13))
    #expect(published.nullity == 10 && published.isUnique == false)
  }

  /// One order tells of all sizes what each of them tells by itself.
  @Test(arguments: small) func nestedSetsAreTheirOwnSets(algebra: Algebra) throws {
    for (table, _) in try Self.sets(of: algebra, each: 3) {
      var noise = SplitMix(7)
      let order = (0..<Int32(table.rows)).shuffled(using: &noise)
      let draw = try TheoryDraws(table, sizes: Array(0...table.rows)).draw(order)
      var unique: [Bool?] = []
      for size in 0...table.rows {
        let theory = try EffectiveTheory(table, training: Array(order.prefix(size)))
        #expect(theory.nullity == draw.nullities[size])
        #expect(agree(theory.slowestRate, draw.rates[size], relative: 1e-12))
        // By the eigenvectors' own solver; what is not forced does not decay.
        let plain = PlainTheory(table, order.prefix(size).map(Int.init))
        if let system = SymmetricEigensystem(plain.gram, dimension: table.symbols), table.leastNullity < table.symbols,
          plain.rows.count > 0
        {
          let value = 2 * system.values[table.leastNullity] / Double(plain.rows.count)
          #expect(abs(value - theory.slowestRate) < 1e-12)
        }
        unique.append(theory.isUnique)
      }
      #expect(draw.criticalSize == unique.firstIndex(of: true))
      #expect(draw.rankCriticalSize == draw.nullities.firstIndex(of: table.leastNullity))
      #expect(draw.isKnown)
    }
  }

  /// Tables whose lattices have many columns stay within 64 bits.
  @Test(arguments: [Algebra.modular(31), .modular(59), group([4, 4, 4])])
  func largeTablesAreKnown(algebra: Algebra) throws {
    let table = try RelationTable.full(algebra)
    var noise = SplitMix(3)
    let draw = try TheoryDraws(table, sizes: []).draw((0..<Int32(table.rows)).shuffled(using: &noise))
    #expect(draw.isKnown)
    #expect(draw.criticalSize ?? 0 >= draw.rankCriticalSize ?? .max)
  }

  @Test func whatIsNoTableOfSums() throws {
    func reason(_ task: any LearningTask) -> String {
      do {
        _ = try RelationTable(task: task, examples: task.examples(seed: 1))
        return ""
      } catch { return "\(error)" }
    }
    #expect(reason(Addition()) == "")
    #expect(reason(GroupMultiplication.abelian([2, 4])) == "")
    #expect(
      reason(GroupMultiplication.symmetric(3))
        == "the group does not commute, and parallelograms are about sums, which do")
    #expect(
      reason(try ModularArithmetic(.quotient, modulus: 7))
        == "x/y is not a sum; the parallelogram theory is about addition, x+y modulo p and commutative groups")
    #expect(
      reason(Addition(symbols: 401))
        == "there are 401 symbols; the parallelogram theory is solved for 2 to 400")
  }
}
