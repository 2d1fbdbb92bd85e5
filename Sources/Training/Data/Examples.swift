// SPDX-License-Identifier: GPL-3.0-or-later

/// The inputs of a network, one row per example.
package enum ExampleInputs: Sendable, Equatable {
  /// Symbols 0..<vocabulary, `width` of them in each row, row-major. Pairs of a table have width 2.
  case symbols([Int32], width: Int, vocabulary: Int)
  /// Numbers, `width` of them in each row, row-major.
  case features([Double], width: Int)
}

/// The targets of a network, one row per example.
package enum ExampleTargets: Sendable, Equatable {
  /// One of so many classes in each row.
  case labels([Int32], classes: Int)
  /// Numbers, `width` of them in each row, row-major.
  case vectors([Double], width: Int)
}

/// Whether a table of pairs holds (i, j) and (j, i), or only the one with i ≤ j.
package enum PairOrder: String, Sendable, Equatable, CaseIterable {
  /// Both, as two rows.
  case ordered
  /// Only i ≤ j: p(p + 1)/2 rows for p symbols.
  case unordered
}

/// All examples of a task, before they are split into training and test set.
package struct Examples: Sendable, Equatable {
  /// The inputs.
  package var inputs: ExampleInputs
  /// The targets: the answers that are to be learned.
  package var targets: ExampleTargets
  /// Which rows are which symbols, and what they mean, for measures of representations; `nil` without symbols.
  package var algebra: Algebra?
  /// Whether (i, j) and (j, i) are two rows or one.
  package var pairs: PairOrder
  /// What the symbols are called, in their order: `0, 1, 2`, or `r0, r1, s0` in a group; empty without symbols.
  package var symbolNames: [String]

  /// Examples of given inputs and targets, by default without an algebra of their symbols.
  package init(
    inputs: ExampleInputs, targets: ExampleTargets, algebra: Algebra? = nil, pairs: PairOrder = .ordered,
    symbolNames: [String] = []
  ) {
    self.inputs = inputs
    self.targets = targets
    self.algebra = algebra
    self.pairs = pairs
    self.symbolNames = symbolNames
  }

  /// How many there are.
  package var count: Int {
    switch inputs {
    case .symbols(let symbols, let width, _): symbols.count / max(width, 1)
    case .features(let features, let width): features.count / max(width, 1)
    }
  }
}

/// What is known of the structure behind the symbols.
package enum Algebra: Sendable, Equatable {
  /// i + j without modulus: parallelograms i + n = j + m are meaningful.
  case addition(symbols: Int)
  /// Arithmetic modulo p, cyclic groups included: the Fourier spectrum over ℤ/p is meaningful.
  case modular(Int)
  /// A finite group by its multiplication table, row-major, element 0 the identity.
  case group(table: [Int32], order: Int)
}
