// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Foundation
import Testing
import Training

/// Softmax and the losses on every instruction set.
struct LossKernelTests {
  static let shapes = [(1, 1), (7, 33), (33, 7), (45, 19), (29, 97), (3, 1000)]

  /// Logits whose differences are exact: otherwise the rounding of the exponent would hide all other errors.
  static func logits<R: Real>(_ count: Int, from numbers: inout TestNumbers) -> [R] {
    (numbers.normal(count, deviation: 4) as [R]).map { ($0 * 256).rounded() / 256 }
  }

  func softmax<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (rows, width) in Self.shapes {
      let x: [R] = Self.logits(rows * width, from: &numbers)
      var (y, expected, shifted) = (x, x, x)
      PlainPasses.softmax(x, rows: rows, width: width, into: &expected)
      kernels.softmax(x, rows, width, &y)
      // Exponential, product and quotient, and the sum of so many numbers, of both: against 80 bits, at width 97 in double
      // precision, the kernels are off by up to 7 and the twin by up to 10 units.
      #expect(largestError(y, expected) <= 2 * (4 + Double(width).squareRoot() / 2))
      for row in 0..<rows {
        let sum = y[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) }
        #expect(abs(sum - 1) < Double(3 + width / 2) * Double(R.ulpOfOne))
      }
      // A shift of all logits changes nothing; these shifts are exact.
      kernels.softmax(x.map { $0 + 64 }, rows, width, &shifted)
      #expect(shifted == y)
    }
  }

  @Test("softmax is the twin's, sums to one, and does not feel a shift", arguments: TrainingKernels.levels)
  func softmax(level: Int32) throws {
    try softmax(level, Float.self)
    try softmax(level, Double.self)
  }

  func crossEntropy<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (rows, classes) in Self.shapes {
      let logits: [R] = Self.logits(rows * classes, from: &numbers)
      let labels = numbers.indices(rows, below: classes)
      var expectedGradient = logits
      let expected = PlainPasses.crossEntropy(
        logits: logits, labels: labels, rows: rows, classes: classes, scale: 1 / Double(rows),
        gradient: &expectedGradient)
      var (gradient, correct) = (logits, 0)
      let loss = gradient.withUnsafeMutableBytes { bytes in
        // In place.
        bytes.baseAddress.map {
          kernels.cross_entropy($0, labels, rows, classes, 1 / Double(rows), $0, &correct)
        }
      }
      #expect(correct == expected.correct)
      #expect(abs(try #require(loss) - expected.loss) <= 2 * Double(R.ulpOfOne) * expected.loss)
      // The error at the label is that of 1.
      #expect(largestError(gradient, expectedGradient, scale: 1 / R(rows)) <= 3)
      #expect(kernels.cross_entropy(logits, labels, rows, classes, 1, nil, &correct) == loss)
    }
  }

  @Test("cross-entropy, its gradient and the count are the twin's", arguments: TrainingKernels.levels)
  func crossEntropy(level: Int32) throws {
    try crossEntropy(level, Float.self)
    try crossEntropy(level, Double.self)
  }

  @Test("the gradient of cross-entropy is its derivative", arguments: TrainingKernels.levels)
  func crossEntropyDerivative(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    var numbers = TestNumbers()
    let logits: [Double] = numbers.normal(3 * 11)
    let labels = numbers.indices(3, below: 11)
    var (gradient, correct) = (logits, 0)
    _ = kernels.cross_entropy(logits, labels, 3, 11, 0.7, &gradient, &correct)
    let expected = differences(logits) { 0.7 * kernels.cross_entropy($0, labels, 3, 11, 0, nil, &correct) }
    for (a, b) in zip(gradient, expected) { #expect(abs(a - b) < 1e-10) }
  }

  @Test("extreme logits give the exact loss; not a number stays so", arguments: TrainingKernels.levels)
  func extremes(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Float.self)
    var correct = 0
    #expect(kernels.cross_entropy([1000, -1000] as [Float], [0], 1, 2, 1, nil, &correct) == 0)
    #expect(correct == 1)
    #expect(kernels.cross_entropy([1000, -1000] as [Float], [1], 1, 2, 1, nil, &correct) == 2000)
    #expect(correct == 0)
    #expect(kernels.cross_entropy([0, .nan] as [Float], [0], 1, 2, 1, nil, &correct).isNaN)
    // 3000 rows of ln 1000: the product of the sums is far beyond what a number can hold.
    let zeros = [Float](repeating: 0, count: 3_000_000)
    let loss = kernels.cross_entropy(zeros, [Int32](repeating: 0, count: 3000), 3000, 1000, 1, nil, &correct)
    #expect(abs(loss - 3000 * log(1000)) < 1e-9)
    #expect(correct == 3000)
  }

  @Test("of equal logits the first counts", arguments: TrainingKernels.levels)
  func ties(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Float.self)
    for classes in [2, 7, 33, 97] {
      for (first, second) in [(0, 1), (0, classes - 1), (classes / 2, classes - 1)] where first < second {
        var scores = [Float](repeating: 0, count: 2 * classes)
        for row in 0..<2 {
          scores[row * classes + first] = 1
          scores[row * classes + second] = 1
        }
        #expect(kernels.count_largest(scores, nil, [Int32(first), Int32(second)], 2, classes) == 1)
        // All negative: lanes beyond the row must not win.
        let negative = scores.map { $0 - 5 }
        #expect(kernels.count_largest(negative, nil, [Int32(first), Int32(second)], 2, classes) == 1)
        var bias = [Float](repeating: 0, count: classes)
        bias[second] = 0.5
        #expect(kernels.count_largest(scores, bias, [Int32(second), Int32(second)], 2, classes) == 2)
      }
    }
    #expect(kernels.count_largest([.nan, .nan] as [Float], nil, [0], 1, 2) == 0)
  }

  func squaredError<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (rows, width) in [(1, 1), (45, 30), (33, 7), (4, 1000)] {
      let (outputs, codes): ([R], [R]) = (numbers.normal(rows * width), numbers.normal(rows * width))
      for index in [nil, numbers.indices(rows, below: rows)] {
        var (gradient, expectedGradient) = (outputs, outputs)
        let expected = PlainPasses.squaredError(
          outputs: outputs, codes: codes, index: index, rows: rows, width: width, scale: 0.3,
          gradient: &expectedGradient)
        let value = kernels.squared_error(outputs, codes, index, rows, width, 0.3, &gradient)
        // Differences are rounded here and not in the twin, and both sum so many numbers in double precision.
        let allowed = 2 * Double(R.ulpOfOne) + Double(rows * width) * Double.ulpOfOne
        #expect(abs(value - expected) <= allowed * expected)
        #expect(largestError(gradient, expectedGradient) <= 2)
        #expect(kernels.squared_error(outputs, codes, index, rows, width, 0, nil) == value)
      }
    }
  }

  @Test("squared error is the twin's, against codes and row by row", arguments: TrainingKernels.levels)
  func squaredError(level: Int32) throws {
    try squaredError(level, Float.self)
    try squaredError(level, Double.self)
  }
}
