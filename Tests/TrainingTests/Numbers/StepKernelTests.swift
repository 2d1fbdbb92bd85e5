// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Testing
import Training

/// Steps of optimizers and passes over flat vectors on every instruction set.
struct StepKernelTests {
  func adam<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for count in TrainingKernels.sizes {
      let (w, g, m): ([R], [R], [R]) = (numbers.normal(count), numbers.normal(count), numbers.normal(count))
      let v = (numbers.normal(count) as [R]).map { $0 * $0 }
      for (shrink, penalty) in [(0, 0), (1e-3, 0), (0, 0.1)] {
        var (weights, first, second) = (w, m, v)
        var (expectedWeights, expectedFirst, expectedSecond) = (w, m, v)
        PlainPasses.adam(
          weights: &expectedWeights, gradient: g, first: &expectedFirst, second: &expectedSecond, count: count,
          rate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, firstCorrection: 1.7, secondCorrection: 3.1,
          shrink: shrink, penalty: penalty)
        kernels.adam(&weights, g, &first, &second, count, 0.01, 0.9, 0.98, 1e-8, 1.7, 3.1, shrink, penalty)
        #expect(largestError(first, expectedFirst, scale: 1) <= 2)
        #expect(largestError(second, expectedSecond, scale: 1) <= 2)
        #expect(largestError(weights, expectedWeights, scale: 1) <= 2)
      }
    }
  }

  @Test("Adam is the twin's", arguments: TrainingKernels.levels)
  func adam(level: Int32) throws {
    try adam(level, Float.self)
    try adam(level, Double.self)
  }

  @Test("the first step of Adam is the rate against the sign of the gradient", arguments: TrainingKernels.levels)
  func firstStep(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    var (w, m, v) = ([1.0, 1, 1], [0.0, 0, 0], [0.0, 0, 0])
    kernels.adam(&w, [3.0, -1e-3, 0], &m, &v, 3, 0.01, 0.9, 0.999, 0, 1 / (1 - 0.9), 1 / (1 - 0.999), 0, 0)
    #expect(abs(w[0] - 0.99) < 1e-14 && abs(w[1] - 1.01) < 1e-14)
    // 0/0 without ε.
    #expect(w[2].isNaN)
  }

  @Test("numbers below the normal range may vanish in a step, and only there", arguments: TrainingKernels.levels)
  func subnormals(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Float.self)
    let tiny = [Float](repeating: .leastNormalMagnitude / 128, count: 33)
    var (w, m, v) = (tiny, tiny, tiny)
    kernels.adam(&w, tiny, &m, &v, 33, 0.01, 0.9, 0.999, 1e-8, 1, 1, 0, 0)
    #expect(m.allSatisfy { $0 == 0 || abs($0 / tiny[0] - 1) < 1e-3 })
    kernels.momentum(&w, tiny, &v, 33, 0.01, 0.9, 0, 0, 0)
    // Arithmetic outside is what it was.
    #expect(tiny.map { $0 * 0.5 }.allSatisfy { $0 > 0 })
    var half = tiny
    kernels.combine(0, tiny, 0.5, &half, 33)
    #expect(half.allSatisfy { $0 > 0 })
  }

  func momentum<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for count in TrainingKernels.sizes {
      let (w, g, u): ([R], [R], [R]) = (numbers.normal(count), numbers.normal(count), numbers.normal(count))
      for nesterov in [false, true] {
        var (weights, velocity, expectedWeights, expectedVelocity) = (w, u, w, u)
        PlainPasses.momentum(
          weights: &expectedWeights, gradient: g, velocity: &expectedVelocity, count: count, rate: 0.1, momentum: 0.9,
          nesterov: nesterov, shrink: 1e-3, penalty: 0.2)
        kernels.momentum(&weights, g, &velocity, count, 0.1, 0.9, nesterov ? 1 : 0, 1e-3, 0.2)
        #expect(largestError(velocity, expectedVelocity, scale: 1) <= 2)
        #expect(largestError(weights, expectedWeights, scale: 1) <= 2)
      }
    }
  }

  @Test("momentum is the twin's", arguments: TrainingKernels.levels)
  func momentum(level: Int32) throws {
    try momentum(level, Float.self)
    try momentum(level, Double.self)
  }

  func vectors<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for count in [0] + TrainingKernels.sizes {
      let (x, y): ([R], [R]) = (numbers.normal(count), numbers.normal(count))
      let position: [Double] = numbers.normal(count)
      let squares = PlainPasses.sumOfSquares(x, count: count)
      // The sum is in double precision, whatever the numbers are.
      #expect(abs(kernels.sum_of_squares(x, count) - squares) <= 1e-14 * squares)
      var (combined, expected) = (y, y)
      PlainPasses.combine(0.3, x, -1.7, &expected, count: count)
      kernels.combine(0.3, x, -1.7, &combined, count)
      #expect(largestError(combined, expected, scale: 1) <= 1)
      var narrowed = y
      kernels.convert(position, &narrowed, count)
      #expect(narrowed == position.map { R($0) })
      var (confined, expectedConfined) = (position, position)
      PlainPasses.confine(x, stiffness: 0.01, position, &expectedConfined, count: count)
      kernels.confine(x, 0.01, position, &confined, count)
      #expect(largestError(confined, expectedConfined, scale: 1) <= 1)
    }
  }

  @Test("sums, combinations and conversions are the twin's", arguments: TrainingKernels.levels)
  func vectors(level: Int32) throws {
    try vectors(level, Float.self)
    try vectors(level, Double.self)
  }

  @Test("nothing is written beyond the end", arguments: TrainingKernels.levels)
  func ends(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Float.self)
    for count in 0...70 {
      var y = [Float](repeating: 5, count: 80)
      kernels.combine(0, y, 2, &y, count)
      #expect(y == (0..<80).map { $0 < count ? 10 : 5 })
    }
  }
}
