// SPDX-License-Identifier: GPL-3.0-or-later
import Testing
import Training

/// Products of matrices in rows.
struct MatrixProductTests {
  func products<R: Real>(_: R.Type) {
    var numbers = TestNumbers()
    for (m, n, k) in [(1, 1, 1), (3, 5, 7), (33, 1, 20), (45, 30, 200)] {
      for (transposedA, transposedB) in [(false, false), (true, false), (false, true), (true, true)] {
        // Rows lie further apart than they are long.
        let (lda, ldb, ldc) = ((transposedA ? m : k) + 2, (transposedB ? k : n) + 3, n + 1)
        let a: [R] = numbers.normal((transposedA ? k : m) * lda)
        let b: [R] = numbers.normal((transposedB ? n : k) * ldb)
        let c: [R] = numbers.normal(m * ldc)
        var (result, expected) = (c, c)
        R.multiply(
          m, n, k, 0.5, a, transposed: transposedA, lda: lda, b, transposed: transposedB, ldb: ldb, -2, &result,
          ldc: ldc)
        for i in 0..<m {
          for j in 0..<n {
            let sum = (0..<k).reduce(0.0) { sum, l in
              let x = transposedA ? a[l * lda + i] : a[i * lda + l]
              let y = transposedB ? b[j * ldb + l] : b[l * ldb + j]
              return sum + Double(x) * Double(y)
            }
            expected[i * ldc + j] = R(0.5 * sum - 2 * Double(c[i * ldc + j]))
          }
        }
        #expect(largestError(result, expected, scale: R(k)) <= 2)
      }
    }
  }

  @Test("products are the sums that they are, for transposed factors and strides")
  func products() {
    products(Float.self)
    products(Double.self)
  }

  @Test("with β = 0 what was there is not read")
  func overwrites() {
    var c: [Float] = [.nan, .infinity]
    Float.multiply(1, 2, 1, 1, [3], transposed: false, lda: 1, [1, 2], transposed: false, ldb: 2, 0, &c, ldc: 2)
    #expect(c == [3, 6])
  }
}
