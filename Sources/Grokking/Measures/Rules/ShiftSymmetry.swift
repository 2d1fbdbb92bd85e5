// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// How far a network treats all renamings a ↦ a + s, b ↦ b + t, c ↦ c + αs + βt of the symbols alike: averages over all p² of them,
/// which need no renaming to be tried.
///
/// With r the answer to (a, b) less αa + βb, and n_r the number of pairs of residue r, the mean over (s, t) of the part of the pairs
/// with answer(a + s, b + t) = answer(a, b) + αs + βt is
///
///     Σ_r (n_r/p²)²
///
/// and the mean correlation of the logits before and after is the part of their square, each row less its mean, that depends
/// on αa + βb − c alone: the projection on what all these renamings leave as it is,
///
///     p² Σ_d g_d² / Σ L²,     g_d the mean of L(a, b)[c] over the p² triples with αa + βb − c = d
///
/// A network that computes by the rule has 1 and 1; a lookup table of n of the p² pairs, right there
/// and at random elsewhere, has (n/p²)² and more. Multiplying the symbols by a factor is not among them: it moves each wave
/// to another frequency, so that logits of the same answers are orthogonal.
package struct ShiftSymmetry: Sendable, Equatable {
  /// The mean part of the pairs whose answer is renamed with them.
  package let agreement: Double
  /// The mean correlation of the logits; `nil` where those of every pair are all equal.
  package let correlation: Double?

  /// The averages of a network's logits.
  ///
  /// - Throws: `NotApplicable` if the rule is one of other symbols or answers.
  package init(of table: LogitTable, rule: LinearRule) throws(NotApplicable) {
    let p = rule.modulus
    guard p == table.symbols, p == table.classes else {
      throw NotApplicable("a rule modulo \(p) does not fit \(table.symbols) symbols and \(table.classes) answers")
    }
    var counts = [Double](repeating: 0, count: p)
    var sums = counts
    var square = 0.0
    for a in 0..<p {
      for b in 0..<p {
        let right = rule(a, b)
        counts[(table.answer(a, b) - right + p) % p] += 1
        let start = (a * p + b) * p
        let mean = (0..<p).reduce(0) { $0 + table.logits[start + $1] } / Double(p)
        for c in 0..<p {
          let value = table.logits[start + c] - mean
          sums[(right - c + p) % p] += value
          square += value * value
        }
      }
    }
    let pairs = Double(p * p)
    agreement = counts.reduce(0) { $0 + ($1 / pairs) * ($1 / pairs) }
    // Each of the p differences has p² triples, one in every row.
    correlation = square > 0 ? sums.reduce(0) { $0 + $1 * $1 } / pairs / square : nil
  }
}
