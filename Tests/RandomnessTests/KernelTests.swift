// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Testing

/// The levels that this machine runs, baseline first.
let levels = [0, 1, 2].filter { ravine_kernels_at(Int32($0)) != nil }

/// Each level of the kernels gives the bits of the plain Swift twin.
struct KernelTests {
  static let name = StreamName(seed: 0x1234_5678_9abc_def0, task: 12, purpose: .test)

  static func fill(level: Int, walkers: [UInt32], firstBlock: UInt64, blocks: Int) -> [Double] {
    var out = [Double](repeating: .nan, count: 4 * blocks * walkers.count)
    let stream = ravine_stream(seed: name.seed, task: name.task.bits, purpose: name.purpose.rawValue)
    ravine_kernels_at(Int32(level))?.pointee.normal(stream, walkers, walkers.count, firstBlock, blocks, &out)
    return out
  }

  @Test("normal deviates: same bits as the twin, for any number and list of walkers", arguments: levels)
  func normals(level: Int) {
    let twin = NormalStream(Self.name)
    for count in [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 100] {
      let walkers = (0..<count).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) }
      // The last of them crosses the boundary of 32 bits.
      for firstBlock: UInt64 in [0, 1, 12345, 0xffff_fffe, 0xffff_ffff_fffe] {
        let out = Self.fill(level: level, walkers: walkers, firstBlock: firstBlock, blocks: 3)
        for row in 0..<12 {
          for (w, walker) in walkers.enumerated() {
            let expected = twin.deviate(4 &* firstBlock &+ UInt64(row), walker: walker)
            #expect(out[row * count + w].bitPattern == expected.bitPattern)
          }
        }
      }
    }
  }
}
