// SPDX-License-Identifier: GPL-3.0-or-later

/// The exact rank over ℚ of a growing list of relations e_i + e_j − e_m − e_n.
///
/// Elimination modulo a prime q can only lose rank, and loses none if q does not divide some non-zero minor of that
/// order. A relation has a norm of at most √8 (2e_i − 2e_m), so by Hadamard no minor of r rows exceeds 8^{r/2}; as many primes above 2⁶⁰ as
/// together exceed that bound cannot all divide it. The largest of the ranks modulo these primes is therefore the rank itself: no
/// floating-point number and no chance is involved.
struct RelationRank {
  private let columns: Int
  private var fields: [PrimeField]

  /// The largest primes below 2⁶¹.
  private static let primes: [UInt64] = [1, 31, 45, 229, 259, 283, 339, 391, 403, 465].map { (1 << 61) - $0 }

  init(columns: Int) {
    self.columns = columns
    let bits = 3 * max(columns - 1, 1)
    let needed = (bits + 119) / 120
    fields = Self.primes.prefix(needed).map { PrimeField(prime: $0, columns: columns) }
  }

  /// The rank so far.
  private(set) var rank = 0

  /// Adds a relation: +1 at i and j, −1 at m and n.
  mutating func insert(_ one: SymbolPair, _ other: SymbolPair) {
    for index in fields.indices { fields[index].insert(one, other) }
    rank = fields.reduce(0) { max($0, $1.rank) }
  }

  /// Row echelon form modulo a prime; every pivot is 1.
  private struct PrimeField {
    let prime: UInt64
    let columns: Int
    var rank = 0
    /// Rows with their pivots at the index of the row; `hasPivot` says which there are.
    private var rows: [UInt64]
    private var hasPivot: [Bool]
    private var vector: [UInt64]

    init(prime: UInt64, columns: Int) {
      self.prime = prime
      self.columns = columns
      rows = [UInt64](repeating: 0, count: columns * columns)
      hasPivot = [Bool](repeating: false, count: columns)
      vector = [UInt64](repeating: 0, count: columns)
    }

    mutating func insert(_ one: SymbolPair, _ other: SymbolPair) {
      let prime = prime
      let columns = columns
      for column in 0..<columns { vector[column] = 0 }
      vector[one.first] += 1
      vector[one.second] += 1
      vector[other.first] = difference(vector[other.first], 1)
      vector[other.second] = difference(vector[other.second], 1)
      for column in 0..<columns where vector[column] != 0 {
        let leading = vector[column]
        guard hasPivot[column] else {
          let inverse = Self.power(leading, prime - 2, modulo: prime)
          for index in column..<columns {
            rows[column * columns + index] = Self.product(vector[index], inverse, modulo: prime)
          }
          hasPivot[column] = true
          rank += 1
          return
        }
        let start = column * columns
        for index in column..<columns where rows[start + index] != 0 {
          vector[index] = difference(vector[index], Self.product(leading, rows[start + index], modulo: prime))
        }
      }
    }

    @inline(__always)
    private func difference(_ a: UInt64, _ b: UInt64) -> UInt64 { a >= b ? a - b : a + prime - b }

    @inline(__always)
    private static func product(_ a: UInt64, _ b: UInt64, modulo prime: UInt64) -> UInt64 {
      if b == 1 { return a }
      let wide = a.multipliedFullWidth(by: b)
      return prime.dividingFullWidth(wide).remainder
    }

    private static func power(_ base: UInt64, _ exponent: UInt64, modulo prime: UInt64) -> UInt64 {
      var (result, square, rest) = (UInt64(1), base, exponent)
      if base == 1 || base == prime - 1 { return base }
      while rest > 0 {
        if rest & 1 == 1 { result = product(result, square, modulo: prime) }
        square = product(square, square, modulo: prime)
        rest >>= 1
      }
      return result
    }
  }
}
