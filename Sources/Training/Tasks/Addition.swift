// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// Addition without modulus: (i, j) ↦ i + j for 0 ≤ i, j < p, one of 2p − 1 classes.
package struct Addition: LearningTask, Equatable {
  /// p ≥ 2, the number of symbols.
  package let symbols: Int
  /// Whether (i, j) and (j, i) are two rows.
  package let pairs: PairOrder
  /// The name in a scenario.
  package let name = "addition"

  /// Addition of the numbers below a bound.
  package init(symbols: Int = 10, pairs: PairOrder = .unordered) {
    self.symbols = symbols
    self.pairs = pairs
  }

  /// `i+j below 10, unordered pairs`.
  package var summary: String { "i+j below \(symbols), \(pairs.rawValue) pairs" }

  /// All pairs with their sums, i slowest.
  package func examples(seed: UInt64) -> Examples {
    .pairs(symbols: symbols, classes: 2 * symbols - 1, order: pairs, algebra: .addition(symbols: symbols)) { $0 + $1 }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "addition", summary: "the sum of two numbers, without modulus",
    formula: "(i, j) ↦ i + j, 0 ≤ i ≤ j < symbols; 2·symbols − 1 classes",
    parameters: [
      .integer(
        "symbols", default: 10, .between(2, Double(ModularArithmetic.largestModulus)), "p, the numbers 0, …, p − 1"),
      .pairs(default: .unordered),
    ],
    source: "Liu et al., arXiv:2205.10343 (2022), section 2: p = 10 gives 55 pairs",
    example: "task: {kind: addition, symbols: 10}"
  ) { (values) throws(Problem) in Addition(symbols: values.integer("symbols"), pairs: values.pairs) }
}
