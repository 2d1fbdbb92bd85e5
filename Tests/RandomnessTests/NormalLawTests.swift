// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Randomness
import TestSupport
import Testing

/// Sums over very many deviates, gathered batch by batch.
private struct Sample {
  static let bins = 4096
  static let thresholds = [1.0, 2, 3, 4, 4.5, 5, 5.3]
  var count = 0.0
  var powers = [Double](repeating: 0, count: 9)
  /// How many fell into each of the equally probable bins.
  var histogram = [Int](repeating: 0, count: bins)
  var above = [Int](repeating: 0, count: thresholds.count)
  var below = [Int](repeating: 0, count: thresholds.count)

  init(_ stream: NormalStream, walkers: Int, blocks: Int) {
    let ids = (0..<UInt32(walkers)).map { $0 &* 977 }
    var batch = [Double](repeating: 0, count: 4 * 8 * walkers)
    for block in stride(from: 0, to: blocks, by: 8) {
      var span = batch.mutableSpan
      stream.fill(&span, walkers: ids.span, firstBlock: UInt64(block), blocks: 8)
      // A sum over a batch at a time keeps the rounding small.
      var sums = [Double](repeating: 0, count: 9)
      for z in batch {
        add(z)
        var power = 1.0
        for k in 1...8 {
          power *= z
          sums[k] += power
        }
      }
      for k in 1...8 { powers[k] += sums[k] }
      count += Double(batch.count)
    }
  }

  private mutating func add(_ z: Double) {
    histogram[min(Int(0.5 * erfc(-z * 0.5.squareRoot()) * Double(Self.bins)), Self.bins - 1)] += 1
    guard abs(z) > 1 else { return }
    for (index, threshold) in Self.thresholds.enumerated() where abs(z) > threshold {
      if z > 0 { above[index] += 1 } else { below[index] += 1 }
    }
  }

  func check() {
    for k in 1...8 {
      let (mean, meanSquare) = (k % 2 == 0 ? doubleFactorial(k - 1) : 0, doubleFactorial(2 * k - 1))
      expectZ(
        powers[k] / count, mean, standardError: ((meanSquare - mean * mean) / count).squareRoot(), "moment \(k)")
    }
    // Kolmogorov and Smirnov at the ends of the bins: D√n exceeds 2.28 with probability 6e-5.
    var (distance, sum, chiSquare) = (0.0, 0, 0.0)
    let expected = count / Double(Self.bins)
    for (index, number) in histogram.enumerated() {
      sum += number
      distance = max(distance, abs(Double(sum) / count - Double(index + 1) / Double(Self.bins)))
      chiSquare += (Double(number) - expected) * (Double(number) - expected) / expected
    }
    #expect(distance * count.squareRoot() < 2.28)
    let freedom = Double(Self.bins - 1)
    expectZ(chiSquare, freedom, standardError: (2 * freedom).squareRoot(), "χ² of the bins")
    for (index, threshold) in Self.thresholds.enumerated() {
      let mean = count * 0.5 * erfc(threshold * 0.5.squareRoot())
      guard mean > 8 else { continue }
      expectZ(Double(above[index]), mean, standardError: mean.squareRoot(), "above \(threshold)")
      expectZ(Double(below[index]), mean, standardError: mean.squareRoot(), "below −\(threshold)")
    }
  }
}

private func doubleFactorial(_ n: Int) -> Double { stride(from: n, to: 1, by: -2).reduce(1) { $0 * Double($1) } }

/// The deviates are standard normal.
struct NormalLawTests {
  @Test("moments to the eighth, distribution and tails of four million deviates", arguments: [1, 2] as [UInt64])
  func law(seed: UInt64) {
    let stream = NormalStream(StreamName(seed: seed, task: 0, purpose: .dynamics))
    Sample(stream, walkers: 1000, blocks: 1000).check()
  }

  @Test("moments to the eighth, distribution and tails of 2·10⁸ deviates", .long)
  func lawOfMany() {
    let stream = NormalStream(StreamName(seed: 3, task: 1, purpose: .dynamics))
    Sample(stream, walkers: 5000, blocks: 10000).check()
  }

  @Test("a pair is √(−2 ln u)(±cos φ, ±sin φ)")
  func formula() {
    var bits = RandomStream(StreamName(seed: 5, task: 0, purpose: .test), walker: 0)
    for _ in 0..<100_000 {
      let word = bits.next()
      let pair = NormalPair(word)
      let u = (Double(word & 0xff_ffff_ffff) + 0.5) * 0x1p-40
      let angle = (Double(word >> 40 & 0x3f_ffff) + 0.5) * 0x1p-22 * .pi / 2
      let radius = (-2 * log(u)).squareRoot()
      #expect(abs(pair.first - radius * cos(angle) * (word >> 63 == 0 ? 1 : -1)) < 1e-10 * radius)
      #expect(abs(pair.second - radius * sin(angle) * (word >> 62 & 1 == 0 ? 1 : -1)) < 1e-10 * radius)
    }
  }

  @Test("the ends of the lattice: 7.54 is the largest radius, the smallest is not zero")
  func ends() {
    let far = NormalPair(0)
    let near = NormalPair(.max)
    let largest = (82 * log(2.0)).squareRoot()
    #expect(agree((far.first * far.first + far.second * far.second).squareRoot(), largest, relative: 1e-9))
    #expect(agree((near.first * near.first + near.second * near.second).squareRoot(), 0x1p-20, relative: 1e-9))
    #expect(far.first > 0 && far.second > 0 && near.first < 0 && near.second < 0)
  }

  @Test("uniform and exponential numbers of a random stream")
  func uniformAndExponential() {
    var stream = RandomStream(StreamName(seed: 6, task: 0, purpose: .test), walker: 1)
    let n = 200_000
    var (uniform, exponential, normal, normalSquared) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<n {
      let u = stream.uniform()
      #expect(u > 0 && u < 1)
      uniform += u
      exponential += stream.exponential()
      let z = stream.normal()
      normal += z
      normalSquared += z * z
    }
    let error = 1 / Double(n).squareRoot()
    expectZ(uniform / Double(n), 0.5, standardError: error / 12.squareRoot(), "uniform")
    expectZ(exponential / Double(n), 1, standardError: error, "exponential")
    expectZ(normal / Double(n), 0, standardError: error, "normal")
    expectZ(normalSquared / Double(n), 1, standardError: 2.squareRoot() * error, "normal squared")
  }
}
