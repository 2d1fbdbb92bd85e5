// SPDX-License-Identifier: GPL-3.0-or-later
internal import COpenBLAS

/// Eigenvalues and singular values of matrices whose elements are known, by LAPACK.
package enum DenseSpectrum {
  /// The eigenvalues, ascending, of a symmetric matrix given row by row; `nil` if an element is not finite or LAPACK does
  /// not converge. Their errors are of the order of 2⁻⁵² times the largest.
  package static func eigenvalues(_ matrix: [Double], dimension: Int) -> [Double]? {
    guard matrix.allSatisfy(\.isFinite), dimension > 0 else { return dimension == 0 ? [] : nil }
    LinearAlgebraLibrary.prepare()
    var (job, triangle) = (CChar(bitPattern: UInt8(ascii: "N")), CChar(bitPattern: UInt8(ascii: "L")))
    var (matrix, n, info) = (matrix, CInt(dimension), CInt(0))
    var values = [Double](repeating: 0, count: dimension)
    // Without vectors LAPACK needs 2n + 1 numbers; with more it works in blocks.
    var work = [Double](repeating: 0, count: 64 * dimension + 1)
    var (size, integers, integerCount) = (CInt(work.count), [CInt](repeating: 0, count: 1), CInt(1))
    dsyevd_(&job, &triangle, &n, &matrix, &n, &values, &work, &size, &integers, &integerCount, &info)
    return info == 0 ? values : nil
  }

  /// The singular values, descending, of a matrix given row by row; `nil` as above.
  package static func singularValues(_ matrix: [Double], rows: Int, columns: Int) -> [Double]? {
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    let (least, most) = (min(rows, columns), max(rows, columns))
    guard least > 0 else { return [] }
    LinearAlgebraLibrary.prepare()
    var job = CChar(bitPattern: UInt8(ascii: "N"))
    // A matrix in rows is its transpose in columns, which has the same singular values.
    var (matrix, m, n, one, info) = (matrix, CInt(columns), CInt(rows), CInt(1), CInt(0))
    var values = [Double](repeating: 0, count: least)
    var work = [Double](repeating: 0, count: 64 * (least + most) + 7 * least)
    var (size, integers) = (CInt(work.count), [CInt](repeating: 0, count: 8 * least))
    dgesdd_(&job, &m, &n, &matrix, &m, &values, nil, &one, nil, &one, &work, &size, &integers, &info)
    return info == 0 ? values : nil
  }

  /// The eigenvalues, ascending, and the unit eigenvectors, one after the other, of a symmetric tridiagonal matrix; `nil` as
  /// above.
  ///
  /// - Parameter offDiagonal: one number less than the diagonal.
  static func tridiagonal(_ diagonal: [Double], _ offDiagonal: [Double]) -> (values: [Double], vectors: [Double])? {
    let count = diagonal.count
    guard count > 0, diagonal.allSatisfy(\.isFinite), offDiagonal.allSatisfy(\.isFinite) else { return nil }
    var (job, n, info) = (CChar(bitPattern: UInt8(ascii: "V")), CInt(count), CInt(0))
    var (values, off) = (diagonal, offDiagonal + [0])
    var vectors = [Double](repeating: 0, count: count * count)
    var work = [Double](repeating: 0, count: 1 + 4 * count + count * count)
    var integers = [CInt](repeating: 0, count: 3 + 5 * count)
    var (size, integerCount) = (CInt(work.count), CInt(integers.count))
    dstevd_(&job, &n, &values, &off, &vectors, &n, &work, &size, &integers, &integerCount, &info)
    return info == 0 ? (values, vectors) : nil
  }
}

extension Double {
  /// y ← A x + factor·y with A given row by row.
  static func multiplyVector(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, _ x: UnsafePointer<Double>, factor: Double,
    into y: UnsafeMutablePointer<Double>
  ) {
    LinearAlgebraLibrary.prepare()
    var letter = CChar(bitPattern: UInt8(ascii: "T"))
    var (m, n, one, alpha, factor) = (CInt(columns), CInt(rows), CInt(1), 1.0, factor)
    dgemv_(&letter, &m, &n, &alpha, a, &m, x, &one, &factor, y, &one)
  }

  /// y ← y − Aᵀ x with A given row by row.
  static func subtractTransposed(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, _ x: UnsafePointer<Double>,
    from y: UnsafeMutablePointer<Double>
  ) {
    LinearAlgebraLibrary.prepare()
    var letter = CChar(bitPattern: UInt8(ascii: "N"))
    var (m, n, one, minus, keep) = (CInt(columns), CInt(rows), CInt(1), -1.0, 1.0)
    dgemv_(&letter, &m, &n, &minus, a, &m, x, &one, &keep, y, &one)
  }
}
