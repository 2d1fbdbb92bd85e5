// SPDX-License-Identifier: GPL-3.0-or-later
internal import CGSL

/// Philox4x32-10 as a generator of GSL, so that every distribution of GSL runs on our streams.
///
/// `get` returns the 32-bit words of the stream in order, `get_double` 53 bits of the next two words.
enum PhiloxGenerator {
  static let name = "philox4x32-10"

  /// The state behind `gsl_rng.state`: where in which stream, and the block that is being read.
  struct State {
    var key: UInt64
    var counter: Philox4x32.Block
    var block: Philox4x32.Block
    /// How many words were drawn since the start of the stream.
    var position: UInt64

    init(key: UInt64, counter: Philox4x32.Block) {
      self.key = key
      self.counter = counter
      block = counter
      position = 0
    }

    mutating func next() -> UInt32 {
      let index = Int(position % 4)
      if index == 0 {
        let number = position / 4
        var counter = counter
        counter.x0 = UInt32(truncatingIfNeeded: number)
        counter.x1 |= UInt32(truncatingIfNeeded: number >> 32) & 0xffff
        block = Philox4x32(key: key).block(counter)
      }
      position += 1
      return block[index]
    }
  }

  /// Never freed, as GSL's own types.
  nonisolated(unsafe) static let type: UnsafePointer<gsl_rng_type> = {
    let type = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    let letters = UnsafeMutablePointer<CChar>.allocate(capacity: name.utf8.count + 1)
    for (index, letter) in (Array(name.utf8) + [0]).enumerated() { letters[index] = CChar(bitPattern: letter) }
    type.initialize(
      to: gsl_rng_type(
        name: letters, max: UInt(UInt32.max), min: 0, size: MemoryLayout<State>.size,
        set: { state, seed in
          state?.initializeMemory(
            as: State.self, to: State(key: UInt64(seed), counter: Philox4x32.Block(0, 0, 0, 0)))
        },
        get: { state in
          guard let state else { return 0 }
          return UInt(state.assumingMemoryBound(to: State.self).pointee.next())
        },
        get_double: { state in
          guard let state = state?.assumingMemoryBound(to: State.self) else { return 0 }
          let high = UInt64(state.pointee.next())
          return Double((high << 32 | UInt64(state.pointee.next())) >> 11) * 0x1p-53
        }))
    return UnsafePointer(type)
  }()
}
