// SPDX-License-Identifier: GPL-3.0-or-later
internal import CKernels

/// Single or double precision.
package enum Precision: String, Sendable, Equatable, CaseIterable {
  /// `Float`, 24 bits of mantissa.
  case single
  /// `Double`, 53 bits of mantissa.
  case double
}

/// The numbers of a network: `Float` or `Double`, with the passes over arrays that training consists of.
///
/// The passes are extensions in this folder. All matrices are row-major. Factors and rates are given in double precision
/// and rounded to this one. A pass may give other last bits on another instruction set, never on another number of
/// threads: what is split among threads is rows of independent results, or columns of a sum. Every pass has a plain Swift
/// twin in `PlainPasses`, its oracle in the tests.
package protocol Real: BinaryFloatingPoint, SIMDScalar, BitwiseCopyable, Codable, Sendable {
  /// Which precision this is.
  static var precision: Precision { get }

  /// C (m × n) ← α·op(A)·op(B) + β·C with op(A) m × k and op(B) k × n; `lda`, `ldb`, `ldc` are the rows' strides.
  ///
  /// With β = 0 what C held is not read.
  static func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Self>, transposed: Bool, lda: Int,
    _ b: UnsafePointer<Self>, transposed: Bool, ldb: Int, _ beta: Double, _ c: UnsafeMutablePointer<Self>, ldc: Int)
}

extension Real {
  /// The kernels for this precision and machine.
  @inline(__always) static var passes: UnsafePointer<ravine_training_kernels> {
    ravine_best_training_kernels(MemoryLayout<Self>.size)
  }
}
