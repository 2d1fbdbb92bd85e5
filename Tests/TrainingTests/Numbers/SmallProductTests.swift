// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Testing

@testable import Training

/// Products with small matrices, which are not OpenBLAS', against sums in double precision.
struct SmallProductTests {
  /// Shapes around the number of rows and columns that registers hold.
  private static let rows = [1, 2, 3, 5, 6, 7, 8, 9, 24, 37]
  private static let columns = [1, 2, 4, 7, 8, 9, 15, 16, 17, 23, 24, 30, 33, 40, 48, 55, 64]

  @Test("x Wᵀ with a packed matrix", arguments: TrainingKernels.levels)
  func packed(level: Int32) throws {
    let kernels = try TrainingKernels.at(level, Float.self)
    let packedCount = try #require(kernels.packed_count)
    let (pack, multiply) = (try #require(kernels.pack), try #require(kernels.multiply_packed))
    var numbers = TestNumbers()
    for m in Self.rows {
      for n in Self.columns {
        for k in [2, 6, 24, 128] {
          let (ldx, ldw, ldy) = (k + 1, k + 3, n + 2)
          let (x, w): ([Float], [Float]) = (numbers.normal(m * ldx), numbers.normal(n * ldw))
          var packed = [Float](repeating: .nan, count: packedCount(n, k))
          pack(w, ldw, n, k, &packed)
          var y = [Float](repeating: 7, count: m * ldy)
          multiply(m, n, k, x, ldx, packed, &y, ldy)
          for i in 0..<m {
            for j in 0..<ldy {
              var sum = j < n ? 0.0 : 7
              if j < n { for l in 0..<k { sum += Double(x[i * ldx + l]) * Double(w[j * ldw + l]) } }
              guard abs(Double(y[i * ldy + j]) - sum) < 1e-6 * Double(k) else {
                Issue.record("(\(m), \(n), \(k)) at (\(i), \(j)): \(y[i * ldy + j]) instead of \(sum)")
                return
              }
            }
          }
        }
      }
    }
  }

  @Test("A·B and Aᵀ·B, written and added", arguments: TrainingKernels.levels)
  func plain(level: Int32) throws {
    let multiply = try #require(try TrainingKernels.at(level, Float.self).multiply_small)
    var numbers = TestNumbers()
    for m in Self.rows {
      for n in Self.columns {
        for (k, transposed, adding) in [(1, false, false), (23, false, true), (24, true, false), (5, true, true)] {
          let (lda, ldb, ldc) = ((transposed ? m : k) + 1, n + 3, n + 2)
          let a: [Float] = numbers.normal((transposed ? k : m) * lda)
          let (b, before): ([Float], [Float]) = (numbers.normal(k * ldb), numbers.normal(m * ldc))
          var c = before
          multiply(m, n, k, a, transposed ? 1 : 0, lda, b, ldb, adding ? 1 : 0, &c, ldc)
          for i in 0..<m {
            for j in 0..<ldc {
              var sum = adding || j >= n ? Double(before[i * ldc + j]) : 0
              for l in 0..<k where j < n {
                sum += Double(a[transposed ? l * lda + i : i * lda + l]) * Double(b[l * ldb + j])
              }
              guard abs(Double(c[i * ldc + j]) - sum) < 1e-6 * Double(k + 1) else {
                Issue.record("(\(m), \(n), \(k)) at (\(i), \(j)): \(c[i * ldc + j]) instead of \(sum)")
                return
              }
            }
          }
        }
      }
    }
  }

  @Test("double precision has none of them")
  func double() {
    #expect(!Double.isSmall(23, 128))
    #expect(Float.isSmall(23, 128))
  }

  @Test("small networks agree in both precisions, whatever the number of threads", arguments: [24, 64, 128])
  func networks(width: Int) throws {
    let examples = SmallNetworks.pairs(23)
    let rows = Array(0..<Int32(423))
    func gradient<R: Real>(_: R.Type, threads: Int) throws -> [Double] {
      let objective = try NetworkObjective<R>(
        model: try QuadraticNetwork(width: width), loss: .crossEntropy, examples: examples, rowCapacity: rows.count,
        threads: threads)
      let weights = objective.layout.initialWeights(seed: 2, replica: 0).map { R($0) }
      var gradient = [R](repeating: 0, count: weights.count)
      var span = gradient.mutableSpan
      let found = objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &span)
      return gradient.map { Double($0) } + [found.loss]
    }
    let single = try gradient(Float.self, threads: 1)
    let size = single.map(abs).max() ?? 0
    for (a, b) in zip(single, try gradient(Double.self, threads: 1)) { #expect(abs(a - b) < 1e-6 * size) }
    for threads in [2, 4] { #expect(try gradient(Float.self, threads: threads) == single) }
  }
}
