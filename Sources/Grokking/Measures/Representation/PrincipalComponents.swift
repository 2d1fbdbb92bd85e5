// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL
package import Statistics

/// The principal components of a representation, by the singular values of its centered matrix.
package struct PrincipalComponents: Sendable, Equatable {
  /// σ, descending.
  package let singularValues: [Double]
  /// The part of the variance that lies along each component, σ²/Σσ².
  package let varianceFractions: [Double]
  /// The coordinates of the symbols along each component, component by component. The symbol that lies farthest out has a
  /// positive one, so that figures do not flip.
  package let coordinates: [[Double]]

  /// The components of a representation: as many as the smaller of its width and its number of symbols.
  ///
  /// - Throws: `NotApplicable` if all symbols are represented alike or GSL does not converge.
  package init(of representation: Representation) throws(NotApplicable) {
    let (n, d) = (representation.symbols, representation.width)
    let centered = representation.centered
    let scale = representation.values.reduce(0) { max($0, abs($1)) }
    guard centered.contains(where: { abs($0) > 1e-13 * scale }) else {
      throw NotApplicable("all symbols are represented alike")
    }
    GSLStatus.prepare()
    // GSL wants at least as many rows as columns; of the transpose, the right vectors belong to the symbols.
    let isTall = n >= d
    let (rows, columns) = (max(n, d), min(n, d))
    guard let matrix = gsl_matrix_alloc(rows, columns), let right = gsl_matrix_alloc(columns, columns),
      let values = gsl_vector_alloc(columns), let work = gsl_vector_alloc(columns)
    else { throw NotApplicable("there is not enough memory for the components") }
    defer {
      gsl_matrix_free(matrix)
      gsl_matrix_free(right)
      gsl_vector_free(values)
      gsl_vector_free(work)
    }
    for symbol in 0..<n {
      for feature in 0..<d {
        let value = centered[symbol * d + feature]
        gsl_matrix_set(matrix, isTall ? symbol : feature, isTall ? feature : symbol, value)
      }
    }
    guard gsl_linalg_SV_decomp(matrix, right, values, work) == 0 else {
      throw NotApplicable("the singular values do not converge")
    }
    singularValues = (0..<columns).map { gsl_vector_get(values, $0) }
    let total = singularValues.reduce(0) { $0 + $1 * $1 }
    varianceFractions = singularValues.map { $0 * $0 / total }
    let bySymbol = isTall ? matrix : right
    coordinates = singularValues.indices.map { component in
      let sigma = gsl_vector_get(values, component)
      let along = (0..<n).map { sigma * gsl_matrix_get(bySymbol, $0, component) }
      let farthest = along.max { abs($0) < abs($1) } ?? 0
      return farthest < 0 ? along.map { -$0 } : along
    }
  }

  /// exp(−Σ s ln s) with s = σ/Σσ, the singular values and not their squares.
  package var effectiveDimension: Double { entropicNumber(singularValues) }

  /// (Σλ)²/Σλ² of the variances λ = σ².
  package var participationRatio: Double { Statistics.participationRatio(varianceFractions) }

  /// The coordinates along two components as a representation of width 2.
  ///
  /// - Throws: `NotApplicable` if there are not so many components.
  package func plane(_ first: Int = 0, _ second: Int = 1) throws(NotApplicable) -> Representation {
    guard coordinates.indices.contains(first), coordinates.indices.contains(second) else {
      throw NotApplicable("there are only \(coordinates.count) components")
    }
    let points = zip(coordinates[first], coordinates[second]).flatMap { [$0, $1] }
    return try Representation(points, symbols: points.count / 2, width: 2)
  }
}
