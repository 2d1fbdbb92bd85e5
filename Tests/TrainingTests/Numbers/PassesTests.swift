// SPDX-License-Identifier: GPL-3.0-or-later
import Testing
import Training

/// Each pass as training calls it: the arguments reach the kernels in their places.
///
/// What the kernels do is tested level by level; here the numbers of a pass only have to be the twin's.
struct PassesTests {
  var numbers = TestNumbers(5)

  func expectTwin<R: Real>(_ actual: [[R]], _ expected: [[R]], sourceLocation: SourceLocation = #_sourceLocation) {
    for (a, b) in zip(actual, expected) {
      #expect(largestError(a, b, scale: 10) <= 32, sourceLocation: sourceLocation)
    }
  }

  mutating func activations<R: Real>(_: R.Type) {
    let (z, bias): ([R], [R]) = (numbers.normal(3 * 5), numbers.normal(5))
    var (a, b, p, q) = (z, z, z, z)
    R.activate(.gelu, &a, bias: bias, rows: 3, width: 5, into: &b)
    PlainPasses.activate(.gelu, &p, bias: bias, rows: 3, width: 5, into: &q)
    expectTwin([a, b], [p, q])
    var (c, d, r, s) = (bias + bias + bias, bias, bias + bias + bias, bias)
    R.activateBackward(.gelu, kept: a, gradient: &c, biasGradient: &d, rows: 3, width: 5)
    PlainPasses.activateBackward(.gelu, kept: a, gradient: &r, biasGradient: &s, rows: 3, width: 5)
    expectTwin([c, d], [r, s])
  }

  mutating func tables<R: Real>(_: R.Type) {
    let (first, second): ([R], [R]) = (numbers.normal(4 * 5), numbers.normal(4 * 5))
    let (i, j, bias): ([Int32], [Int32], [R]) = ([3, 0, 2], [1, 1, 3], numbers.normal(5))
    var (y, z, a) = ([R](repeating: 0, count: 15), [R](repeating: 0, count: 15), [R](repeating: 0, count: 15))
    let (yTwin, zTwin, aTwin): ([R], [R], [R]) = first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        i.withUnsafeBufferPointer { i in
          j.withUnsafeBufferPointer { j in
            guard let first = first.baseAddress, let second = second.baseAddress else { return ([], [], []) }
            guard let i = i.baseAddress, let j = j.baseAddress else { return ([], [], []) }
            R.gatherActivate(
              .tanh, tables: [first, second], indices: [i, j], tableCount: 2, bias: bias, rows: 3, width: 5, input: &z,
              into: &y)
            R.gatherSum(tables: [first, second], indices: [i, j], tableCount: 2, rows: 3, width: 5, into: &a)
            var (p, q, r) = (y, y, y)
            PlainPasses.gatherActivate(
              .tanh, tables: [first, second], indices: [i, j], tableCount: 2, bias: bias, rows: 3, width: 5, input: &q,
              into: &p)
            PlainPasses.gatherSum(
              tables: [first, second], indices: [i, j], tableCount: 2, rows: 3, width: 5, into: &r)
            return (p, q, r)
          }
        }
      }
    }
    expectTwin([y, z, a], [yTwin, zTwin, aTwin])
    var (c, d) = (first, first)
    R.scatterAdd(y, index: i, rows: 3, width: 5, columns: 1..<4, into: &c)
    PlainPasses.scatterAdd(y, index: i, rows: 3, width: 5, columns: 1..<4, into: &d)
    expectTwin([c], [d])
  }

  mutating func losses<R: Real>(_: R.Type) {
    let (x, codes, labels): ([R], [R], [Int32]) = (numbers.normal(3 * 5), numbers.normal(3 * 5), [4, 1, 2])
    var (a, b, c, p, q, r) = (x, x, x, x, x, x)
    R.softmax(x, rows: 3, width: 5, into: &a)
    PlainPasses.softmax(x, rows: 3, width: 5, into: &p)
    let loss = R.crossEntropy(logits: x, labels: labels, rows: 3, classes: 5, scale: 0.2, gradient: &b)
    let twin = PlainPasses.crossEntropy(logits: x, labels: labels, rows: 3, classes: 5, scale: 0.2, gradient: &q)
    let index: [Int32] = [2, 2, 0]
    let error = R.squaredError(outputs: x, codes: codes, index: index, rows: 3, width: 5, scale: 0.2, gradient: &c)
    let errorTwin = PlainPasses.squaredError(
      outputs: x, codes: codes, index: index, rows: 3, width: 5, scale: 0.2, gradient: &r)
    expectTwin([a, b, c], [p, q, r])
    #expect(abs(loss.loss - twin.loss) < 1e-5 && loss.correct == twin.correct && abs(error - errorTwin) < 1e-5)
    #expect(
      R.countLargest(scores: x, bias: codes, labels: labels, rows: 3, classes: 5)
        == PlainPasses.countLargest(scores: x, bias: codes, labels: labels, rows: 3, classes: 5))
  }

  mutating func normalizations<R: Real>(_: R.Type) {
    let (x, gain, shift, g): ([R], [R], [R], [R]) = (
      numbers.normal(15), numbers.normal(5), numbers.normal(5), numbers.normal(15)
    )
    var (y, m, s, yTwin, mTwin, sTwin) = (x, gain, gain, x, gain, gain)
    R.normalize(
      x, gain: gain, shift: shift, rows: 3, width: 5, epsilon: 0.1, into: &y, means: &m, inverseDeviations: &s)
    PlainPasses.normalize(
      x, gain: gain, shift: shift, rows: 3, width: 5, epsilon: 0.1, into: &yTwin, means: &mTwin,
      inverseDeviations: &sTwin)
    var (dx, dGain, dShift, dxTwin, dGainTwin, dShiftTwin) = (x, gain, shift, x, gain, shift)
    R.normalizeBackward(
      x, gain: gain, means: m, inverseDeviations: s, gradient: g, rows: 3, width: 5, inputGradient: &dx,
      gainGradient: &dGain, shiftGradient: &dShift)
    PlainPasses.normalizeBackward(
      x, gain: gain, means: m, inverseDeviations: s, gradient: g, rows: 3, width: 5, inputGradient: &dxTwin,
      gainGradient: &dGainTwin, shiftGradient: &dShiftTwin)
    expectTwin([y, m, s, dx, dGain, dShift], [yTwin, mTwin, sTwin, dxTwin, dGainTwin, dShiftTwin])
  }

  mutating func attention<R: Real>(_: R.Type) {
    let (q, k, v, g): ([R], [R], [R], [R]) = (
      numbers.normal(4 * 9), numbers.normal(4 * 9), numbers.normal(4 * 9), numbers.normal(16)
    )
    let (queryIndex, index): ([Int32], [Int32]) = ([3, 1], [0, 1, 2, 2, 3, 0])
    var (y, p, yTwin, pTwin) = (g, [R](repeating: 0, count: 12), g, [R](repeating: 0, count: 12))
    R.attend(
      queries: q, queryIndex: queryIndex, keys: k, values: v, stride: 9, index: index, rows: 2, keysPerRow: 3, heads: 2,
      headWidth: 4, into: &y, probabilities: &p)
    PlainPasses.attend(
      queries: q, queryIndex: queryIndex, keys: k, values: v, stride: 9, index: index, rows: 2, keysPerRow: 3, heads: 2,
      headWidth: 4, into: &yTwin, probabilities: &pTwin)
    var (dq, dk, dv, dqTwin, dkTwin, dvTwin) = (q, k, v, q, k, v)
    R.attendBackward(
      queries: q, queryIndex: queryIndex, keys: k, values: v, stride: 9, index: index, rows: 2, keysPerRow: 3, heads: 2,
      headWidth: 4, headRange: 1..<2, probabilities: p, gradient: g, queryGradient: &dq, keyGradient: &dk,
      valueGradient: &dv)
    PlainPasses.attendBackward(
      queries: q, queryIndex: queryIndex, keys: k, values: v, stride: 9, index: index, rows: 2, keysPerRow: 3, heads: 2,
      headWidth: 4, headRange: 1..<2, probabilities: p, gradient: g, queryGradient: &dqTwin, keyGradient: &dkTwin,
      valueGradient: &dvTwin)
    expectTwin([y, p, dq, dk, dv], [yTwin, pTwin, dqTwin, dkTwin, dvTwin])
  }

  mutating func steps<R: Real>(_: R.Type) {
    let (w, g, m): ([R], [R], [R]) = (numbers.normal(9), numbers.normal(9), numbers.normal(9))
    let (v, position): ([R], [Double]) = (m.map { $0 * $0 }, numbers.normal(9))
    var (a, b, c, p, q, r) = (w, m, v, w, m, v)
    R.adam(
      weights: &a, gradient: g, first: &b, second: &c, count: 9, rate: 0.1, beta1: 0.8, beta2: 0.7, epsilon: 0.01,
      firstCorrection: 2, secondCorrection: 3, shrink: 0.2, penalty: 0.3)
    PlainPasses.adam(
      weights: &p, gradient: g, first: &q, second: &r, count: 9, rate: 0.1, beta1: 0.8, beta2: 0.7, epsilon: 0.01,
      firstCorrection: 2, secondCorrection: 3, shrink: 0.2, penalty: 0.3)
    for nesterov in [true, false] {
      R.momentum(
        weights: &a, gradient: g, velocity: &b, count: 9, rate: 0.1, momentum: 0.8, nesterov: nesterov, shrink: 0.2,
        penalty: 0.3)
      PlainPasses.momentum(
        weights: &p, gradient: g, velocity: &q, count: 9, rate: 0.1, momentum: 0.8, nesterov: nesterov, shrink: 0.2,
        penalty: 0.3)
    }
    R.combine(2, g, 3, &c, count: 9)
    PlainPasses.combine(2, g, 3, &r, count: 9)
    expectTwin([a, b, c], [p, q, r])
    #expect(abs(R.sumOfSquares(a, count: 9) - PlainPasses.sumOfSquares(a, count: 9)) < 1e-12)
    R.convert(position, &a, count: 9)
    #expect(a == position.map { R($0) })
    var (confined, twin) = (position, position)
    R.confine(g, stiffness: 0.5, position, &confined, count: 9)
    PlainPasses.confine(g, stiffness: 0.5, position, &twin, count: 9)
    expectTwin([confined], [twin])
  }

  @Test("passes are the twin's in single and double precision")
  mutating func passes() {
    activations(Float.self)
    activations(Double.self)
    tables(Float.self)
    tables(Double.self)
    losses(Float.self)
    losses(Double.self)
    normalizations(Float.self)
    normalizations(Double.self)
    attention(Float.self)
    attention(Double.self)
    steps(Float.self)
    steps(Double.self)
  }
}
