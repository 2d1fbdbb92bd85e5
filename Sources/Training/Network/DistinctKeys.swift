// SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers distinct keys in the order in which they come: open addressing in a table that is at most half full.
struct DistinctKeys {
  private let keys: UnsafeMutablePointer<Int>
  private let numbers: UnsafeMutablePointer<Int32>
  private let shift: Int
  private let mask: Int

  /// Room for so many keys.
  init(capacity: Int, in arena: Arena) {
    let bits = max(Int.bitWidth - (2 * max(capacity, 1) - 1).leadingZeroBitCount, 3)
    shift = Int.bitWidth - bits
    mask = 1 << bits - 1
    keys = arena.allocate(Int.self, count: mask + 1)
    numbers = arena.allocate(Int32.self, count: mask + 1)
  }

  /// Forgets all keys.
  func reset() { keys.update(repeating: -1, count: mask + 1) }

  /// The number that a key ≥ 0 got before, or else the given one, which it then has.
  func number(of key: Int, orElse next: Int32) -> Int32 {
    // Fibonacci hashing: the upper bits of the product with 2⁶⁴ over the golden ratio.
    var slot = Int(bitPattern: (UInt(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> UInt(shift))
    while keys[slot] != key {
      if keys[slot] < 0 {
        keys[slot] = key
        numbers[slot] = next
        return next
      }
      slot = (slot + 1) & mask
    }
    return numbers[slot]
  }
}
