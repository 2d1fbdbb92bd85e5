// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Testing

/// Philox4x32-10 against the known answers of its authors, and streams against their names.
struct PhiloxTests {
  typealias Block = Philox4x32.Block

  @Test("the three known answers")
  func knownAnswers() {
    #expect(
      Philox4x32(key: 0).block(Block(0, 0, 0, 0)) == Block(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = UInt32.max
    #expect(
      Philox4x32(key: .max).block(Block(ones, ones, ones, ones))
        == Block(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox4x32(key: 0x299f_31d0_a409_3822).block(Block(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == Block(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("a name is the counter: seed is the key, block, purpose, walker and task are the words")
  func counterLayout() {
    let name = StreamName(seed: 77, task: 5, purpose: .metropolis)
    let expected = Philox4x32(key: 77).block(
      Block(0x89ab_cdef, 0x4567 | UInt32(Purpose.metropolis.rawValue) << 16, 9, 5))
    #expect(name.block(0x4567_89ab_cdef, walker: 9) == expected)
  }

  @Test("a random stream reads its blocks in order and can be taken up anywhere")
  func randomStream() {
    let name = StreamName(seed: 1, task: 2, purpose: .start)
    var stream = RandomStream(name, walker: 3)
    let numbers = (0..<10).map { _ in stream.next() }
    #expect(numbers[4] == name.block(2, walker: 3).first)
    #expect(numbers[5] == name.block(2, walker: 3).second)
    var later = RandomStream(name, walker: 3, position: 7)
    #expect(later.next() == numbers[7])
    #expect(later.position == 8)
  }
}
