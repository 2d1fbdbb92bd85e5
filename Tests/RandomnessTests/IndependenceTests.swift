// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import TestSupport
import Testing

/// Streams whose names are alike have nothing in common.
struct IndependenceTests {
  static let name = StreamName(seed: 40, task: 8, purpose: .dynamics)

  /// Deviates of one walker.
  static func deviates(_ name: StreamName, walker: UInt32 = 16, firstBlock: UInt64 = 0) -> [Double] {
    let blocks = 25_000
    var out = [Double](repeating: 0, count: 4 * blocks)
    var span = out.mutableSpan
    NormalStream(name).fill(&span, walkers: [walker].span, firstBlock: firstBlock, blocks: blocks)
    return out
  }

  /// The sums of zz′ and of (z² − 1)(z′² − 1), in their standard deviations.
  static func correlations(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> (linear: Double, squares: Double)
  {
    var (linear, squares, count) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      linear += x * y
      squares += (x * x - 1) * (y * y - 1)
      count += 1
    }
    return (linear / count.squareRoot(), squares / (2 * count.squareRoot()))
  }

  static func expectIndependent(_ others: [(what: String, deviates: [Double])], of reference: [Double]) {
    var (sum, count) = (0.0, 0.0)
    for other in others {
      let (linear, squares) = correlations(reference, other.deviates)
      expectZ(linear, 0, standardError: 1, other.what)
      expectZ(squares, 0, standardError: 1, "squares: \(other.what)")
      sum += linear * linear + squares * squares
      count += 2
    }
    // All of them together are as large as chance makes them.
    expectZ(sum, count, standardError: (2 * count).squareRoot(), "all together")
  }

  @Test("seeds that differ in one bit")
  func seeds() {
    let others = (0..<64).map { bit in
      ("seed bit \(bit)", Self.deviates(StreamName(seed: 40 ^ (1 << UInt64(bit)), task: 8, purpose: .dynamics)))
    }
    Self.expectIndependent(others, of: Self.deviates(Self.name))
  }

  @Test("walkers that differ in one bit, and the next ones")
  func walkers() {
    let others = (0..<32).map { ("walker bit \($0)", Self.deviates(Self.name, walker: 16 ^ (1 << UInt32($0)))) }
    let next = (17..<25).map { ("walker \($0)", Self.deviates(Self.name, walker: $0)) }
    Self.expectIndependent(others + next, of: Self.deviates(Self.name))
  }

  @Test("tasks and purposes")
  func tasksAndPurposes() {
    let tasks = (0..<8).map {
      ("task \($0)", Self.deviates(StreamName(seed: 40, task: StreamTask(bits: $0), purpose: .dynamics)))
    }
    let purposes = Purpose.allCases.filter { $0 != .dynamics }.map {
      ("\($0)", Self.deviates(StreamName(seed: 40, task: 8, purpose: $0)))
    }
    Self.expectIndependent(tasks + purposes, of: Self.deviates(Self.name))
  }

  @Test("steps: lags within a block, between blocks, and to blocks far away")
  func steps() {
    let reference = Self.deviates(Self.name)
    let lags = (1...16).map { ("lag \($0)", Array(reference.dropFirst($0))) }
    let far = (20..<48).map { ("block 2^\($0)", Self.deviates(Self.name, firstBlock: 1 << UInt64($0))) }
    Self.expectIndependent(lags + far, of: reference)
  }

  @Test("the two deviates of a pair, and the two pairs of a block")
  func withinBlocks() {
    let all = Self.deviates(Self.name)
    let rows = (0..<4).map { row in stride(from: row, to: all.count, by: 4).map { all[$0] } }
    for i in 0..<4 {
      for j in 0..<i { Self.expectIndependent([("rows \(i), \(j)", rows[j])], of: rows[i]) }
    }
  }
}
