// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// Adaptive integration in one dimension by GSL's doubly adaptive Clenshaw–Curtis rule (CQUAD).
///
/// An object, because the workspace is allocated once and used for many integrals; nested integrals need one each.
package final class Quadrature {
  private let workspace: UnsafeMutablePointer<gsl_integration_cquad_workspace>?

  /// A workspace for at most the given number of subintervals.
  package init(subintervals: Int = 200) {
    GSLStatus.prepare()
    workspace = gsl_integration_cquad_workspace_alloc(max(subintervals, 3))
  }

  deinit { if let workspace { gsl_integration_cquad_workspace_free(workspace) } }

  /// ∫ₐᵇ g(x) dx and the estimate of its absolute error, which ends at the larger of the two tolerances.
  ///
  /// - Returns: not a number if the workspace could not be allocated or g is not finite.
  package func integral(
    from lower: Double, to upper: Double, absolute: Double = 0, relative: Double, of function: (Double) -> Double
  ) -> (value: Double, error: Double) {
    guard let workspace else { return (.nan, .nan) }
    guard lower < upper else { return (0, 0) }
    return withoutActuallyEscaping(function) { escapable in
      var context = escapable
      return withUnsafeMutablePointer(to: &context) { pointer in
        var integrand = gsl_function(
          function: { x, parameters in
            parameters?.assumingMemoryBound(to: ((Double) -> Double).self).pointee(x) ?? .nan
          }, params: UnsafeMutableRawPointer(pointer))
        var value = 0.0
        var error = 0.0
        var evaluations = 0
        gsl_integration_cquad(
          &integrand, lower, upper, absolute, relative, workspace, &value, &error, &evaluations)
        return (value, error)
      }
    }
  }
}
