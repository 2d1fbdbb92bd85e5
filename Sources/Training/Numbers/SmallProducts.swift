// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

// Products with a small matrix of weights W (n × k), in single precision. OpenBLAS copies both factors into an order of
// its own for every product, and x Wᵀ with 23 columns then runs at a third of the rate of large products. Here W is
// copied once a pass, and all sums stay in registers. In double precision all products are OpenBLAS'.

extension Real {
  /// Whether the products with a matrix n × k are made here: it is narrow, and it stays in the first-level cache.
  static func isSmall(_ n: Int, _ k: Int) -> Bool {
    passes.pointee.multiply_small != nil && n <= 64 && k % 2 == 0 && n * k <= 8192
  }

  /// How many numbers a packed matrix n × k takes.
  static func packedCount(_ n: Int, _ k: Int) -> Int { passes.pointee.packed_count?(n, k) ?? 0 }

  /// Copies W (n × k, rows `ldw` apart) for `multiplyPacked`: pairs of neighbors in a row, column by column.
  static func pack(_ w: UnsafePointer<Self>, ldw: Int, _ n: Int, _ k: Int, into packed: UnsafeMutablePointer<Self>) {
    passes.pointee.pack?(w, ldw, n, k, packed)
  }

  /// y (m × n) ← x Wᵀ, x m × k and W n × k as `pack` left it. The sum over even l is added to that over odd l.
  static func multiplyPacked(
    _ m: Int, _ n: Int, _ k: Int, _ x: UnsafePointer<Self>, ldx: Int, packed: UnsafePointer<Self>,
    into y: UnsafeMutablePointer<Self>, ldy: Int
  ) {
    passes.pointee.multiply_packed?(m, n, k, x, ldx, packed, y, ldy)
  }

  /// C (m × n) ← op(A)·B, or C + op(A)·B, with op(A) m × k and B k × n.
  static func multiplySmall(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Self>, transposed: Bool, lda: Int, _ b: UnsafePointer<Self>,
    ldb: Int, adding: Bool, into c: UnsafeMutablePointer<Self>, ldc: Int
  ) {
    passes.pointee.multiply_small?(m, n, k, a, transposed ? 1 : 0, lda, b, ldb, adding ? 1 : 0, c, ldc)
  }
}
