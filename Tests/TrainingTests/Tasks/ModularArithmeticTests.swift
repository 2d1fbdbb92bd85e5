// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@testable import Training

/// The rows of a table of pairs: x, y and the answer.
func rows(of examples: Examples) -> [(x: Int, y: Int, answer: Int)] {
  guard case .symbols(let inputs, width: 2, _) = examples.inputs, case .labels(let labels, _) = examples.targets else {
    return []
  }
  return labels.indices.map { (Int(inputs[2 * $0]), Int(inputs[2 * $0 + 1]), Int(labels[$0])) }
}

@Suite struct ModularArithmeticTests {
  private static let primes = [2, 3, 5, 7, 11, 13, 23, 97]

  /// What the operations mean in the integers, told apart from the code under test; quotients have a law of their own.
  private static let polynomials: [(ModularOperation, @Sendable (Int, Int) -> Int)] = [
    (.sum, { $0 + $1 }), (.difference, { $0 - $1 }), (.product, { $0 * $1 }),
    (.sumOfSquares, { $0 * $0 + $1 * $1 }), (.quadraticForm, { $0 * $0 + $0 * $1 + $1 * $1 }),
    (.shiftedQuadraticForm, { $0 * $0 + $0 * $1 + $1 * $1 + $0 }), (.cubic, { $0 * $0 * $0 + $0 * $1 }),
    (.mixedCubic, { $0 * $0 * $0 + $0 * $1 * $1 + $1 }),
  ]

  @Test(arguments: [2, 3, 4, 6, 10, 12, 23, 59, 97, 100])
  func polynomialsAgreeWithTheIntegers(p: Int) throws {
    for (operation, integers) in Self.polynomials {
      let examples = try ModularArithmetic(operation, modulus: p).examples(seed: 1)
      let table = rows(of: examples)
      #expect(table.count == p * p && examples.count == p * p)
      for (row, entry) in table.enumerated() {
        #expect(entry.x * p + entry.y == row)
        #expect(((integers(entry.x, entry.y) - entry.answer) % p, (0..<p).contains(entry.answer)) == (0, true))
      }
      #expect(examples.algebra == .modular(p))
    }
  }

  /// 10 007 is the first prime that is too large; squares and cubes near the bound must not overflow or go wrong.
  @Test func largeModuliAreExact() {
    let p = 9973
    for (operation, integers) in Self.polynomials {
      let result = operation.result(p - 1, p - 2, modulus: p, inverses: [])
      #expect(result == ((integers(p - 1, p - 2) % p) + p) % p)
    }
  }

  @Test func everyOperationIsTested() {
    let tested = Set(Self.polynomials.map(\.0)).union([.quotient, .quotientOrDifference])
    #expect(tested == Set(ModularOperation.allCases))
  }

  @Test(arguments: primes) func aQuotientTimesItsDivisorIsTheDividend(p: Int) throws {
    let table = rows(of: try ModularArithmetic(.quotient, modulus: p).examples(seed: 1))
    #expect(table.count == p * (p - 1))
    for (x, y, quotient) in table {
      #expect(y != 0)
      #expect(quotient * y % p == x)
    }
  }

  @Test(arguments: primes) func theMixedQuotientDividesByOddNumbers(p: Int) throws {
    let table = rows(of: try ModularArithmetic(.quotientOrDifference, modulus: p).examples(seed: 1))
    #expect(table.count == p * p)
    for (x, y, answer) in table { #expect((y % 2 == 1 ? answer * y - x : answer + y - x) % p == 0) }
  }

  @Test(arguments: [2, 5, 10, 97]) func unorderedPairsAreHalfTheTable(p: Int) throws {
    for operation in ModularOperation.allCases where operation.isCommutative {
      let task = try ModularArithmetic(operation, modulus: p, pairs: .unordered)
      let table = rows(of: task.examples(seed: 1))
      #expect(table.count == p * (p + 1) / 2)
      #expect(table.allSatisfy { $0.x <= $0.y })
      let full = rows(of: try ModularArithmetic(operation, modulus: p).examples(seed: 1))
      #expect(
        table.allSatisfy { full[$0.x * p + $0.y].answer == $0.answer && full[$0.y * p + $0.x].answer == $0.answer })
    }
  }

  @Test func onlyCommutativeOperationsAreCalledSo() throws {
    for operation in ModularOperation.allCases {
      let p = 7
      let table = rows(of: try ModularArithmetic(operation, modulus: p).examples(seed: 1))
      let answers = Dictionary(uniqueKeysWithValues: table.map { ([$0.x, $0.y], $0.answer) })
      let commutes = table.allSatisfy { answers[[$0.y, $0.x]] == $0.answer }
      #expect(commutes == operation.isCommutative, "\(operation)")
    }
  }

  @Test func additionHasNoModulus() {
    let examples = Addition().examples(seed: 1)
    let table = rows(of: examples)
    #expect(table.count == 55)
    #expect(table.allSatisfy { $0.x <= $0.y && $0.answer == $0.x + $0.y })
    #expect(examples.algebra == .addition(symbols: 10))
    #expect(examples.symbolNames == (0..<10).map(String.init))
    guard case .labels(_, classes: 19) = examples.targets else { return #expect(Bool(false), "classes") }
    #expect(rows(of: Addition(symbols: 10, pairs: .ordered).examples(seed: 1)).count == 100)
  }

  @Test func pairsAreFound() throws {
    let sum = try #require(PairRows(Addition().examples(seed: 1)))
    #expect(sum[0, 0] == 0 && sum[0, 9] == 9 && sum[1, 1] == 10 && sum[9, 9] == 54)
    #expect(sum[7, 3] == sum[3, 7])
    #expect(sum[10, 0] == nil && sum[0, -1] == nil)
    let quotient = try ModularArithmetic(.quotient, modulus: 5).examples(seed: 1)
    let index = try #require(PairRows(quotient))
    #expect(index[0, 0] == nil && index[3, 0] == nil && index[0, 3] == 2)
    for (row, entry) in rows(of: quotient).enumerated() { #expect(index[entry.x, entry.y] == row) }
    #expect(PairRows(TeacherStudent(count: 2, inputs: 2, hidden: 1).examples(seed: 1)) == nil)
  }
}
