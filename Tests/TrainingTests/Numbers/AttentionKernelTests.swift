// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Testing
import Training

/// Attention on every instruction set.
struct AttentionKernelTests {
  /// Rows of queries over keys in tables of a stride that is wider than the heads.
  struct Case {
    var (rows, keysPerRow, heads, headWidth): (Int, Int, Int, Int)
    var tableRows = 6
    var width: Int { heads * headWidth }
    var stride: Int { width + 5 }
    static let all = [
      Case(rows: 1, keysPerRow: 1, heads: 1, headWidth: 1), Case(rows: 13, keysPerRow: 3, heads: 4, headWidth: 32),
      Case(rows: 7, keysPerRow: 5, heads: 2, headWidth: 7), Case(rows: 4, keysPerRow: 40, heads: 3, headWidth: 33),
    ]
  }

  func passes<R: Real>(_ level: Int32, _: R.Type) throws {
    let kernels = try TrainingKernels.at(level, R.self)
    var numbers = TestNumbers()
    for shape in Case.all {
      let (rows, keys, heads, width) = (shape.rows, shape.keysPerRow, shape.heads, shape.headWidth)
      let size = shape.tableRows * shape.stride
      let (q, k, v): ([R], [R], [R]) = (numbers.normal(size), numbers.normal(size), numbers.normal(size))
      let gradient: [R] = numbers.normal(rows * shape.width)
      // Keys come more than once in a row.
      let index = numbers.indices(rows * keys, below: shape.tableRows)
      for queryIndex in [numbers.indices(rows, below: shape.tableRows)] + (rows <= shape.tableRows ? [nil] : []) {
        var (y, p) = (gradient, [R](repeating: .nan, count: rows * heads * keys))
        var (expectedY, expectedP) = (y, p)
        PlainPasses.attend(
          queries: q, queryIndex: queryIndex, keys: k, values: v, stride: shape.stride, index: index, rows: rows,
          keysPerRow: keys, heads: heads, headWidth: width, into: &expectedY, probabilities: &expectedP)
        kernels.attend(q, queryIndex, k, v, shape.stride, index, rows, keys, heads, width, &y, &p)
        // The error of a scaled product of size 3 is that of the exponent.
        #expect(largestError(p, expectedP, scale: 1 / R(keys)) <= 20)
        #expect(largestError(y, expectedY, scale: 1) <= 20)

        var (dq, dk, dv) = (q, k, v)
        var (expectedQ, expectedK, expectedV) = (q, k, v)
        PlainPasses.attendBackward(
          queries: q, queryIndex: queryIndex, keys: k, values: v, stride: shape.stride, index: index, rows: rows,
          keysPerRow: keys, heads: heads, headWidth: width, headRange: 0..<heads, probabilities: p, gradient: gradient,
          queryGradient: &expectedQ, keyGradient: &expectedK, valueGradient: &expectedV)
        // In two ranges of heads, as two threads would.
        for range in [0..<heads / 2, heads / 2..<heads] {
          kernels.attend_backward(
            q, queryIndex, k, v, shape.stride, index, rows, keys, heads, width, range.lowerBound, range.upperBound, p,
            gradient, &dq, &dk, &dv)
        }
        for (a, b) in [(dq, expectedQ), (dk, expectedK), (dv, expectedV)] {
          #expect(largestError(a, b, scale: R(rows)) <= 16)
        }
      }
    }
  }

  @Test("attention and its gradients are the twin's", arguments: TrainingKernels.levels)
  func passes(level: Int32) throws {
    try passes(level, Float.self)
    try passes(level, Double.self)
  }

  @Test("the gradients are derivatives", arguments: TrainingKernels.levels)
  func derivatives(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Double.self)
    var numbers = TestNumbers()
    let (rows, keys, heads, headWidth, stride) = (5, 3, 2, 3, 6)
    let q: [Double] = numbers.normal(4 * stride)
    let (k, v): ([Double], [Double]) = (numbers.normal(4 * stride), numbers.normal(4 * stride))
    let g: [Double] = numbers.normal(rows * stride)
    let (index, queryIndex) = (numbers.indices(rows * keys, below: 4), numbers.indices(rows, below: 4))
    var p = [Double](repeating: 0, count: rows * heads * keys)
    func loss(_ q: [Double], _ k: [Double], _ v: [Double]) -> Double {
      var y = g
      kernels.attend(q, queryIndex, k, v, stride, index, rows, keys, heads, headWidth, &y, &p)
      return zip(y, g).reduce(0) { $0 + $1.0 * $1.1 }
    }
    _ = loss(q, k, v)
    let zero = [Double](repeating: 0, count: 4 * stride)
    var (dq, dk, dv) = (zero, zero, zero)
    kernels.attend_backward(
      q, queryIndex, k, v, stride, index, rows, keys, heads, headWidth, 0, heads, p, g, &dq, &dk, &dv)
    let expected =
      differences(q) { loss($0, k, v) } + differences(k) { loss(q, $0, v) } + differences(v) { loss(q, k, $0) }
    for (a, b) in zip(dq + dk + dv, expected) { #expect(abs(a - b) < 1e-9) }
  }
}
