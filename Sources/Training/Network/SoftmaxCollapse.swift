// SPDX-License-Identifier: GPL-3.0-or-later

/// Softmax collapse (Prieto et al. 2025, arXiv:2501.04697): the right output of an example has grown so large that in the
/// network's precision Σ_k e^{f_k} = e^{f_y}. Then its loss is 0, and so is its slope along the right output, exactly.
extension NetworkObjective {
  /// The part of some examples for which the slope of their loss along the right output is exactly 0, as the very arithmetic of
  /// the training finds it; `nil` where answers are not classes or the loss is no entropy.
  package func collapsedShare(at weights: Span<R>, rows: Span<Int32>) -> Double? {
    guard rows.count > 0, let labels = labelsOfEntropy else { return nil }
    var slopes = outputs(at: weights, rows: rows)
    let classes = outputWidth
    let right = (0..<rows.count).map { labels[Int(rows[$0])] }
    let count = slopes.withUnsafeMutableBufferPointer { slopes -> Int in
      guard let slopes = slopes.baseAddress else { return 0 }
      slope(of: slopes, labels: right, scale: 1 / Double(rows.count))
      return right.indices.count { slopes[$0 * classes + Int(right[$0])] == 0 }
    }
    return Double(count) / Double(rows.count)
  }

  /// Overwrites outputs by the slopes of their loss.
  private func slope(of outputs: UnsafeMutablePointer<R>, labels: [Int32], scale: Double) {
    labels.withUnsafeBufferPointer { labels in
      guard let first = labels.baseAddress else { return }
      R.withoutSubnormals {
        if isStableMax {
          _ = StableMax.loss(
            outputs: outputs, labels: first, rows: labels.count, classes: outputWidth, scale: scale, gradient: outputs)
        } else {
          _ = R.crossEntropy(
            logits: outputs, labels: first, rows: labels.count, classes: outputWidth, scale: scale, gradient: outputs)
        }
      }
    }
  }
}
