// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Randomness
import Training

extension NetworkPotential {
  /// ∇f with the mean over a mini-batch in place of that over all training examples; unbiased.
  ///
  /// The batch of a walker and step is drawn without replacement from the stream of purpose `batches`, afresh in each step.
  /// With s² the variance of the examples' gradients along a direction its noise there has the variance (1 − B/n) n s²/((n − 1) B).
  package func noisyGradients(
    step: UInt64, walkers: Span<UInt32>, at positions: Span<Double>, into gradients: inout MutableSpan<Double>
  ) {
    guard let batch, batch < train.count else {
      self.gradients(walkers: walkers.count, at: positions, into: &gradients)
      return
    }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: train.count) { rows in
      each(walkers.count, positions, &gradients) { w, point, slope in
        draw(batch, of: walkers[w], step: step, into: rows)
        let chosen = Span(_unsafeElements: UnsafeBufferPointer(rows)).extracting(first: batch)
        surface.gradient(at: point, rows: chosen, stiffness: confinement, into: &slope)
      }
    }
  }

  /// The training examples in an order whose first few are a random batch.
  private func draw(_ count: Int, of walker: UInt32, step: UInt64, into rows: UnsafeMutableBufferPointer<Int32>) {
    for index in train.indices { rows[index] = train[index] }
    var stream = RandomStream(batches, walker: walker, position: step &* UInt64(count))
    for index in 0..<count {
      // The first step of Fisher's and Yates' shuffle, `count` times; the bias of the product is below n/2⁶⁴.
      let other = index + Int(UInt64(rows.count - index).multipliedFullWidth(by: stream.next()).high)
      rows.swapAt(index, other)
    }
  }

  /// The examples that a mini-batch of a walker and step consists of.
  package func examples(of walker: UInt32, step: UInt64) -> [Int32] {
    guard let batch, batch < train.count else { return train }
    var rows = train
    rows.withUnsafeMutableBufferPointer { draw(batch, of: walker, step: step, into: $0) }
    return Array(rows.prefix(batch))
  }
}
