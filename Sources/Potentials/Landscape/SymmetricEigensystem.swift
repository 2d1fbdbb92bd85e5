// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix.
package struct SymmetricEigensystem {
  package let values: [Double]
  package let vectors: [[Double]]

  /// The eigensystem of a matrix given row by row; `nil` if an element is not finite or GSL does not converge.
  package init?(_ matrix: [Double], dimension d: Int) {
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    var matrix = matrix
    var eigenvalues = [Double](repeating: 0, count: d)
    var eigenvectors = [Double](repeating: 0, count: d * d)
    let workspace = gsl_eigen_symmv_alloc(d)
    defer { gsl_eigen_symmv_free(workspace) }
    let status = matrix.withUnsafeMutableBufferPointer { m in
      eigenvalues.withUnsafeMutableBufferPointer { values in
        eigenvectors.withUnsafeMutableBufferPointer { vectors in
          var m = gsl_matrix_view_array(m.baseAddress, d, d)
          var values = gsl_vector_view_array(values.baseAddress, d)
          var vectors = gsl_matrix_view_array(vectors.baseAddress, d, d)
          let status = gsl_eigen_symmv(&m.matrix, &values.vector, &vectors.matrix, workspace)
          gsl_eigen_symmv_sort(&values.vector, &vectors.matrix, GSL_EIGEN_SORT_VAL_ASC)
          return status
        }
      }
    }
    guard status == 0 else { return nil }
    values = eigenvalues
    vectors = (0..<d).map { column in (0..<d).map { eigenvectors[$0 * d + column] } }
  }
}

extension Array where Element == Double {
  /// Σ aᵢbᵢ.
  func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }
  /// √Σ aᵢ².
  var length: Double { dot(self).squareRoot() }
  static func - (left: [Double], right: [Double]) -> [Double] { zip(left, right).map { $0 - $1 } }
  /// self + factor·direction.
  func moved(_ factor: Double, along direction: [Double]) -> [Double] {
    zip(self, direction).map { $0 + factor * $1 }
  }
}
