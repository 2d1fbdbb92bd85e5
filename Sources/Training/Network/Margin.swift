// SPDX-License-Identifier: GPL-3.0-or-later

/// The margin of an example: the output of the right class less the largest of the others, z_y − max_{j ≠ y} z_j.
///
/// It is positive where the answer is right, and a piecewise smooth function of the outputs.
enum Margin {
  /// The sum of minus the margins of some rows, and how many answers are right; the gradient of `scale` times that sum
  /// if there is room for it.
  ///
  /// - Parameters:
  ///   - outputs: rows × classes, row-major; at least two classes.
  ///   - labels: the right class of each row.
  static func negativeSum<R: Real>(
    outputs: UnsafePointer<R>, labels: UnsafePointer<Int32>, rows: Int, classes: Int, scale: Double,
    gradient: UnsafeMutablePointer<R>?
  ) -> (loss: Double, correct: Int) {
    var (sum, correct) = (0.0, 0)
    for row in 0..<rows {
      let place = row * classes
      let (right, other) = (Int(labels[row]), best(outputs + place, classes, besides: Int(labels[row])))
      let margin = Double(outputs[place + right]) - Double(outputs[place + other])
      sum -= margin
      // Of equal outputs the first counts as the answer.
      if margin > 0 || margin == 0 && right < other { correct += 1 }
      guard let gradient else { continue }
      // The outputs may lie where the gradient goes: they are read before.
      for column in 0..<classes { gradient[place + column] = 0 }
      gradient[place + other] = R(scale)
      gradient[place + right] = R(-scale)
    }
    return (sum, correct)
  }

  /// The margin of one row.
  static func margin<R: Real>(_ outputs: UnsafePointer<R>, classes: Int, label: Int) -> Double {
    Double(outputs[label]) - Double(outputs[best(outputs, classes, besides: label)])
  }

  private static func best<R: Real>(_ outputs: UnsafePointer<R>, _ classes: Int, besides label: Int) -> Int {
    var best = label == 0 && classes > 1 ? 1 : 0
    for column in 0..<classes where column != label && outputs[column] > outputs[best] { best = column }
    return best
  }
}

extension Objective {
  /// The margin of each of some examples at some weights.
  ///
  /// - Parameters:
  ///   - labels: the right classes, one for each row.
  ///   - rows: the numbers of the examples.
  package func margins(at weights: Span<Number>, rows: Span<Int32>, labels: [Int32]) -> [Double] {
    let outputs = outputs(at: weights, rows: rows)
    let classes = outputs.count / max(rows.count, 1)
    return outputs.withUnsafeBufferPointer { outputs in
      guard let outputs = outputs.baseAddress else { return [] }
      return labels.indices.map { Margin.margin(outputs + $0 * classes, classes: classes, label: Int(labels[$0])) }
    }
  }
}
