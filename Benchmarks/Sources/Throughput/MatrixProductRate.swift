// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Training

/// GFLOP/s of large matrix products in single precision, one on each thread: what training is measured against.
///
/// - Returns: the rate of all threads together, and GFLOP per second of processor time.
func matrixProductRate(threads: Int, seconds: Double) -> (rate: Double, perProcessorSecond: Double) {
  /// Matrices of 2.25 MB, larger than the second-level cache, as those of the transformer's hidden layer are.
  let size = 768
  let total = Mutex((rate: 0.0, operations: 0.0))
  let processor = processorTime()
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    let left = [Float](repeating: 0.5, count: size * size)
    let right = left
    var product = left
    func multiply() {
      Float.multiply(
        size, size, size, 1, left, transposed: false, lda: size, right, transposed: true, ldb: size, 0, &product,
        ldc: size)
    }
    multiply()
    let start = Date()
    var taken = 0
    while -start.timeIntervalSinceNow < seconds {
      multiply()
      taken += 1
    }
    let operations = 2 * Double(taken) * Double(size * size * size)
    let rate = operations / -start.timeIntervalSinceNow / 1e9
    total.withLock { $0 = ($0.rate + rate, $0.operations + operations) }
  }
  let found = total.withLock { $0 }
  return (found.rate, found.operations / (processorTime() - processor) / 1e9)
}
