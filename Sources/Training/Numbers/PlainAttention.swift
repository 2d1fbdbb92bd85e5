// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension PlainPasses {
  private static func dot<R: Real>(_ x: UnsafePointer<R>, _ y: UnsafePointer<R>, _ count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += Double(x[i]) * Double(y[i]) }
    return sum
  }

  /// See `Real.attend`.
  package static func attend<R: Real>(
    queries: UnsafePointer<R>, queryIndex: UnsafePointer<Int32>?, keys: UnsafePointer<R>, values: UnsafePointer<R>,
    stride: Int, index: UnsafePointer<Int32>, rows: Int, keysPerRow: Int, heads: Int, headWidth: Int,
    into y: UnsafeMutablePointer<R>, probabilities: UnsafeMutablePointer<R>
  ) {
    let scale = 1 / Double(headWidth).squareRoot()
    for row in 0..<rows {
      let query = queries + (queryIndex.map { Int($0[row]) } ?? row) * stride
      let index = index + row * keysPerRow
      for head in 0..<heads {
        let offset = head * headWidth
        let p = probabilities + (row * heads + head) * keysPerRow
        for t in 0..<keysPerRow {
          p[t] = R(scale * dot(query + offset, keys + Int(index[t]) * stride + offset, headWidth))
        }
        softmax(p, rows: 1, width: keysPerRow, into: p)
        for i in 0..<headWidth {
          let sum = (0..<keysPerRow).reduce(0.0) {
            $0 + Double(p[$1]) * Double(values[Int(index[$1]) * stride + offset + i])
          }
          y[row * heads * headWidth + offset + i] = R(sum)
        }
      }
    }
  }

  /// See `Real.attendBackward`.
  ///
  /// ∂L/∂p_t = ∂L/∂y·v_t; with s the scaled products, ∂L/∂s_t = p_t (∂L/∂p_t − Σ_u p_u ∂L/∂p_u).
  package static func attendBackward<R: Real>(
    queries: UnsafePointer<R>, queryIndex: UnsafePointer<Int32>?, keys: UnsafePointer<R>, values: UnsafePointer<R>,
    stride: Int, index: UnsafePointer<Int32>, rows: Int, keysPerRow: Int, heads: Int, headWidth: Int,
    headRange: Range<Int>, probabilities: UnsafePointer<R>, gradient: UnsafePointer<R>,
    queryGradient: UnsafeMutablePointer<R>, keyGradient: UnsafeMutablePointer<R>,
    valueGradient: UnsafeMutablePointer<R>
  ) {
    let scale = 1 / Double(headWidth).squareRoot()
    for row in 0..<rows {
      let queryRow = (queryIndex.map { Int($0[row]) } ?? row) * stride
      let index = index + row * keysPerRow
      for head in headRange {
        let offset = head * headWidth
        let p = probabilities + (row * heads + head) * keysPerRow
        let dy = gradient + row * heads * headWidth + offset
        let mean = (0..<keysPerRow).reduce(0.0) {
          $0 + Double(p[$1]) * dot(dy, values + Int(index[$1]) * stride + offset, headWidth)
        }
        for t in 0..<keysPerRow {
          let key = Int(index[t]) * stride + offset
          let change = scale * Double(p[t]) * (dot(dy, values + key, headWidth) - mean)
          for i in 0..<headWidth {
            valueGradient[key + i] += p[t] * dy[i]
            queryGradient[queryRow + offset + i] += R(change) * keys[key + i]
            keyGradient[key + i] += R(change) * queries[queryRow + offset + i]
          }
        }
      }
    }
  }
}
