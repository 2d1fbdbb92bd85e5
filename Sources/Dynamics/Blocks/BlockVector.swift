// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels

/// One number per coordinate and walker of a block: positions, gradients, momenta, deviates.
///
/// Coordinate-major: coordinate c of walker w of n is element `c * n + w`. It points into memory that the block owns and
/// is only valid within the step it was handed out for. Copying a vector copies the reference, not the numbers.
public struct BlockVector {
  @usableFromInline let start: UnsafeMutablePointer<Double>

  /// Coordinates × walkers.
  public let count: Int

  @inlinable init(_ start: UnsafeMutablePointer<Double>, count: Int) {
    self.start = start
    self.count = count
  }

  /// One number.
  @inlinable public subscript(index: Int) -> Double {
    get {
      assert(index >= 0 && index < count)
      return start[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      start[index] = newValue
    }
  }
}

// The steps are written with these few linear combinations; sums are taken from left to right and never contracted, so
// that every machine computes the same bits.
extension BlockVector {
  /// self ← x.
  public func set(_ x: BlockVector) { start.update(from: x.start, count: count) }

  /// self ← x + a·u.
  public func set(_ x: BlockVector, plus a: Double, _ u: BlockVector) {
    kernels.add_one(start, x.start, a, u.start, count)
  }

  /// self ← x + a·u + b·v.
  public func set(_ x: BlockVector, plus a: Double, _ u: BlockVector, plus b: Double, _ v: BlockVector) {
    kernels.add_two(start, x.start, a, u.start, b, v.start, count)
  }

  /// self ← x + a·u + b·v + c·w.
  public func set(
    _ x: BlockVector, plus a: Double, _ u: BlockVector, plus b: Double, _ v: BlockVector, plus c: Double,
    _ w: BlockVector
  ) {
    kernels.add_three(start, x.start, a, u.start, b, v.start, c, w.start, count)
  }

  /// self ← a·x + b·u.
  public func set(_ a: Double, _ x: BlockVector, plus b: Double, _ u: BlockVector) {
    kernels.mix_two(start, a, x.start, b, u.start, count)
  }

  /// self ← a·x + b·u + c·v.
  public func set(_ a: Double, _ x: BlockVector, plus b: Double, _ u: BlockVector, plus c: Double, _ v: BlockVector) {
    kernels.mix_three(start, a, x.start, b, u.start, c, v.start, count)
  }

  private var kernels: ravine_step_kernels { ravine_best_kernels().pointee.steps.pointee }
}
