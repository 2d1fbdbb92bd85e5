// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// In how many of the compared cases something held.
package struct Agreement: Sendable, Equatable {
  /// Cases in which it held.
  package let agreeing: Int
  /// How many cases were compared.
  package let total: Int

  /// The part in which it held, computed over all cases and not sampled; `nil` without cases.
  package var estimate: Estimate? {
    total > 0 ? .exact(Double(agreeing) / Double(total), accuracy: 0) : nil
  }
}

/// A renaming of symbols: a permutation of the first operands, of the second ones, and of the answers.
///
/// It is a symmetry of a rule if rule(π₁a, π₂b) = π(rule(a, b)) for all pairs. For a + b mod p: a ↦ ua, b ↦ ub, c ↦ uc with u
/// prime to p, and a ↦ a + s, b ↦ b + t, c ↦ c + s + t. Names as such mean nothing to a network that starts from random rows, so
/// training on renamed symbols gives the same law of outcomes; what can be tested on one network is whether it treats
/// pairs alike that the rule treats alike. A lookup table does not.
package struct Renaming: Sendable, Equatable {
  /// π₁, the new name of each first operand.
  package let first: [Int]
  /// π₂, the new name of each second operand.
  package let second: [Int]
  /// π, the new name of each answer.
  package let answer: [Int]

  /// A renaming of the first symbols, the second symbols and the answers.
  ///
  /// - Throws: `NotApplicable` unless all three are permutations, the first two of one length.
  package init(first: [Int], second: [Int], answer: [Int]) throws(NotApplicable) {
    let arePermutations = [first, second, answer].allSatisfy { $0.sorted() == Array($0.indices) }
    guard arePermutations, first.count == second.count else {
      throw NotApplicable("a renaming needs permutations of the symbols")
    }
    self.first = first
    self.second = second
    self.answer = answer
  }

  /// a ↦ ua + s, b ↦ ub + t, c ↦ uc + s + t, a symmetry of addition modulo p.
  ///
  /// - Throws: `NotApplicable` if the factor has a divisor in common with p.
  package static func affine(
    modulus: Int, factor: Int, firstShift: Int = 0, secondShift: Int = 0
  ) throws(NotApplicable) -> Renaming {
    func map(_ shift: Int) -> [Int] { (0..<modulus).map { (($0 * factor + shift) % modulus + modulus) % modulus } }
    return try Renaming(first: map(firstShift), second: map(secondShift), answer: map(firstShift + secondShift))
  }

  /// Whether a rule is the same after renaming.
  package func preserves(_ rule: (Int, Int) -> Int) -> Bool {
    first.indices.allSatisfy { a in
      second.indices.allSatisfy { b in
        let plain = rule(a, b)
        return answer.indices.contains(plain) && rule(first[a], second[b]) == answer[plain]
      }
    }
  }
}

extension LogitTable {
  /// On how many unordered pairs a ≠ b the answers to (a, b) and (b, a) are the same, as a commutative rule demands.
  ///
  /// - Parameter pairs: ordered pairs to compare, each with its swap, such as those whose swap was not trained on; by
  ///   default all, each once.
  package func swapAgreement(over pairs: [SymbolPair]? = nil) -> Agreement {
    let chosen = (pairs ?? allPairs.filter { $0.first < $0.second }).filter { $0.first != $0.second }
    let agreeing = chosen.count { answer($0.first, $0.second) == answer($0.second, $0.first) }
    return Agreement(agreeing: agreeing, total: chosen.count)
  }

  /// On how many pairs the answer to the renamed pair is the renamed answer.
  ///
  /// - Throws: `NotApplicable` if the renaming is not one of these symbols and answers.
  package func agreement(under renaming: Renaming, over pairs: [SymbolPair]? = nil) throws(NotApplicable) -> Agreement {
    try require(renaming)
    let chosen = pairs ?? allPairs
    let agreeing = chosen.count { pair in
      answer(renaming.first[pair.first], renaming.second[pair.second])
        == renaming.answer[answer(pair.first, pair.second)]
    }
    return Agreement(agreeing: agreeing, total: chosen.count)
  }

  /// How alike the logits are after renaming, 1 for an exact symmetry, near 0 for a lookup table.
  ///
  /// The correlation of L(a, b)[c] and L(π₁a, π₂b)[πc] over all pairs and answers, each row less its mean, because a
  /// constant does not matter to the softmax.
  ///
  /// - Throws: `NotApplicable` if the renaming does not fit, or the logits of every pair are all equal.
  package func correlation(under renaming: Renaming) throws(NotApplicable) -> Double {
    try require(renaming)
    var (cross, square) = (0.0, 0.0)
    func centered(_ a: Int, _ b: Int) -> [Double] {
      let start = (a * symbols + b) * classes
      let row = logits[start..<(start + classes)]
      let mean = row.reduce(0, +) / Double(classes)
      return row.map { $0 - mean }
    }
    for pair in allPairs {
      let plain = centered(pair.first, pair.second)
      let renamed = centered(renaming.first[pair.first], renaming.second[pair.second])
      for c in 0..<classes {
        cross += plain[c] * renamed[renaming.answer[c]]
        square += plain[c] * plain[c]
      }
    }
    // A renaming permutes all logits, so both have the same square.
    guard square > 0 else { throw NotApplicable("the logits of every pair are all equal") }
    return cross / square
  }

  private func require(_ renaming: Renaming) throws(NotApplicable) {
    guard renaming.first.count == symbols, renaming.answer.count == classes else {
      throw NotApplicable("the renaming is not one of \(symbols) symbols and \(classes) answers")
    }
  }
}
