// SPDX-License-Identifier: GPL-3.0-or-later
package import Training

extension LinearRule {
  /// The largest modulus for which the logits of all pairs are held: their p³ numbers take 134 MB.
  package static let largestModulus = 256

  /// The rule αa + βb mod p that a task's examples follow: found from the answers, whatever the task is called.
  ///
  /// - Parameters:
  ///   - examples: pairs of symbols 0 ..< p.
  ///   - answers: the right answers of the same rows.
  /// - Returns: `nil` if these are no pairs, there are more answers or fewer than symbols, or no such rule gives all of them.
  package init?(of examples: Examples, answers: ExampleTargets) {
    guard case .symbols(let inputs, width: 2, let p) = examples.inputs, case .modular(p)? = examples.algebra,
      case .labels(let labels, classes: p) = answers, (3...Self.largestModulus).contains(p)
    else { return nil }
    // A few rows leave one pair of factors.
    var factors = (0..<p * p).map { ($0 / p, $0 % p) }
    for (row, label) in labels.enumerated() {
      let (a, b) = (Int(inputs[2 * row]), Int(inputs[2 * row + 1]))
      factors.removeAll { ($0.0 * a + $0.1 * b) % p != Int(label) }
      if factors.isEmpty { return nil }
    }
    guard factors.count == 1, let (first, second) = factors.first, first > 0, second > 0 else { return nil }
    self.init(modulus: p, first: first, second: second)
  }
}

extension LogitTable {
  /// The pairs that some rows of examples ask for.
  ///
  /// - Parameters:
  ///   - rows: the numbers of the rows.
  ///   - examples: pairs of symbols.
  package static func pairs(_ rows: [Int32], of examples: Examples) -> [SymbolPair] {
    guard case .symbols(let inputs, width: 2, _) = examples.inputs else { return [] }
    return rows.map { SymbolPair(Int(inputs[2 * Int($0)]), Int(inputs[2 * Int($0) + 1])) }
  }
}
