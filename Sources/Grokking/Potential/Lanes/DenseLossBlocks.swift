// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

extension DenseLoss {
  /// Lends room for weights, gradient and scratch of a pass.
  @inline(__always)
  func withRoom<L: NetworkLanes, Result>(
    _ lane: L.Type,
    _ body: (_ weights: UnsafeMutablePointer<L>, _ slopes: UnsafeMutablePointer<L>, _ scratch: UnsafeMutablePointer<L>)
      -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(of: L.self, capacity: 2 * dimension + scratchCount) { room in
      // Plain numbers, which need no initialization one by one; all are written before they are read.
      guard let start = room.baseAddress else { return nil }
      return body(start, start + dimension, start + 2 * dimension)
    }
  }

  /// f at a point.
  func energy(at position: Span<Double>) -> Double {
    withRoom(Double.self) { weights, _, scratch in
      var square = 0.0
      for c in 0..<dimension {
        weights[c] = position[c]
        square += position[c] * position[c]
      }
      return pass(weights, scratch: scratch, gradient: nil) + confinement / 2 * square
    } ?? .nan
  }

  /// ∇f at a point.
  func gradient(at position: Span<Double>, into gradient: inout MutableSpan<Double>) {
    for c in gradient.indices { gradient[c] = .nan }
    gradient.withUnsafeMutableBufferPointer { output in
      _ = withRoom(Double.self) { weights, slopes, scratch in
        for c in 0..<dimension { weights[c] = position[c] }
        _ = pass(weights, scratch: scratch, gradient: slopes)
        for c in 0..<dimension { output[c] = slopes[c] + confinement * weights[c] }
      }
    }
  }

  /// f of a block of walkers, coordinate-major.
  func energies(walkers: Int, at positions: Span<Double>, into energies: inout MutableSpan<Double>) {
    energies.withUnsafeMutableBufferPointer { output in
      eight(walkers, positions) { first, count, weights, _, scratch in
        var square = SIMD8<Double>(repeating: 0)
        for c in 0..<dimension { square += weights[c] * weights[c] }
        let energy = pass(weights, scratch: scratch, gradient: nil) + confinement / 2 * square
        for lane in 0..<count { output[first + lane] = energy[lane] }
      }
    }
  }

  /// ∇f of a block of walkers, coordinate-major.
  func gradients(walkers: Int, at positions: Span<Double>, into gradients: inout MutableSpan<Double>) {
    gradients.withUnsafeMutableBufferPointer { output in
      eight(walkers, positions) { first, count, weights, slopes, scratch in
        _ = pass(weights, scratch: scratch, gradient: slopes)
        guard let start = output.baseAddress else { return }
        for c in 0..<dimension {
          let slope = slopes[c] + confinement * weights[c]
          if count == 8 {
            UnsafeMutableRawPointer(start + c * walkers + first).storeBytes(of: slope, as: SIMD8<Double>.self)
          } else {
            for lane in 0..<count { start[c * walkers + first + lane] = slope[lane] }
          }
        }
      }
    }
  }

  /// Takes the walkers of a block eight by eight; the last ones are filled up with copies of the very last.
  @inline(__always)
  func eight(
    _ walkers: Int, _ positions: Span<Double>,
    _ body: (
      _ first: Int, _ count: Int, UnsafeMutablePointer<SIMD8<Double>>, UnsafeMutablePointer<SIMD8<Double>>,
      UnsafeMutablePointer<SIMD8<Double>>
    ) -> Void
  ) {
    positions.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      _ = withRoom(SIMD8<Double>.self) { weights, slopes, scratch in
        for first in stride(from: 0, to: walkers, by: 8) {
          let count = min(8, walkers - first)
          for c in 0..<dimension {
            let place = start + c * walkers + first
            if count == 8 {
              weights[c] = UnsafeRawPointer(place).loadUnaligned(as: SIMD8<Double>.self)
            } else {
              for lane in 0..<8 { weights[c][lane] = place[min(lane, count - 1)] }
            }
          }
          body(first, count, weights, slopes, scratch)
        }
      }
    }
  }

  /// The Hessian of f, row by row: the gradient's derivative along eight axes at once by dual numbers.
  func hessian(at position: Span<Double>, into hessian: inout MutableSpan<Double>) {
    let d = dimension
    hessian.withUnsafeMutableBufferPointer { output in
      _ = withRoom(Dual<SIMD8<Double>>.self) { weights, slopes, scratch in
        for first in stride(from: 0, to: d, by: 8) {
          for c in 0..<d {
            weights[c] = Dual(constant: SIMD8(repeating: position[c]))
            if (first..<first + 8).contains(c) { weights[c].slope[c - first] = 1 }
          }
          _ = pass(weights, scratch: scratch, gradient: slopes)
          for column in first..<min(first + 8, d) {
            for c in 0..<d {
              output[column * d + c] = slopes[c].slope[column - first] + (c == column ? confinement : 0)
            }
          }
        }
        for i in 0..<d {
          for j in 0..<i {
            let mean = (output[i * d + j] + output[j * d + i]) / 2
            output[i * d + j] = mean
            output[j * d + i] = mean
          }
        }
      }
    }
  }
}
