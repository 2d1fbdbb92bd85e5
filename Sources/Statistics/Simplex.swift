// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

/// Minimization without derivatives by the simplex method of Nelder and Mead, from GSL.
package enum Simplex {
  /// A local minimum near a start.
  ///
  /// - Parameters:
  ///   - size: the first step in each variable.
  ///   - iterations: how many steps at most.
  /// - Throws: `NotApplicable` if there is not enough memory.
  package static func minimum(
    from start: [Double], size: Double, iterations: Int = 400, of function: ([Double]) -> Double
  ) throws(NotApplicable) -> [Double] {
    GSLStatus.prepare()
    let count = start.count
    guard let first = gsl_vector_alloc(count), let steps = gsl_vector_alloc(count),
      let minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, count)
    else { throw NotApplicable("there is not enough memory for the fit") }
    defer {
      gsl_vector_free(first)
      gsl_vector_free(steps)
      gsl_multimin_fminimizer_free(minimizer)
    }
    for (index, value) in start.enumerated() {
      gsl_vector_set(first, index, value)
      gsl_vector_set(steps, index, size)
    }
    return withoutActuallyEscaping(function) { escapable in
      var context = escapable
      return withUnsafeMutablePointer(to: &context) { pointer in
        var target = gsl_multimin_function(
          f: { vector, parameters in
            guard let vector, let parameters else { return .infinity }
            let point = (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
            return parameters.assumingMemoryBound(to: (([Double]) -> Double).self).pointee(point)
          }, n: count, params: UnsafeMutableRawPointer(pointer))
        guard gsl_multimin_fminimizer_set(minimizer, &target, first, steps) == 0 else { return start }
        for _ in 0..<iterations where gsl_multimin_fminimizer_iterate(minimizer) == 0 {
          if gsl_multimin_fminimizer_size(minimizer) < 1e-5 * size { break }
        }
        return (0..<count).map { gsl_vector_get(minimizer.pointee.x, $0) }
      }
    }
  }
}
