// SPDX-License-Identifier: GPL-3.0-or-later

/// A symmetric matrix of which only products with vectors are had.
package protocol SymmetricOperator {
  /// How many rows it has.
  var dimension: Int { get }
  /// y ← A x.
  func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>)
}

extension SymmetricOperator {
  /// A x.
  package func times(_ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: dimension)
    var span = y.mutableSpan
    multiply(x.span, into: &span)
    return y
  }

  /// All elements, row by row, by a product with each unit vector; the average with its transpose, so that it is exactly
  /// symmetric.
  ///
  /// - Parameter isOver: asked between products; `nil` is returned once it says so.
  package func matrix(isOver: () -> Bool = { false }) -> [Double]? {
    let d = dimension
    var matrix = [Double](repeating: 0, count: d * d)
    var unit = [Double](repeating: 0, count: d)
    for row in 0..<d {
      if isOver() { return nil }
      unit[row] = 1
      matrix.replaceSubrange(row * d..<(row + 1) * d, with: times(unit))
      unit[row] = 0
    }
    for row in 0..<d {
      for column in 0..<row {
        let mean = (matrix[row * d + column] + matrix[column * d + row]) / 2
        matrix[row * d + column] = mean
        matrix[column * d + row] = mean
      }
    }
    return matrix
  }
}

/// A symmetric matrix whose elements are known.
package struct DenseOperator: SymmetricOperator {
  package let dimension: Int
  private let matrix: [Double]

  /// - Parameter matrix: row by row.
  package init(_ matrix: [Double], dimension: Int) {
    self.dimension = dimension
    self.matrix = matrix
  }

  package func multiply(_ x: Span<Double>, into y: inout MutableSpan<Double>) {
    matrix.withUnsafeBufferPointer { a in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeMutableBufferPointer { y in
          guard let a = a.baseAddress, let x = x.baseAddress, let y = y.baseAddress else { return }
          Double.multiplyVector(a, rows: dimension, columns: dimension, x, factor: 0, into: y)
        }
      }
    }
  }
}
