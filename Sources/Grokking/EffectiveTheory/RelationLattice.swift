// SPDX-License-Identifier: GPL-3.0-or-later

/// The lattice in ℤⁿ that a growing list of relations e_i + e_j − e_m − e_n spans, as a basis in echelon form.
///
/// Lattices of equal rank, one within the other, have their pivots in the same columns, and the product of the pivots of
/// the smaller one is the index times that of the larger one. All numbers are exact; where one would no longer fit 64 bits, the lattice says so
/// (`isKnown`) and counts no more.
struct RelationLattice {
  private let columns: Int
  /// The basis: a row for each pivot column, at the index of the column.
  private var rows: [Int]
  private(set) var hasPivot: [Bool]
  private var vector: [Int]
  private(set) var rank = 0
  /// Whether no number has overflowed.
  private(set) var isKnown = true

  init(columns: Int) {
    self.columns = columns
    rows = [Int](repeating: 0, count: columns * columns)
    hasPivot = [Bool](repeating: false, count: columns)
    vector = [Int](repeating: 0, count: columns)
  }

  /// Adds a relation.
  mutating func insert(_ one: SymbolPair, _ other: SymbolPair) {
    guard isKnown else { return }
    for column in 0..<columns { vector[column] = 0 }
    vector[one.first] += 1
    vector[one.second] += 1
    vector[other.first] -= 1
    vector[other.second] -= 1
    for column in 0..<columns where vector[column] != 0 {
      let start = column * columns
      guard hasPivot[column] else {
        let sign = vector[column] < 0 ? -1 : 1
        for index in column..<columns { rows[start + index] = sign * vector[index] }
        hasPivot[column] = true
        rank += 1
        reduceRow(column)
        return
      }
      let (pivot, leading) = (rows[start + column], vector[column])
      if leading % pivot == 0 {
        combine(start, column, keep: (1, 0), rest: (-(leading / pivot), 1))
      } else {
        let (divisor, left, right) = Self.greatestCommonDivisor(pivot, leading)
        combine(start, column, keep: (left, right), rest: (-(leading / divisor), pivot / divisor))
        reduceRow(column)
      }
      guard isKnown else { return }
    }
  }

  /// (row, vector) becomes (k₀·row + k₁·vector, r₀·row + r₁·vector).
  private mutating func combine(_ start: Int, _ column: Int, keep: (Int, Int), rest: (Int, Int)) {
    var overflows = false
    for index in column..<columns {
      let (a, b) = (rows[start + index], vector[index])
      if a == 0, b == 0 { continue }
      rows[start + index] = Self.sum(keep.0, a, keep.1, b, &overflows)
      vector[index] = Self.sum(rest.0, a, rest.1, b, &overflows)
    }
    if overflows { isKnown = false }
  }

  /// Makes the numbers of a basis row that stand above later pivots as small as they can be.
  private mutating func reduceRow(_ column: Int) {
    var overflows = false
    let start = column * columns
    for later in (column + 1)..<max(columns, column + 1) where hasPivot[later] && rows[start + later] != 0 {
      let pivot = rows[later * columns + later]
      let value = rows[start + later]
      // Rounded to the nearest, so that what is left is at most half the pivot.
      let quotient = (2 * value + (value < 0 ? -pivot : pivot)) / (2 * pivot)
      guard quotient != 0 else { continue }
      for index in later..<columns {
        rows[start + index] = Self.sum(1, rows[start + index], -quotient, rows[later * columns + index], &overflows)
      }
    }
    if overflows { isKnown = false }
  }

  /// How many times a lattice of the same rank that holds this one has this one in it; `nil` if the ranks differ or
  /// numbers have overflowed.
  func index(in larger: RelationLattice) -> Int? {
    guard isKnown, larger.isKnown, rank == larger.rank, hasPivot == larger.hasPivot else { return nil }
    var index = 1
    for column in 0..<columns where hasPivot[column] {
      let ratio = rows[column * columns + column].quotientAndRemainder(
        dividingBy: larger.rows[column * columns + column])
      guard ratio.remainder == 0 else { return indexOfProducts(in: larger) }
      let (product, overflows) = index.multipliedReportingOverflow(by: ratio.quotient)
      if overflows { return nil }
      index = product
    }
    return index
  }

  /// Single pivots need not divide each other, their products do.
  private func indexOfProducts(in larger: RelationLattice) -> Int? {
    func product(_ lattice: RelationLattice) -> Int? {
      var result = 1
      for column in 0..<columns where lattice.hasPivot[column] {
        let (next, overflows) = result.multipliedReportingOverflow(by: lattice.rows[column * columns + column])
        if overflows { return nil }
        result = next
      }
      return result
    }
    guard let own = product(self), let other = product(larger), other != 0 else { return nil }
    return own / other
  }

  @inline(__always)
  static func sum(_ a: Int, _ x: Int, _ b: Int, _ y: Int, _ overflows: inout Bool) -> Int {
    let (left, first) = a.multipliedReportingOverflow(by: x)
    let (right, second) = b.multipliedReportingOverflow(by: y)
    let (sum, third) = left.addingReportingOverflow(right)
    if first || second || third { overflows = true }
    // Twice the number is needed when rows are reduced.
    if sum.magnitude > UInt(Int.max / 4) { overflows = true }
    return sum
  }

  /// g = s·a + t·b > 0.
  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> (divisor: Int, s: Int, t: Int) {
    var (g, rest) = (a, b)
    var (s, nextS) = (1, 0)
    var (t, nextT) = (0, 1)
    while rest != 0 {
      let quotient = g / rest
      (g, rest) = (rest, g - quotient * rest)
      (s, nextS) = (nextS, s - quotient * nextS)
      (t, nextT) = (nextT, t - quotient * nextT)
    }
    return g < 0 ? (-g, -s, -t) : (g, s, t)
  }
}
