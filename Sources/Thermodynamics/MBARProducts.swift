// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels

extension BoltzmannTiles {
  /// One tile's part of the sums, without the factors aₖ.
  func addTile(
    _ tile: UnsafePointer<Double>, scales: UnsafePointer<Double>, shares: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    let (states, width) = (states, Self.width)
    let denominators = scratch + states * width
    let roots = denominators + width
    for n in 0..<width { denominators[n] = 0 }
    for k in 0..<states {
      let scale = scales[k]
      let row = tile + k * width
      for n in 0..<width { denominators[n] += scale * row[n] }
    }
    for n in 0..<width {
      roots[n] = shares[n].squareRoot()
      let root = roots[n] / denominators[n]
      roots[n] = root
    }
    for k in 0..<states {
      let row = tile + k * width
      let target = scratch + k * width
      for n in 0..<width { target[n] = row[n] * roots[n] }
    }
    // √c·(√c/d)·B = c·B/d.
    for n in 0..<width { roots[n] = shares[n].squareRoot() }
    let normalizations = sums + states * states
    for k in 0..<states { normalizations[k] += Self.dot(scratch + k * width, roots) }
    ravine_log(denominators, denominators, width)
    normalizations[states] += Self.dot(denominators, shares)

    // Rows in pairs against rows in fours: eight sums stay in registers.
    var i = 0
    while i < states {
      let second = i + 1 < states
      let (a, b) = (scratch + i * width, scratch + (second ? i + 1 : i) * width)
      var j = 0
      while j + 3 <= i {
        let found = Self.dots(a, b, scratch + j * width)
        for c in 0..<4 {
          sums[i * states + j + c] += found.0[c]
          if second { sums[(i + 1) * states + j + c] += found.1[c] }
        }
        j += 4
      }
      for column in j...(second ? i + 1 : i) {
        if column <= i { sums[i * states + column] += Self.dot(a, scratch + column * width) }
        if second { sums[(i + 1) * states + column] += Self.dot(b, scratch + column * width) }
      }
      i += 2
    }
  }

  @inline(__always)
  private static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
    var sum = SIMD8<Double>.zero
    for n in stride(from: 0, to: width, by: 8) { sum += load8(a + n) * load8(b + n) }
    return sum.sum()
  }

  /// Two rows times four consecutive ones.
  @inline(__always)
  private static func dots(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ rows: UnsafePointer<Double>
  ) -> (SIMD4<Double>, SIMD4<Double>) {
    var (a0, a1, a2, a3) = (SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero)
    var (b0, b1, b2, b3) = (SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero)
    var n = 0
    while n < width {
      let (x, y) = (load2(a + n), load2(b + n))
      let (r0, r1) = (load2(rows + n), load2(rows + width + n))
      let (r2, r3) = (load2(rows + 2 * width + n), load2(rows + 3 * width + n))
      a0 += x * r0
      a1 += x * r1
      a2 += x * r2
      a3 += x * r3
      b0 += y * r0
      b1 += y * r1
      b2 += y * r2
      b3 += y * r3
      n += 2
    }
    return (
      SIMD4(a0.sum(), a1.sum(), a2.sum(), a3.sum()), SIMD4(b0.sum(), b1.sum(), b2.sum(), b3.sum())
    )
  }

  @inline(__always) private static func load8(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
  }
  @inline(__always) private static func load2(_ pointer: UnsafePointer<Double>) -> SIMD2<Double> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Double>.self)
  }
}
