// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The table of an operation modulo p: (x, y) ↦ x∘y mod p for 0 ≤ x, y < p, row x·p + y where all pairs are defined.
package struct ModularArithmetic: LearningTask, Equatable {
  /// The operation on pairs of numbers that is to be learned.
  package let operation: ModularOperation
  /// p ≥ 2.
  package let modulus: Int
  /// Whether (x, y) and (y, x) are two rows.
  package let pairs: PairOrder
  /// The name in a scenario.
  package let name = "modular-arithmetic"

  /// The largest modulus: its table has four million rows, which are made when a scenario is read.
  package static let largestModulus = 2000

  /// The table of an operation.
  ///
  /// - Throws: a problem at `modulus` when a division is wanted modulo a composite, at `pairs` when unordered pairs are
  ///   wanted of an operation that is not commutative.
  package init(_ operation: ModularOperation, modulus: Int, pairs: PairOrder = .ordered) throws(Problem) {
    guard (2...Self.largestModulus).contains(modulus) else {
      throw Problem(
        "modulus is \(modulus); it must be between 2 and \(Self.largestModulus).", at: "modulus")
    }
    if operation.needsPrime, !Self.isPrime(modulus) {
      let below = (2..<modulus).last(where: Self.isPrime).map { "\($0) and " } ?? ""
      let above = (modulus...).first(where: Self.isPrime) ?? modulus
      throw Problem(
        "modulus is \(modulus), which is not prime, so that \(operation.rawValue) is not always defined; the nearest "
          + "primes are \(below)\(above).", at: "modulus")
    }
    if pairs == .unordered, !operation.isCommutative {
      throw Problem(
        "pairs is 'unordered', but \(operation.rawValue) is not commutative; take 'ordered'.", at: "pairs")
    }
    self.operation = operation
    self.modulus = modulus
    self.pairs = pairs
  }

  /// `x+y mod 97`.
  package var summary: String {
    "\(operation.rawValue) mod \(modulus)\(pairs == .unordered ? ", unordered pairs" : "")"
  }

  /// All operations but the sum modulo p.
  package var foreignRule: String? { operation == .sum ? nil : operation.rawValue }

  /// All pairs with their results.
  package func examples(seed: UInt64) -> Examples {
    let inverses = operation.needsPrime ? ModularOperation.inverses(modulo: modulus) : []
    return .pairs(symbols: modulus, classes: modulus, order: pairs, algebra: .modular(modulus)) { x, y in
      operation.result(x, y, modulus: modulus, inverses: inverses)
    }
  }

  static func isPrime(_ number: Int) -> Bool {
    guard number > 3 else { return number > 1 }
    return !(2...).prefix { $0 * $0 <= number }.contains { number % $0 == 0 }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "modular-arithmetic", summary: "an operation on pairs of numbers modulo p",
    formula: "(x, y) ↦ operation mod modulus, 0 ≤ x, y < modulus; y ≠ 0 in x/y",
    parameters: [
      .word(
        "operation", default: "x+y", among: ModularOperation.allCases.map(\.rawValue),
        "what is computed; the quotients need a prime modulus"),
      .integer(
        "modulus", default: 97, .between(2, Double(largestModulus)), "p, the number of symbols and of classes"),
      .pairs(default: .ordered),
    ],
    source: "Power et al., arXiv:2201.02177 (2022), appendix A.1.1",
    example: "task: {kind: modular-arithmetic, operation: x+y, modulus: 97}"
  ) { (values) throws(Problem) in
    try ModularArithmetic(
      ModularOperation(rawValue: values.text("operation")) ?? .sum, modulus: values.integer("modulus"),
      pairs: values.pairs)
  }
}
