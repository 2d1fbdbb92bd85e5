// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// The representation quality index: the part of all parallelograms that the representation shows.
///
/// A parallelogram is a set of two different pairs of symbols with the same answer; for addition, i < j ≤ m < n with
/// i + n = j + m, 70 of them with ten symbols. It is present when the mean over dimensions of the squared defect of the
/// joined pairs is below the tolerance (Z. Liu et al., arXiv:2205.10343).
///
/// Modulo p no real vectors satisfy all parallelograms E_i + E_n = E_j + E_m: use `.rotation` on a plane, where a circle
/// has quality 1, and `.sum` only to see whether the numbers lie on a line. A group that does not commute needs
/// `.matrixProduct`, with ordered pairs.
package struct RepresentationQuality: Sendable, Equatable {
  /// How many parallelograms are present.
  package let present: Int
  /// How many there could be.
  package let total: Int

  /// present/total, computed and not sampled.
  package var estimate: Estimate { .exact(Double(present) / Double(total), accuracy: 0) }

  /// Counts the parallelograms of a representation.
  ///
  /// - Parameters:
  ///   - representation: a row for each symbol of the algebra, in order.
  ///   - algebra: which pairs have the same answer.
  ///   - combination: how pairs are joined.
  ///   - tolerance: the limit of the mean squared defect.
  /// - Throws: `NotApplicable` if representation, algebra and combination do not fit, or there is no parallelogram.
  package init(
    of representation: Representation, algebra: Algebra, combination: PairCombination = .sum, tolerance: Double = 0.01
  ) throws(NotApplicable) {
    let joined = try JoinedPairs(representation, combination, fitting: algebra)
    var counts = (present: 0, total: 0)
    for pairs in algebra.pairsByAnswer(ordered: !joined.commutes) {
      for (index, one) in pairs.enumerated() {
        for other in pairs[(index + 1)...] {
          counts.total += 1
          if joined.agree(one, other, below: tolerance) { counts.present += 1 }
        }
      }
    }
    guard counts.total > 0 else { throw NotApplicable("no two pairs of so few symbols have the same answer") }
    (present, total) = counts
  }
}

extension JoinedPairs {
  /// The joined pairs of a representation of an algebra's symbols.
  init(_ representation: Representation, _ combination: PairCombination, fitting algebra: Algebra) throws(NotApplicable)
  {
    guard representation.symbols == algebra.symbols else {
      throw NotApplicable("\(representation.symbols) rows do not represent \(algebra.symbols) symbols")
    }
    if combination != .matrixProduct, !algebra.commutes {
      throw NotApplicable("the group does not commute, so only products of matrices can represent it")
    }
    try self.init(representation, combination)
  }
}

extension Algebra {
  /// Whether swapped operands have the same answer.
  var commutes: Bool {
    guard case .group(let table, let order) = self else { return true }
    return (0..<order).allSatisfy { a in (0..<a).allSatisfy { table[a * order + $0] == table[$0 * order + a] } }
  }

  /// All pairs, those of one answer together: a ≤ b only, or every ordered pair.
  func pairsByAnswer(ordered: Bool) -> [[SymbolPair]] {
    var result = [[SymbolPair]](repeating: [], count: 2 * symbols)
    for first in 0..<symbols {
      for second in (ordered ? 0 : first)..<symbols {
        result[combined(first, second)].append(SymbolPair(first, second))
      }
    }
    return result
  }
}
