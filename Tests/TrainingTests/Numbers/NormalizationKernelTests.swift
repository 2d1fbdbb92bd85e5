// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Testing
import Training

/// Layer normalization on every instruction set.
struct NormalizationKernelTests {
  func passes<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for (rows, width) in [(1, 2), (7, 33), (33, 7), (20, 128), (2, 1000)] {
      let x: [R] = numbers.normal(rows * width).map { $0 + 1 }
      let (gain, shift): ([R], [R]) = (numbers.normal(width), numbers.normal(width))
      var (y, means, inverses) = (x, [R](repeating: 0, count: rows), [R](repeating: 0, count: rows))
      var (expected, expectedMeans, expectedInverses) = (y, means, inverses)
      PlainPasses.normalize(
        x, gain: gain, shift: shift, rows: rows, width: width, epsilon: 1e-5, into: &expected, means: &expectedMeans,
        inverseDeviations: &expectedInverses)
      kernels.normalize(x, gain, shift, rows, width, 1e-5, &y, &means, &inverses)
      // The errors of a sum of n numbers of size 1 go like √n.
      let ofSum = 2 + Double(width).squareRoot() / 2
      #expect(largestError(means, expectedMeans, scale: 1) <= ofSum)
      // Two numbers that are close to each other lose digits in their variance.
      #expect(largestError(inverses, expectedInverses) <= (width == 2 ? 20 : 6))
      #expect(largestError(y, expected, scale: max(1, inverses.max() ?? 1)) <= 4 * ofSum)

      let gradient: [R] = numbers.normal(rows * width)
      var (dx, dGain, dShift) = (x, gain, shift)
      var (expectedX, expectedGain, expectedShift) = (x, gain, shift)
      PlainPasses.normalizeBackward(
        x, gain: gain, means: means, inverseDeviations: inverses, gradient: gradient, rows: rows, width: width,
        inputGradient: &expectedX, gainGradient: &expectedGain, shiftGradient: &expectedShift)
      kernels.normalize_backward(
        x, gain, means, inverses, gradient, rows, width, &dx, &dGain, &dShift)
      #expect(largestError(dx, expectedX, scale: max(1, inverses.max() ?? 1)) <= 32)
      #expect(largestError(dGain, expectedGain, scale: R(rows)) <= 4)
      #expect(largestError(dShift, expectedShift, scale: R(rows)) <= 1)
    }
  }

  @Test("normalized rows and their gradients are the twin's", arguments: TrainingKernels.levels)
  func passes(level: Int32) throws {
    try passes(level, Float.self)
    try passes(level, Double.self)
  }

  @Test("rows have the shift as mean and the gain as deviation", arguments: TrainingKernels.levels)
  func moments(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    var numbers = TestNumbers()
    let x: [Double] = numbers.normal(3 * 50).map { 7 + 3 * $0 }
    let (gain, shift) = ([Double](repeating: 2, count: 50), [Double](repeating: -1, count: 50))
    var (y, means, inverses) = (x, [0.0, 0, 0], [0.0, 0, 0])
    kernels.normalize(x, gain, shift, 3, 50, 0, &y, &means, &inverses)
    for row in 0..<3 {
      let part = y[row * 50..<(row + 1) * 50]
      let mean = part.reduce(0, +) / 50
      #expect(abs(mean + 1) < 1e-14)
      #expect(abs(part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50 - 4) < 1e-13)
    }
  }

  @Test("the gradients are derivatives", arguments: TrainingKernels.levels)
  func derivatives(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    var numbers = TestNumbers()
    let (rows, width) = (2, 9)
    let (x, g): ([Double], [Double]) = (numbers.normal(rows * width), numbers.normal(rows * width))
    let (gain, shift): ([Double], [Double]) = (numbers.normal(width), numbers.normal(width))
    var (means, inverses) = ([0.0, 0], [0.0, 0])
    func loss(_ x: [Double], _ gain: [Double], _ shift: [Double]) -> Double {
      var y = x
      kernels.normalize(x, gain, shift, rows, width, 1e-5, &y, &means, &inverses)
      return zip(y, g).reduce(0) { $0 + $1.0 * $1.1 }
    }
    _ = loss(x, gain, shift)
    let zero = [Double](repeating: 0, count: width)
    var (dx, dGain, dShift) = (zero + zero, zero, zero)
    kernels.normalize_backward(x, gain, means, inverses, g, rows, width, &dx, &dGain, &dShift)
    let expected =
      differences(x) { loss($0, gain, shift) } + differences(gain) { loss(x, $0, shift) }
      + differences(shift) { loss(x, gain, $0) }
    for (a, b) in zip(dx + dGain + dShift, expected) { #expect(abs(a - b) < 1e-9) }
  }
}
