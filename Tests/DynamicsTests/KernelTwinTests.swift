// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Testing

/// The wide kernels against the formulas in plain Swift, bit for bit, at every level that the machine runs.
@Suite struct KernelTwinTests {
  static let levels = (0...2).filter { ravine_kernels_at(Int32($0)) != nil }

  private func numbers(_ seed: Int, _ n: Int) -> [Double] {
    (0..<n).map { Double(($0 * 7919 + seed * 104_729) % 2003) / 701 - 1.3 }
  }

  @Test(arguments: KernelTwinTests.levels, [0, 1, 7, 8, 15, 16, 33, 256]) func combinations(level: Int, n: Int) throws {
    let kernels = try #require(ravine_kernels_at(Int32(level))).pointee.steps.pointee
    let (x, u, v, w) = (numbers(1, n), numbers(2, n), numbers(3, n), numbers(4, n))
    let (a, b, c) = (0.1, -1.7, 3.3)
    var out = [Double](repeating: 0, count: n + 1)
    kernels.add_one(&out, x, a, u, n)
    #expect(out[..<n].elementsEqual((0..<n).map { x[$0] + a * u[$0] }))
    kernels.add_two(&out, x, a, u, b, v, n)
    #expect(out[..<n].elementsEqual((0..<n).map { (x[$0] + a * u[$0]) + b * v[$0] }))
    kernels.add_three(&out, x, a, u, b, v, c, w, n)
    #expect(out[..<n].elementsEqual((0..<n).map { ((x[$0] + a * u[$0]) + b * v[$0]) + c * w[$0] }))
    kernels.mix_two(&out, a, x, b, u, n)
    #expect(out[..<n].elementsEqual((0..<n).map { a * x[$0] + b * u[$0] }))
    kernels.mix_three(&out, a, x, b, u, c, v, n)
    #expect(out[..<n].elementsEqual((0..<n).map { (a * x[$0] + b * u[$0]) + c * v[$0] }))
    #expect(out[n] == 0)
  }

  @Test(arguments: KernelTwinTests.levels, [1, 8, 13, 64, 65]) func marks(level: Int, n: Int) throws {
    let kernels = try #require(ravine_kernels_at(Int32(level))).pointee.steps.pointee
    var x = numbers(5, n)
    if n > 10 { (x[2], x[5], x[9]) = (.nan, 1e9, -.infinity) }
    x[0] = 0.25
    for beyond in [false, true] {
      for (lower, upper) in [(-0.5, 0.25), (0.25, .infinity), (.infinity, -.infinity)] {
        let bytes = (n + 7) / 8
        var bits = [UInt8](repeating: 0b1010_1010, count: bytes)
        for adding in [false, true] {
          let before = bits
          let any = kernels.mark(x, lower, upper, beyond ? 1 : 0, 1e6, adding ? 1 : 0, &bits, n)
          var expected = [UInt8](repeating: 0, count: bytes)
          for (w, value) in x.enumerated() {
            let isNear = beyond ? !(value > lower && value < upper) : value >= lower && value <= upper
            if isNear || !(abs(value) <= 1e6) { expected[w / 8] |= 1 << (w % 8) }
          }
          if adding { for byte in 0..<bytes { expected[byte] |= before[byte] } }
          #expect(bits == expected)
          #expect((any != 0) == bits.contains { $0 != 0 })
        }
      }
    }
  }
}
