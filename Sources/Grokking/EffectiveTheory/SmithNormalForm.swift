// SPDX-License-Identifier: GPL-3.0-or-later

/// The Smith normal form of the rows that span a lattice L ⊂ ℤⁿ, by row and column operations.
///
/// The next pivot is an entry of smallest size, of these one whose row and column hold little else, so that
/// relations with entries ±1 stay small.
enum SmithNormalForm {
  /// The invariant factors d₁ | d₂ | … of ℤⁿ/L that are not 1: its torsion is ℤ/d₁ × ℤ/d₂ × …; `nil` where numbers overflow.
  static func invariantFactors(of rows: [[Int]]) -> [Int]? {
    var matrix = rows
    var factors: [Int] = []
    while let found = Self.smallest(matrix) {
      var (row, column) = found
      while true {
        guard let next = Self.clear(&matrix, row, column) else { return nil }
        if next == (row, column) { break }
        (row, column) = next
      }
      factors.append(abs(matrix[row][column]))
      matrix.remove(at: row)
      for index in matrix.indices { matrix[index].remove(at: column) }
    }
    return factors.filter { $0 > 1 }
  }

  /// How many elements the torsion of ℤⁿ/L has; `nil` where numbers overflow.
  static func torsionOrder(of rows: [[Int]]) -> Int? {
    invariantFactors(of: rows)?.reduce(Int?.some(1)) { product, factor in
      guard let product else { return nil }
      let (result, overflows) = product.multipliedReportingOverflow(by: factor)
      return overflows ? nil : result
    }
  }

  private static func smallest(_ matrix: [[Int]]) -> (row: Int, column: Int)? {
    let columns = matrix.first?.count ?? 0
    var inColumn = [Int](repeating: 0, count: columns)
    for values in matrix { for column in 0..<columns where values[column] != 0 { inColumn[column] += 1 } }
    var best: (row: Int, column: Int)?
    var (size, fill) = (Int.max, Int.max)
    for (row, values) in matrix.enumerated() {
      let inRow = values.count { $0 != 0 }
      for column in 0..<columns where values[column] != 0 {
        let (here, product) = (abs(values[column]), (inRow - 1) * (inColumn[column] - 1))
        guard here < size || here == size && product < fill else { continue }
        (best, size, fill) = ((row, column), here, product)
      }
    }
    return best
  }

  /// Makes the rest of a pivot's row and column zero and everything else divisible by it; the place of a smaller pivot if
  /// there is one, `nil` where numbers overflow.
  private static func clear(_ matrix: inout [[Int]], _ row: Int, _ column: Int) -> (Int, Int)? {
    let pivot = matrix[row][column]
    var overflows = false
    for other in matrix.indices where other != row && matrix[other][column] != 0 {
      let quotient = matrix[other][column] / pivot
      for index in matrix[other].indices {
        matrix[other][index] = RelationLattice.sum(1, matrix[other][index], -quotient, matrix[row][index], &overflows)
      }
      if overflows { return nil }
      if matrix[other][column] != 0 { return (other, column) }
    }
    // The column is clear, so that column operations change the pivot's row only.
    for index in matrix[row].indices where index != column {
      matrix[row][index] %= pivot
      if matrix[row][index] != 0 { return (row, index) }
    }
    for other in matrix.indices where other != row {
      guard let bad = matrix[other].indices.first(where: { matrix[other][$0] % pivot != 0 }) else { continue }
      // Added to the pivot's row, its rest shows there.
      for index in matrix[row].indices where index != column { matrix[row][index] = matrix[other][index] }
      matrix[row][bad] %= pivot
      return (row, bad)
    }
    return (row, column)
  }
}
