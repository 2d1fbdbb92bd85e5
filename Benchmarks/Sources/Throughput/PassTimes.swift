// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import Training

/// What the passes of training take on one thread, at the sizes of the networks in `TrainingWork`.
struct PassTimes<R: Real> {
  private static func buffer<T>(_ count: Int, _ value: (Int) -> T) -> UnsafeMutablePointer<T> {
    let buffer = UnsafeMutablePointer<T>.allocate(capacity: count)
    for i in 0..<count { (buffer + i).initialize(to: value(i)) }
    return buffer
  }

  /// Seconds of the fastest of many rounds.
  private static func seconds(_ body: () -> Void) -> Double {
    func time() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    var best = Double.infinity
    let end = time() + 0.3
    repeat {
      let start = time()
      for _ in 0..<4 { body() }
      best = min(best, (time() - start) / 4)
    } while time() < end
    return best
  }

  private static func report(_ name: String, _ count: Int, _ body: () -> Void) {
    let seconds = seconds(body)
    print(
      "\(R.precision.rawValue) \(name): \(String(format: "%.2f µs, %.3f ns", seconds * 1e6, seconds * 1e9 / Double(count)))"
    )
  }

  /// Products of matrices as forward and backward passes need them, in GFLOP/s.
  static func products() {
    for (m, n, k) in [(45, 200, 200), (2823, 128, 512), (2800, 97, 256), (256, 97, 256)] {
      let a = buffer(m * k) { R($0 % 7) / 7 }
      let b = buffer(k * n) { R($0 % 5) / 5 }
      let c = buffer(m * n) { _ in R(0) }
      let forward = seconds {
        R.multiply(m, n, k, 1, a, transposed: false, lda: k, b, transposed: true, ldb: k, 0, c, ldc: n)
      }
      // The gradients of the matrix and of the input.
      let matrix = seconds {
        R.multiply(n, k, m, 1, c, transposed: true, lda: n, a, transposed: false, ldb: k, 0, b, ldc: k)
      }
      let input = seconds {
        R.multiply(m, k, n, 1, c, transposed: false, lda: n, b, transposed: false, ldb: k, 0, a, ldc: k)
      }
      let rates = [forward, matrix, input].map { String(format: "%.0f", 2e-9 * Double(m * n * k) / $0) }
      print("\(R.precision.rawValue) product (\(m), \(n), \(k)): \(rates.joined(separator: ", ")) GFLOP/s")
      for pointer in [a, b, c] { pointer.deallocate() }
    }
  }

  /// Everything else, in time per call and per element.
  static func passes() {
    let (rows, width, classes) = (2800, 256, 97)
    let count = rows * width
    let x = buffer(count) { R(sin(Double($0))) }
    let y = buffer(count) { R(cos(Double($0))) }
    let z = buffer(count) { R(cos(Double($0))) }
    let (bias, more) = (buffer(width) { _ in R(0) }, buffer(width) { _ in R(0) })
    let table = buffer(classes * width) { R(sin(Double($0))) }
    let first = buffer(rows) { Int32($0 * 31 % classes) }
    let second = buffer(rows) { Int32($0 * 17 % classes) }
    let (means, inverses) = (buffer(rows) { _ in R(0) }, buffer(rows) { _ in R(1) })
    let tables = buffer(2) { _ in UnsafePointer(table) }
    let indices = buffer(2) { UnsafePointer($0 == 0 ? first : second) }
    let keys = buffer(3 * rows) { Int32($0 * 29 % classes) }

    for (rows, width) in [(45, 200), (rows, width)] {
      for activation in Activation.allCases {
        let output = activation.needsInput ? y : x
        report("\(activation) \(rows) × \(width)", rows * width) {
          R.activate(activation, x, bias: bias, rows: rows, width: width, into: output)
        }
        report("\(activation) backward \(rows) × \(width)", rows * width) {
          R.activateBackward(activation, kept: z, gradient: y, biasGradient: bias, rows: rows, width: width)
        }
        bias.update(repeating: 0, count: width)
      }
    }
    report("gather two and relu", count) {
      R.gatherActivate(
        .relu, tables: tables, indices: indices, tableCount: 2, bias: bias, rows: rows, width: width, input: nil,
        into: y)
    }
    report("gather two", count) {
      R.gatherSum(tables: tables, indices: indices, tableCount: 2, rows: rows, width: width, into: y)
    }
    report("scatter", count) {
      R.scatterAdd(x, index: first, rows: rows, width: width, columns: 0..<width, into: table)
    }
    report("cross-entropy with gradient", rows * classes) {
      _ = R.crossEntropy(logits: x, labels: first, rows: rows, classes: classes, scale: 1, gradient: y)
    }
    report("cross-entropy", rows * classes) {
      _ = R.crossEntropy(logits: x, labels: first, rows: rows, classes: classes, scale: 1, gradient: nil)
    }
    report("squared error 45 × 30", 45 * 30) {
      _ = R.squaredError(outputs: x, codes: z, index: first, rows: 45, width: 30, scale: 1, gradient: y)
    }
    report("layer normalization", count / 2) {
      R.normalize(
        x, gain: more, shift: bias, rows: rows, width: width / 2, epsilon: 1e-5, into: y, means: means,
        inverseDeviations: inverses)
    }
    report("layer normalization backward", count / 2) {
      R.normalizeBackward(
        x, gain: more, means: means, inverseDeviations: inverses, gradient: y, rows: rows, width: width / 2,
        inputGradient: z, gainGradient: more, shiftGradient: bias)
    }
    report("attention over three keys", count / 2) {
      R.attend(
        queries: x, queryIndex: nil, keys: table, values: table, stride: 128, index: keys, rows: rows, keysPerRow: 3,
        heads: 4, headWidth: 32, into: y, probabilities: z)
    }
    report("attention backward", count / 2) {
      R.attendBackward(
        queries: x, queryIndex: nil, keys: table, values: table, stride: 128, index: keys, rows: rows, keysPerRow: 3,
        heads: 4, headWidth: 32, headRange: 0..<4, probabilities: z, gradient: y, queryGradient: y,
        keyGradient: table, valueGradient: table)
    }
    report("dropout", count) {
      let stream = StreamName(seed: 1, task: 0, purpose: .dropout)
      R.dropout(x, count: count, rate: 0.1, stream: stream, walker: 0, first: 0, into: y)
    }
    for i in 0..<count { (x[i], y[i], z[i]) = (R(sin(Double(i))), 1e-3, 1e-3) }
    let parameters = 46_000
    report("Adam", parameters) {
      R.adam(
        weights: x, gradient: y, first: z, second: z + parameters, count: parameters, rate: 1e-3, beta1: 0.9,
        beta2: 0.98, epsilon: 1e-8, firstCorrection: 1, secondCorrection: 1, shrink: 1e-3, penalty: 0)
    }
    report("momentum", parameters) {
      R.momentum(
        weights: x, gradient: y, velocity: z, count: parameters, rate: 1e-3, momentum: 0.9, nesterov: false, shrink: 0,
        penalty: 0)
    }
    report("sum of squares", parameters) { _ = R.sumOfSquares(x, count: parameters) }
    report("combination", parameters) { R.combine(0.5, x, 0.5, y, count: parameters) }
  }
}
