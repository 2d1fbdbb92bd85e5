// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Randomness

/// The noise of walkers does not depend on how it is asked for.
struct NoiseSourceTests {
  static let name = StreamName(seed: 9, task: 4, purpose: .dynamics)
  static let generators: [NoiseGenerator] = [.philox, .gsl("mt19937"), .gsl("taus2"), .gsl("philox4x32-10")]

  static func fill(_ source: NoiseSource, _ walkers: [UInt32], firstBlock: UInt64, blocks: Int) -> [Double] {
    var out = [Double](repeating: .nan, count: 4 * blocks * walkers.count)
    var span = out.mutableSpan
    source.fill(&span, walkers: walkers.span, firstBlock: firstBlock, blocks: blocks)
    return out
  }

  @Test("a fill in parts, with fewer and fewer walkers, gives what a full one gives", arguments: generators)
  func parts(generator: NoiseGenerator) throws {
    let all = Array(10..<47 as Range<UInt32>)
    let full = Self.fill(try NoiseSource(generator, Self.name, walkers: 10..<47), all, firstBlock: 0, blocks: 6)
    let source = try NoiseSource(generator, Self.name, walkers: 10..<47)
    var walkers = all
    for block in 0..<6 {
      let part = Self.fill(source, walkers, firstBlock: UInt64(block), blocks: 1)
      for row in 0..<4 {
        for (w, walker) in walkers.enumerated() {
          #expect(part[row * walkers.count + w] == full[(4 * block + row) * all.count + Int(walker - 10)])
        }
      }
      walkers.removeAll { $0 % 7 == UInt32(block) }
    }
  }

  @Test("a restored source goes on; a foreign state is refused", arguments: generators)
  func restore(generator: NoiseGenerator) throws {
    let walkers = Array(0..<9 as Range<UInt32>)
    let source = try NoiseSource(generator, Self.name, walkers: 0..<9)
    _ = Self.fill(source, walkers, firstBlock: 0, blocks: 3)
    let state = source.state
    let expected = Self.fill(source, walkers, firstBlock: 3, blocks: 2)
    let other = try NoiseSource(generator, Self.name, walkers: 0..<9)
    #expect(other.restore(state))
    #expect(Self.fill(other, walkers, firstBlock: 3, blocks: 2) == expected)
    #expect(!other.restore(state + [0]))
  }

  @Test("an unknown generator is an error")
  func unknown() {
    #expect(throws: UnknownGenerator(name: "dice")) { try NoiseSource(.gsl("dice"), Self.name, walkers: 0..<1) }
  }

  @Test("no two walkers have the same seed, and each purpose has its own seeds")
  func seeds() {
    let seeds = WalkerSeeds(Self.name)
    let others = WalkerSeeds(StreamName(seed: 9, task: 4, purpose: .start))
    let ids = Array(0..<100_000 as Range<UInt32>) + Array((UInt32.max - 1000)...UInt32.max)
    #expect(Set(ids.map { seeds[$0] }).count == ids.count)
    #expect(!ids.prefix(1000).contains { seeds[$0] == others[$0] })
  }
}
