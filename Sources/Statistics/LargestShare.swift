// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
import Foundation

/// The probability of each category to be the most frequent one, given how often each was seen.
///
/// The shares p of the categories have a uniform prior on the simplex, Dirichlet(1, …, 1), so that after counts n they
/// follow Dirichlet(n₁ + 1, …, n_K + 1). A Dirichlet variable is a vector of independent gamma variables over their sum,
/// hence P(p_k is the largest) = ∫ g(x; n_k + 1) ∏_{j≠k} G(x; n_j + 1) dx with the density g and the distribution G of the
/// gamma law (L. Devroye, Non-Uniform Random Variate Generation (1986), XI.4).
///
/// - Parameter counts: how often each category was seen.
/// - Returns: one probability a category; they sum to 1 within 1e-8. Equal ones without any counts.
package func probabilitiesOfLargestShare(_ counts: [Int]) -> [Double] {
  let shapes = counts.map { Double(max(0, $0)) + 1 }
  guard shapes.count > 1 else { return shapes.map { _ in 1 } }
  // Beyond so many standard deviations of the widest gamma law nothing is left.
  let largest = shapes.max() ?? 1
  let upper = largest + 12 * largest.squareRoot() + 40
  let quadrature = Quadrature()
  return shapes.indices.map { index in
    quadrature.integral(from: 0, to: upper, absolute: 1e-10, relative: 1e-9) { x in
      shapes.indices.reduce(gsl_ran_gamma_pdf(x, shapes[index], 1)) { product, other in
        other == index ? product : product * gsl_cdf_gamma_P(x, shapes[other], 1)
      }
    }.value
  }
}
