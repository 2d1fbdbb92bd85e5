// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

extension WalkerBlock {
  /// Leaves the signed distances of positions from a region in one of the block's two spare rows, `row(index)`.
  func measure(_ region: Region, at positions: BlockVector, into index: Int = 0) {
    var output = MutableSpan(_unsafeStart: row(index), count: walkers)
    region.distances(
      walkers: walkers, at: Span(_unsafeStart: UnsafePointer(positions.start), count: positions.count), in: potential,
      into: &output)
  }
}
