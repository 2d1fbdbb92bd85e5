// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Cross-entropy with StableMax for softmax (Prieto et al. 2025, arXiv:2501.04697):
///
///     p_k = s(f_k)/Σ_j s(f_j),   s(x) = x + 1 for x ≥ 0, 1/(1 − x) below,   L = −ln p_y
///
/// Since d ln s/dx = 1/(1 + |x|), the slope is (p_k − δ_ky)/(1 + |f_k|). Where s is not exponential, a large output does not
/// swallow the others in the sum. All is computed in double precision, and 1 − p_y from the other answers' share, so that
/// nothing cancels.
package enum StableMax {
  /// The sum of the loss over some rows, and how many answers are right; the gradient of `scale` times that sum if there is
  /// room for it, which may be that of the outputs.
  ///
  /// - Parameters:
  ///   - outputs: rows × classes, row-major.
  ///   - labels: the right class of each row.
  @specialized(where R == Float)
  @specialized(where R == Double)
  static func loss<R: Real>(
    outputs: UnsafePointer<R>, labels: UnsafePointer<Int32>, rows: Int, classes: Int, scale: Double,
    gradient: UnsafeMutablePointer<R>?
  ) -> (loss: Double, correct: Int) {
    let correct = R.countLargest(scores: outputs, bias: nil, labels: labels, rows: rows, classes: classes)
    var loss = 0.0
    for row in 0..<rows {
      let (x, label) = (outputs + row * classes, Int(labels[row]))
      let right = s(Double(x[label]))
      var others = 0.0
      for k in 0..<classes where k != label { others += s(Double(x[k])) }
      loss += log1p(others / right)
      guard let gradient else { continue }
      let sum = right + others
      for k in 0..<classes {
        let value = Double(x[k])
        let difference = k == label ? -others / sum : s(value) / sum
        gradient[row * classes + k] = R(scale * difference / (1 + abs(value)))
      }
    }
    return (loss, correct)
  }

  @inline(__always)
  private static func s(_ x: Double) -> Double { x >= 0 ? x + 1 : 1 / (1 - x) }

  /// s(x).
  package static func positive(_ x: Double) -> Double { s(x) }
}
