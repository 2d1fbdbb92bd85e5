// SPDX-License-Identifier: GPL-3.0-or-later

/// How many independent changes of the outputs the weights make: the rank of J = ∂(outputs)/∂(weights).
///
/// What is left of the weights, D − rank, are directions in which no output changes to first order. Where outputs are fitted
/// exactly, these are the flat directions of the loss.
package struct OutputJacobian: Sendable {
  /// The singular values of J, descending; their squares are the eigenvalues of J Jᵀ.
  package let singularValues: [Double]
  /// Below it a singular value is taken for 0: max(rows, columns)·2⁻⁵² times the largest in double precision, as in
  /// LAPACK's and NumPy's ranks; 2⁻²³ likewise in single precision.
  package let threshold: Double
  /// How many are above the threshold.
  package var rank: Int { singularValues.count { $0 > threshold } }
  /// How many powers of ten lie between the least that counts and the largest that does not: few say that the rank is a
  /// matter of the threshold. Infinite if none is left out, or all that are are exactly 0.
  package var gap: Double {
    let rank = rank
    guard rank > 0, rank < singularValues.count, singularValues[rank] > 0 else { return .infinity }
    return singularValues[rank - 1] / singularValues[rank]
  }

  /// Bytes of the matrix for so many examples.
  package static func bytes(rows: Int, outputs: Int, weights: Int) -> Int { 2 * 8 * rows * outputs * weights }

  /// The Jacobian of the outputs of some examples; `nil` if a number is not finite, or once `isOver` says so.
  package init?<R: Real>(
    of curvature: NetworkCurvature<R>, at weights: Span<R>, rows: [Int32], isOver: () -> Bool = { false }
  ) {
    let (count, outputs) = (curvature.layout.count, curvature.outputWidth)
    var matrix = [Double](repeating: 0, count: rows.count * outputs * count)
    var product = [R](repeating: 0, count: count)
    for (number, row) in rows.enumerated() {
      let example = [row]
      for output in 0..<outputs {
        if isOver() { return nil }
        var unit = [R](repeating: 0, count: outputs)
        unit[output] = 1
        var span = product.mutableSpan
        curvature.transposedJacobianProduct(at: weights, rows: example.span, times: unit, into: &span)
        let place = (number * outputs + output) * count
        for weight in 0..<count { matrix[place + weight] = Double(product[weight]) }
      }
    }
    guard let values = DenseSpectrum.singularValues(matrix, rows: rows.count * outputs, columns: count) else {
      return nil
    }
    singularValues = values
    threshold = Double(max(rows.count * outputs, count)) * Double(R.ulpOfOne) * (values.first ?? 0)
  }
}
