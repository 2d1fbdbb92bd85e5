// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// The table of a commutative operation as the parallelogram theory sees it: unordered pairs, those of one answer together.
///
/// Two pairs i, j and m, n with the same answer are a parallelogram: they ask for E_i + E_j = E_m + E_n. A pair and its
/// swap ask nothing of each other, so rows (i, j) and (j, i) of an ordered table count as one pair.
///
/// What the relations of the whole table force is known: for addition, E_k = a + k·b, two free numbers. In a group of
/// order n real numbers could only be all alike; what the relations force there are *angles*, E_g = a + χ(g) modulo 2π
/// with a character χ of the group: one free number, and n components, one for each character. (The maps of the symbols
/// to angles that satisfy a set of relations with lattice L ⊂ ℤⁿ are the dual group of ℤⁿ/L; for a whole
/// group ℤⁿ/L₀ ≅ ℤ × G.) The clock of modular addition is such a solution.
package struct RelationTable: Sendable, Equatable {
  /// Which pairs have the same answer.
  package let algebra: Algebra
  /// How many symbols there are.
  package let symbols: Int
  /// The unordered pairs that the table has, each once.
  package let pairs: [SymbolPair]
  /// For each row of the task's table the number of its pair.
  package let pairOfRow: [Int32]
  /// For each pair the number of its answer.
  let answers: [Int32]
  /// How many answers there could be.
  let answerCount: Int

  /// More symbols than these are not solved for.
  package static let largestSymbolCount = 400

  /// The table of pairs of an algebra.
  ///
  /// - Parameters:
  ///   - algebra: which pairs have the same answer; `.modular` is taken for the sum modulo p.
  ///   - pairs: the pairs, row by row, as in `Examples.symbolPairs`.
  /// - Throws: `NotApplicable` if the operation does not commute, there are fewer than two or more than 400 symbols, or
  ///   the pairs hold others.
  package init(algebra: Algebra, pairs rows: [SymbolPair]) throws(NotApplicable) {
    let count = algebra.symbols
    guard (2...Self.largestSymbolCount).contains(count) else {
      throw NotApplicable(
        "there are \(count) symbols; the parallelogram theory is solved for 2 to \(Self.largestSymbolCount)")
    }
    guard algebra.commutes else {
      throw NotApplicable("the group does not commute, and parallelograms are about sums, which do")
    }
    var numbers = [Int32](repeating: -1, count: count * count)
    var found: [SymbolPair] = []
    var ofRow: [Int32] = []
    ofRow.reserveCapacity(rows.count)
    for row in rows {
      let (low, high) = (min(row.first, row.second), max(row.first, row.second))
      guard low >= 0, high < count else { throw NotApplicable("the pairs are not pairs of the table's symbols") }
      if numbers[low * count + high] < 0 {
        numbers[low * count + high] = Int32(found.count)
        found.append(SymbolPair(low, high))
      }
      ofRow.append(numbers[low * count + high])
    }
    self.algebra = algebra
    symbols = count
    pairs = found
    pairOfRow = ofRow
    answers = found.map { Int32(algebra.combined($0.first, $0.second)) }
    answerCount = 2 * count
  }

  /// The table of a task's examples.
  ///
  /// - Throws: `NotApplicable` for tasks other than addition, the sum modulo p and commutative groups.
  package init(task: any LearningTask, examples: Examples) throws(NotApplicable) {
    guard let algebra = examples.algebra, let pairs = examples.symbolPairs else {
      throw NotApplicable("\(task.summary) has no table of pairs of symbols")
    }
    if let rule = task.foreignRule {
      throw NotApplicable(
        "\(rule) is not a sum; the parallelogram theory is about addition, x+y modulo p and "
          + "commutative groups")
    }
    try self.init(algebra: algebra, pairs: pairs)
  }

  /// All unordered pairs of an algebra's symbols, i ≤ j, i slowest.
  package static func full(_ algebra: Algebra) throws(NotApplicable) -> RelationTable {
    let symbols = 0..<algebra.symbols
    return try RelationTable(
      algebra: algebra, pairs: symbols.flatMap { i in (i..<algebra.symbols).map { SymbolPair(i, $0) } })
  }

  /// How many rows the task's table has.
  package var rows: Int { pairOfRow.count }

  /// How many free numbers are left when all relations hold: 2 for addition, translation and scale; 1 for groups.
  package var leastNullity: Int { if case .addition = algebra { 2 } else { 1 } }

  /// How many components the solutions have then: 1 for addition, the order of the group for groups, one a character.
  package var leastComponents: Int { if case .addition = algebra { 1 } else { symbols } }
}

extension RelationTable {
  /// The unordered pair of each row of the task's table.
  package var rowPairs: [SymbolPair] { pairOfRow.map { pairs[Int($0)] } }
}
