// SPDX-License-Identifier: GPL-3.0-or-later

/// Seeds of 32 bits, which is all that most of GSL's generators take, one per walker and no two alike.
///
/// A Feistel network of four rounds on the two halves of the walker's id permutes the 32-bit numbers; Philox is its
/// round function, keyed by the stream's name. Drawing seeds at random would give a thousand pairs of 2·10⁶ walkers the
/// same noise.
struct WalkerSeeds: Sendable {
  private let name: StreamName
  /// Each purpose has rounds of its own, and so a permutation of its own.
  private let offset: UInt64

  init(_ name: StreamName) {
    self.name = StreamName(seed: name.seed, task: name.task, purpose: .seeds)
    offset = UInt64(name.purpose.rawValue) * 4
  }

  subscript(walker: UInt32) -> UInt32 {
    var (left, right) = (walker >> 16, walker & 0xffff)
    for round in 0..<4 as Range<UInt64> {
      (left, right) = (right, left ^ (name.block(offset + round, walker: right).x0 & 0xffff))
    }
    return left << 16 | right
  }
}
