// SPDX-License-Identifier: GPL-3.0-or-later
// GSL's constants are C variables; they are never written to.
@preconcurrency import CGSL

extension StationaryPoint {
  /// The minimum that a descent from a start ends in: GSL's BFGS, then Newton's method.
  ///
  /// - Returns: `nil` when the descent leaves the neighborhood of the window or does not end at a minimum.
  public static func minimum(of potential: any Potential, from start: [Double]) -> StationaryPoint? {
    minimum(of: potential, from: start, budget: SearchBudget())
  }

  /// - Parameter known: minima that need not be found again; in many dimensions their curvatures are not taken anew.
  static func minimum(
    of potential: any Potential, from start: [Double], budget: SearchBudget, known: [[Double]] = []
  ) -> StationaryPoint? {
    descended(potential, from: start, budget).flatMap { end in
      if potential.dimension > SearchBudget.manyDimensions {
        if let point = newton(potential, from: end, budget) {
          guard !known.contains(where: { potential.distance(from: $0, to: point) < potential.searchReach / 100 }) else {
            return nil
          }
          budget.chargeHessian(potential.dimension)
          return classified(point, of: potential)
        }
      }
      return following(index: 0, from: end, of: potential, reach: potential.searchReach, budget: budget)
    }
  }

  /// Newton's method by Cholesky's decomposition, a hundredth of the work of eigenvectors; `nil` where the Hessian is not
  /// positive definite or the steps do not end.
  static func newton(_ potential: any Potential, from start: [Double], _ budget: SearchBudget) -> [Double]? {
    silenceGSL
    let d = potential.dimension
    var x = start
    for _ in 0..<50 {
      budget.chargeSolution(d)
      guard !budget.isSpent, potential.isNear(x) else { return nil }
      var hessian = potential.hessian(at: potential.wrapped(x))
      var step = potential.gradient(at: potential.wrapped(x))
      guard hessian.allSatisfy(\.isFinite), step.allSatisfy(\.isFinite) else { return nil }
      let status = hessian.withUnsafeMutableBufferPointer { matrix in
        step.withUnsafeMutableBufferPointer { vector in
          var matrix = gsl_matrix_view_array(matrix.baseAddress, d, d)
          var vector = gsl_vector_view_array(vector.baseAddress, d)
          let status = gsl_linalg_cholesky_decomp1(&matrix.matrix)
          return status == 0 ? gsl_linalg_cholesky_svx(&matrix.matrix, &vector.vector) : status
        }
      }
      guard status == 0 else { return nil }
      let length = step.length
      x = x.moved(-min(1, potential.searchReach * 10 / max(length, 1e-300)), along: step)
      if length <= 1e-11 * (1 + x.length) { return x }
    }
    return nil
  }

  /// Where a descent by BFGS from a start stops, near a minimum; `nil` if it leaves the neighborhood of the window.
  package static func descended(_ potential: any Potential, from start: [Double]) -> [Double]? {
    descended(potential, from: start, SearchBudget())
  }

  /// Where `vector_bfgs2` stops.
  private static func descended(_ potential: any Potential, from start: [Double], _ budget: SearchBudget) -> [Double]? {
    silenceGSL
    let d = potential.dimension
    let descent = Descent(potential, budget)
    var function = gsl_multimin_function_fdf(
      f: { x, context in Descent.of(context)?.energy(x) ?? .nan },
      df: { x, context, gradient in Descent.of(context)?.gradient(x, gradient) },
      fdf: { x, context, energy, gradient in
        energy?.pointee = Descent.of(context)?.energy(x) ?? .nan
        Descent.of(context)?.gradient(x, gradient)
      },
      n: d, params: Unmanaged.passUnretained(descent).toOpaque())
    guard let minimizer = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, d),
      let first = gsl_vector_alloc(d)
    else { return nil }
    defer {
      gsl_multimin_fdfminimizer_free(minimizer)
      gsl_vector_free(first)
    }
    for c in 0..<d { gsl_vector_set(first, c, start[c]) }
    return withExtendedLifetime(descent) {
      guard gsl_multimin_fdfminimizer_set(minimizer, &function, first, potential.searchReach, 0.1) == 0 else {
        return nil
      }
      // GSL ends with "no progress" at the limit of rounding: that is as good as an answer, Newton judges it.
      for _ in 0..<200 where !budget.isSpent && gsl_multimin_fdfminimizer_iterate(minimizer) == 0 {
        if gsl_multimin_test_gradient(minimizer.pointee.gradient, 1e-6) == 0 { break }
        guard potential.isNear(Descent.position(minimizer.pointee.x)) else { return nil }
      }
      return Descent.position(minimizer.pointee.x)
    }
  }
}

/// GSL ends the program at an error unless it is told not to; here every status is checked.
let silenceGSL: Void = { _ = gsl_set_error_handler_off() }()

/// The potential as GSL's minimizer calls it.
private final class Descent {
  let potential: any Potential
  let boundaries: [Boundary]
  let budget: SearchBudget

  init(_ potential: any Potential, _ budget: SearchBudget) {
    self.potential = potential
    self.budget = budget
    boundaries = potential.boundaries
  }

  static func of(_ context: UnsafeMutableRawPointer?) -> Descent? {
    context.map { Unmanaged<Descent>.fromOpaque($0).takeUnretainedValue() }
  }

  func energy(_ x: UnsafePointer<gsl_vector>?) -> Double {
    guard let x else { return .nan }
    budget.chargeEnergy(potential.dimension)
    return potential.energy(at: boundaries.wrapped(Self.position(x)))
  }

  func gradient(_ x: UnsafePointer<gsl_vector>?, _ output: UnsafeMutablePointer<gsl_vector>?) {
    guard let x, let output else { return }
    budget.chargeGradient(potential.dimension)
    for (c, slope) in potential.gradient(at: boundaries.wrapped(Self.position(x))).enumerated() {
      gsl_vector_set(output, c, slope)
    }
  }

  static func position(_ x: UnsafePointer<gsl_vector>) -> [Double] {
    (0..<x.pointee.size).map { gsl_vector_get(x, $0) }
  }
}
