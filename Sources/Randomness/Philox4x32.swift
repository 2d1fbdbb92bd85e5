// SPDX-License-Identifier: GPL-3.0-or-later

/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC '11, doi:10.1145/2063384.2063405).
///
/// A keyed bijection of 128-bit counters: random numbers are a function of (key, counter) and need no state.
/// This is the plain form; the kernels compute the same on many lanes and are tested against it.
public struct Philox4x32: Sendable, Hashable {
  /// Four words: a counter, or what it is mapped to.
  public struct Block: Sendable, Hashable {
    /// The first word in the order of the publication.
    public var x0: UInt32
    /// The second word.
    public var x1: UInt32
    /// The third word.
    public var x2: UInt32
    /// The fourth word.
    public var x3: UInt32

    /// Four words.
    public init(_ x0: UInt32, _ x1: UInt32, _ x2: UInt32, _ x3: UInt32) {
      self.x0 = x0
      self.x1 = x1
      self.x2 = x2
      self.x3 = x3
    }

    /// The words x0, x1 as one number, x0 its upper half.
    public var first: UInt64 { UInt64(x0) << 32 | UInt64(x1) }
    /// The words x2, x3 as one number, x2 its upper half.
    public var second: UInt64 { UInt64(x2) << 32 | UInt64(x3) }

    /// One of the four words, index 0…3.
    public subscript(index: Int) -> UInt32 {
      switch index {
      case 0: x0
      case 1: x1
      case 2: x2
      default: x3
      }
    }
  }

  /// Lower word first in the order of the publication.
  public var key: UInt64

  /// The generator for a key.
  public init(key: UInt64) { self.key = key }

  /// Ten rounds: multiply two words to 64 bits, exchange the halves, mix in the other words and the key.
  public func block(_ counter: Block) -> Block {
    var (x0, x1, x2, x3) = (counter.x0, counter.x1, counter.x2, counter.x3)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(x0) * 0xD251_1F53
      let p1 = UInt64(x2) * 0xCD9E_8D57
      x0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: p1)
      x2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: p0)
      // The key is advanced by the golden ratio and by √3 − 1, as fractions of 2³².
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return Block(x0, x1, x2, x3)
  }
}
