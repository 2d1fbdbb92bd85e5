// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Randomness
import Testing

/// The kernels of excursions against plain Swift, bit for bit, at every level that the machine runs.
@Suite struct ExcursionKernelTests {
  private func normals(_ count: Int, from first: UInt64) -> [Double] {
    var stream = RandomStream(StreamName(seed: 5, task: 0, purpose: .test), walker: 0, position: first)
    return (0..<count).map { _ in stream.normal() }
  }

  private func flags(_ bits: [UInt8], _ count: Int) -> [Bool] {
    (0..<count).map { (w: Int) -> Bool in
      let mask = UInt8(1) << UInt8(w % 8)
      return bits[w / 8] & mask != 0
    }
  }

  @Test(
    "each walker stops where it leaves its range", arguments: KernelTwinTests.levels, [1, 5, 8, 13, 32, 40, 77, 128])
  func excursion(level: Int, count: Int) throws {
    let kernels = try #require(ravine_kernels_at(Int32(level))).pointee.steps.pointee
    let (steps, a, c) = (12, -1e-3, [0.1, -4, 0, 4])
    let b = (0..<steps).map { 0.05 + 0.002 * Double($0) }
    let x = normals(count, from: 0).map { 0.2 * $0 }
    let noise = normals(steps * (count + 3) + Int(RAVINE_WALK_MARGIN), from: 1000)
    let lower = x.indices.map { x[$0] - 0.02 - 0.01 * Double($0 % 20) }
    let upper = x.indices.map { x[$0] + 0.02 + 0.02 * Double($0 % 11) }
    for sign in [1.0, -1] {
      let start = x.map { sign * $0 }
      var (expected, highest, taken) = (x, start, [Double](repeating: 0, count: count))
      for w in 0..<count {
        for step in 0..<steps where expected[w] > lower[w] && expected[w] < upper[w] {
          let y = expected[w]
          let slope = ((c[3] * y + c[2]) * y + c[1]) * y + c[0]
          expected[w] = (y + a * slope) + b[step] * noise[step * (count + 3) + w]
          taken[w] += 1
          highest[w] = max(highest[w], sign * expected[w])
        }
      }
      let left = (0..<count).map { !(expected[$0] > lower[$0] && expected[$0] < upper[$0]) }
      var (out, largest, counts) = (x, start, taken.map { _ in -1.0 })
      var bits = [UInt8](repeating: 0xff, count: (count + 7) / 8)
      let any = kernels.polynomial_excursion(
        &out, x, c, 3, a, b, noise, count + 3, steps, lower, upper, sign, &largest, &counts, &bits, count)
      #expect(out == expected)
      #expect(largest == highest)
      #expect(counts == taken)
      #expect(flags(bits, count) == left)
      #expect((any != 0) == left.contains(true))
    }
  }

  @Test("largest scores are raised and ends are marked", arguments: KernelTwinTests.levels, [1, 7, 8, 29, 64])
  func raise(level: Int, count: Int) throws {
    let kernels = try #require(ravine_kernels_at(Int32(level))).pointee.steps.pointee
    var scores = normals(count, from: 0)
    scores[count / 2] = .nan
    let (before, levels) = (normals(count, from: 100), normals(count, from: 200).map { $0 + 1 })
    for sign in [1.0, -1] {
      for floor in [-1.5, -.infinity] {
        var (largest, bits) = (before, [UInt8](repeating: 0xff, count: (count + 7) / 8))
        let any = kernels.raise_largest(&largest, scores, sign, levels, floor, &bits, count)
        let own = scores.map { sign * $0 }
        var (raised, marked) = (before, [Bool](repeating: false, count: count))
        for w in 0..<count {
          if own[w] > before[w] { raised[w] = own[w] }
          marked[w] = own[w] >= levels[w] || own[w] <= floor
        }
        #expect(largest == raised)
        #expect(flags(bits, count) == marked)
        #expect((any != 0) == marked.contains(true))
      }
    }
  }
}
