// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

extension Real {
  /// y[r] ← softmax(x[r]) row by row; y may be x.
  package static func softmax(_ x: UnsafePointer<Self>, rows: Int, width: Int, into y: UnsafeMutablePointer<Self>) {
    passes.pointee.softmax(x, rows, width, y)
  }

  /// Cross-entropy −ln softmax(logits)[label], summed over the rows, and how many rows have their largest logit at the
  /// label (the first of equal ones counts). If there is a gradient it becomes scale·(softmax − one-hot); it may be the
  /// logits themselves.
  package static func crossEntropy(
    logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, rows: Int, classes: Int, scale: Double,
    gradient: UnsafeMutablePointer<Self>?
  ) -> (loss: Double, correct: Int) {
    var correct = 0
    let loss = passes.pointee.cross_entropy(logits, labels, rows, classes, scale, gradient, &correct)
    return (loss, correct)
  }

  /// Σ|output[r] − codes[index[r]]|² over all rows, and, if there is a gradient, 2·scale·(output − code) into it; it may
  /// be the output itself.
  ///
  /// - Parameter index: the row of `codes` of each row, nil if it is the row itself.
  package static func squaredError(
    outputs: UnsafePointer<Self>, codes: UnsafePointer<Self>, index: UnsafePointer<Int32>?, rows: Int, width: Int,
    scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double {
    passes.pointee.squared_error(outputs, codes, index, rows, width, scale, gradient)
  }

  /// How many rows have their largest score + bias at the label; the first of equal ones counts, and not a number is
  /// never the largest.
  ///
  /// The nearest code to an output o is that with the largest o·c − |c|²/2: a product of matrices and this.
  package static func countLargest(
    scores: UnsafePointer<Self>, bias: UnsafePointer<Self>?, labels: UnsafePointer<Int32>, rows: Int, classes: Int
  ) -> Int {
    passes.pointee.count_largest(scores, bias, labels, rows, classes)
  }
}
