// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness

extension WalkerBlock {
  /// Coordinates that are moved at a time while their deviates are in the first-level cache.
  private static let piece = 1024

  /// new ← x + a·u + b·ξ with the deviates ξ of a step.
  ///
  /// The many coordinates of a single walker are moved piece by piece: the deviates are drawn where they are used, and the
  /// new position is tested before it leaves the cache. The bits are those of `set` with deviates drawn before.
  public mutating func move(
    _ x: BlockVector, plus a: Double, _ u: BlockVector, noise b: Double, at step: UInt64
  ) {
    guard let lateNoise else {
      new.set(x, plus: a, u, plus: b, deviates())
      return
    }
    let target = new
    let first = step * UInt64(dimension)
    let lead = Int(first % 4)
    var isFar = false
    for offset in stride(from: 0, to: dimension, by: Self.piece) {
      let count = min(Self.piece, dimension - offset)
      let blocks = (lead + count + 3) / 4
      var output = MutableSpan(_unsafeStart: slabStart, count: 4 * blocks)
      lateNoise.source.fill(
        &output, walkers: Span(_unsafeStart: UnsafePointer(identifiers), count: 1),
        firstBlock: (first + UInt64(offset)) / 4, blocks: blocks)
      let piece = BlockVector(target.start + offset, count: count)
      piece.set(
        BlockVector(x.start + offset, count: count), plus: a, BlockVector(u.start + offset, count: count), plus: b,
        BlockVector(slabStart + lead, count: count))
      let found = mark(
        row: piece.start, lower: .infinity, upper: -.infinity, beyond: false, farAway: farAway, adding: false,
        count: count)
      isFar = isFar || found
    }
    isLost = isFar
  }
}
