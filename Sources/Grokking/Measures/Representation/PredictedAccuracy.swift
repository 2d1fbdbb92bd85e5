// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// Âcc, the accuracy that the representation alone lets expect.
///
/// A pair counts as right if it is a training example, or if a training example with the same answer is linked to it by a
/// parallelogram that is present in the representation; one link is enough, and links do not chain (Z. Liu et al.,
/// arXiv:2205.10343). A swapped training pair is always linked where joining commutes.
package struct PredictedAccuracy: Sendable, Equatable {
  /// Training examples among all pairs.
  package let trained: Int
  /// Further pairs that are linked to one.
  package let linked: Int
  /// How many pairs there are.
  package let total: Int

  /// (trained + linked)/total, computed and not sampled.
  package var estimate: Estimate { .exact(Double(trained + linked) / Double(total), accuracy: 0) }

  /// The part of the pairs outside the training set that is linked to it; `nil` where there are none.
  package var testAccuracy: Double? { total > trained ? Double(linked) / Double(total - trained) : nil }

  /// Predicts the accuracy over all pairs.
  ///
  /// - Parameters:
  ///   - representation: a row for each symbol of the algebra, in order.
  ///   - algebra: which pairs have the same answer.
  ///   - pairs: all pairs, as in `Examples.symbolPairs`.
  ///   - training: which of them are trained on, as in a split.
  ///   - combination: how pairs are joined.
  ///   - tolerance: the limit of the mean squared defect of a parallelogram.
  /// - Throws: `NotApplicable` if representation, algebra, pairs and combination do not fit.
  package init(
    of representation: Representation, algebra: Algebra, pairs: [SymbolPair], training: [Int32],
    combination: PairCombination = .sum, tolerance: Double = 0.01
  ) throws(NotApplicable) {
    let joined = try JoinedPairs(representation, combination, fitting: algebra)
    let symbols = 0..<algebra.symbols
    guard !pairs.isEmpty, pairs.allSatisfy({ symbols.contains($0.first) && symbols.contains($0.second) }),
      training.allSatisfy({ pairs.indices.contains(Int($0)) })
    else { throw NotApplicable("the pairs are not pairs of the represented symbols") }
    var isTrained = [Bool](repeating: false, count: pairs.count)
    for row in training { isTrained[Int(row)] = true }
    var anchors = [[SymbolPair]](repeating: [], count: 2 * algebra.symbols)
    for (pair, trained) in zip(pairs, isTrained) where trained {
      anchors[algebra.combined(pair.first, pair.second)].append(pair)
    }
    trained = isTrained.count { $0 }
    total = pairs.count
    linked = zip(pairs, isTrained).count { pair, trained in
      !trained
        && anchors[algebra.combined(pair.first, pair.second)].contains { joined.agree($0, pair, below: tolerance) }
    }
  }
}
