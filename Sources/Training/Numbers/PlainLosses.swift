// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension PlainPasses {
  /// See `Real.softmax`.
  package static func softmax<R: Real>(_ x: UnsafePointer<R>, rows: Int, width: Int, into y: UnsafeMutablePointer<R>) {
    for row in 0..<rows {
      let largest = Double(largestElement(x + row * width, width))
      var sum = 0.0
      for i in row * width..<(row + 1) * width { sum += exp(Double(x[i]) - largest) }
      for i in row * width..<(row + 1) * width { y[i] = R(exp(Double(x[i]) - largest) / sum) }
    }
  }

  private static func largestElement<R: Real>(_ x: UnsafePointer<R>, _ count: Int) -> R {
    var largest = -R.infinity
    for i in 0..<count { largest = max(largest, x[i]) }
    return largest
  }

  /// See `Real.crossEntropy`.
  package static func crossEntropy<R: Real>(
    logits: UnsafePointer<R>, labels: UnsafePointer<Int32>, rows: Int, classes: Int, scale: Double,
    gradient: UnsafeMutablePointer<R>?
  ) -> (loss: Double, correct: Int) {
    let correct = countLargest(scores: logits, bias: nil, labels: labels, rows: rows, classes: classes)
    var loss = 0.0
    for row in 0..<rows {
      let x = logits + row * classes
      let label = Int(labels[row])
      let largest = Double(largestElement(x, classes))
      var sum = 0.0
      for i in 0..<classes { sum += exp(Double(x[i]) - largest) }
      loss += log(sum) + largest - Double(x[label])
      guard let gradient = gradient.map({ $0 + row * classes }) else { continue }
      for i in 0..<classes {
        let probability = exp(Double(x[i]) - largest) / sum
        gradient[i] = R(scale * (i == label ? probability - 1 : probability))
      }
    }
    return (loss, correct)
  }

  /// See `Real.squaredError`.
  package static func squaredError<R: Real>(
    outputs: UnsafePointer<R>, codes: UnsafePointer<R>, index: UnsafePointer<Int32>?, rows: Int, width: Int,
    scale: Double, gradient: UnsafeMutablePointer<R>?
  ) -> Double {
    var sum = 0.0
    for row in 0..<rows {
      let code = codes + (index.map { Int($0[row]) } ?? row) * width
      for column in 0..<width {
        let difference = Double(outputs[row * width + column]) - Double(code[column])
        sum += difference * difference
        if let gradient { gradient[row * width + column] = R(2 * scale * difference) }
      }
    }
    return sum
  }

  /// See `Real.countLargest`.
  package static func countLargest<R: Real>(
    scores: UnsafePointer<R>, bias: UnsafePointer<R>?, labels: UnsafePointer<Int32>, rows: Int, classes: Int
  ) -> Int {
    var count = 0
    for row in 0..<rows {
      var (best, largest) = (-1, -R.infinity)
      for i in 0..<classes {
        let score = scores[row * classes + i] + (bias.map { $0[i] } ?? 0)
        if score > largest { (best, largest) = (i, score) }
      }
      if best == Int(labels[row]) { count += 1 }
    }
    return count
  }
}
