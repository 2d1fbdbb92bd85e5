// SPDX-License-Identifier: GPL-3.0-or-later
internal import COpenBLAS

// OpenBLAS takes matrices column by column. A matrix in rows is its transpose in columns, and (AB)ᵀ = BᵀAᵀ: the factors
// are exchanged.

extension Float: Real {
  /// `Float` is IEEE 754 single precision, 24 bits.
  package static var precision: Precision { .single }

  /// See the requirement.
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Float>, transposed transposedA: Bool, lda: Int,
    _ b: UnsafePointer<Float>, transposed transposedB: Bool, ldb: Int, _ beta: Double, _ c: UnsafeMutablePointer<Float>,
    ldc: Int
  ) {
    LinearAlgebraLibrary.prepare()
    var (letterA, letterB) = (letter(transposedA), letter(transposedB))
    var (m, n, k, lda, ldb, ldc) = (CInt(m), CInt(n), CInt(k), CInt(lda), CInt(ldb), CInt(ldc))
    var (alpha, beta) = (Float(alpha), Float(beta))
    sgemm_(&letterB, &letterA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc)
  }
}

extension Double: Real {
  /// `Double` is IEEE 754 double precision, 53 bits.
  package static var precision: Precision { .double }

  /// See the requirement.
  package static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>, transposed transposedA: Bool, lda: Int,
    _ b: UnsafePointer<Double>, transposed transposedB: Bool, ldb: Int, _ beta: Double,
    _ c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    LinearAlgebraLibrary.prepare()
    var (letterA, letterB) = (letter(transposedA), letter(transposedB))
    var (m, n, k, lda, ldb, ldc) = (CInt(m), CInt(n), CInt(k), CInt(lda), CInt(ldb), CInt(ldc))
    var (alpha, beta) = (alpha, beta)
    dgemm_(&letterB, &letterA, &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc)
  }
}

private func letter(_ transposed: Bool) -> CChar { CChar(bitPattern: UInt8(ascii: transposed ? "T" : "N")) }
