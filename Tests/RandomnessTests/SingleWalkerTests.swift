// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Testing

/// A network is one walker with thousands of coordinates: its blocks lie side by side, where otherwise its neighbors do.
struct SingleWalkerTests {
  /// 500 blocks: wide vectors, narrow ones and a rest on every level; two of the cases run over the 32 lower bits.
  @Test(
    "normal deviates of one walker: same bits as the twin", arguments: levels, [0, 7, 0xffff_ff80, 0xffff_ffff_fe00])
  func normals(level: Int, firstBlock: UInt64) {
    let twin = NormalStream(KernelTests.name)
    let walker: UInt32 = 4_000_000_123
    for blocks in [1, 3, 8, 29, 500] {
      let out = KernelTests.fill(level: level, walkers: [walker], firstBlock: firstBlock, blocks: blocks)
      for number in out.indices {
        let expected = twin.deviate(4 * firstBlock + UInt64(number), walker: walker)
        #expect(out[number].bitPattern == expected.bitPattern)
      }
    }
  }
}
