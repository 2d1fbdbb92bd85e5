// SPDX-License-Identifier: GPL-3.0-or-later
import CCHOLMOD
import Statistics

/// The Cholesky factor of a sparse symmetric positive definite matrix, by CHOLMOD.
///
/// Simplicial factors only: they need no BLAS, so that neither its threads nor its kernels touch the result's bits.
final class SparseCholesky {
  private var common: UnsafeMutablePointer<cholmod_common>
  private var factor: UnsafeMutablePointer<cholmod_factor>?
  private let size: Int

  /// An off-diagonal element, each pair of indices once.
  struct Element {
    var row: Int32
    var column: Int32
    var value: Double
  }

  /// Factors a matrix.
  ///
  /// - Parameters:
  ///   - diagonal: its diagonal.
  ///   - elements: the off-diagonal elements of either triangle; equal places add up.
  /// - Throws: `NotApplicable` if the matrix is not positive definite to rounding or memory runs out.
  init(diagonal: [Double], elements: [Element]) throws(NotApplicable) {
    size = diagonal.count
    common = .allocate(capacity: 1)
    cholmod_start(common)
    common.pointee.print = 0
    common.pointee.supernodal = CHOLMOD_SIMPLICIAL
    common.pointee.final_ll = 1
    let count = size + elements.count
    // stype 1: only the upper triangle is given, and read.
    guard let triplet = cholmod_allocate_triplet(size, size, count, 1, CHOLMOD_REAL, common),
      let rows = triplet.pointee.i?.assumingMemoryBound(to: Int32.self),
      let columns = triplet.pointee.j?.assumingMemoryBound(to: Int32.self),
      let values = triplet.pointee.x?.assumingMemoryBound(to: Double.self)
    else {
      throw NotApplicable("there is not enough memory for a matrix of \(size) cells")
    }
    for index in 0..<size {
      rows[index] = Int32(index)
      columns[index] = Int32(index)
      values[index] = diagonal[index]
    }
    for (index, element) in elements.enumerated() {
      rows[size + index] = min(element.row, element.column)
      columns[size + index] = max(element.row, element.column)
      values[size + index] = element.value
    }
    triplet.pointee.nnz = count
    var matrix = cholmod_triplet_to_sparse(triplet, count, common)
    var spent: UnsafeMutablePointer<cholmod_triplet>? = triplet
    cholmod_free_triplet(&spent, common)
    guard let sparse = matrix else { throw NotApplicable("there is not enough memory for a matrix of \(size) cells") }
    factor = cholmod_analyze(sparse, common)
    let isFactored = factor != nil && cholmod_factorize(sparse, factor, common) != 0
    let status = common.pointee.status
    cholmod_free_sparse(&matrix, common)
    guard isFactored, status == CHOLMOD_OK else {
      throw NotApplicable(
        status == CHOLMOD_NOT_POSDEF
          ? "the discretized operator is singular to rounding: parts of the landscape are too well separated"
          : "the factorization of \(size) cells failed (CHOLMOD status \(status))")
    }
  }

  deinit {
    cholmod_free_factor(&factor, common)
    cholmod_finish(common)
    common.deallocate()
  }

  /// Solves for one right-hand side.
  ///
  /// - Throws: `NotApplicable` if memory runs out.
  func solve(_ right: [Double]) throws(NotApplicable) -> [Double] {
    guard right.count == size, let dense = cholmod_allocate_dense(size, 1, size, CHOLMOD_REAL, common),
      let entries = dense.pointee.x?.assumingMemoryBound(to: Double.self)
    else { throw NotApplicable("there is not enough memory to solve for \(size) cells") }
    for index in 0..<size { entries[index] = right[index] }
    var solution = cholmod_solve(CHOLMOD_A, factor, dense, common)
    var spent: UnsafeMutablePointer<cholmod_dense>? = dense
    cholmod_free_dense(&spent, common)
    guard let values = solution?.pointee.x?.assumingMemoryBound(to: Double.self) else {
      throw NotApplicable("solving for \(size) cells failed (CHOLMOD status \(common.pointee.status))")
    }
    let result = Array(UnsafeBufferPointer(start: values, count: size))
    cholmod_free_dense(&solution, common)
    return result
  }
}
