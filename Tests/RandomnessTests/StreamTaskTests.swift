// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Testing

/// Names of streams have the bits that they always had, refuse numbers that do not fit, and are never given twice.
@Suite struct StreamTaskTests {
  @Test("fields lie side by side, the first in the highest bits")
  func packing() throws {
    let task = try StreamTask(packing: [
      .init("row", 5, bits: 3), .init("column", 1, bits: 4), .init("part", 2, bits: 2),
    ])
    #expect(task.bits == 0b101_0001_10)
    #expect(try StreamTask(packing: []).bits == 0)
    #expect(try StreamTask(packing: [.init("all", Int(UInt32.max), bits: 32)]).bits == .max)
    #expect(StreamTask(bits: 7) == 7)
  }

  @Test("the layouts in use keep their bits", arguments: [0, 1, 17, 8191], [0, 1])
  func bits(point: Int, halving: Int) throws {
    let run = UInt32(2 * point + halving)
    #expect(try StreamTask.point(point).bits == UInt32(point))
    #expect(try StreamTask.point(point, halving: halving).bits == run)
    #expect(try StreamTask.replicaExchange(point: point, halving: halving).bits == run | 1 << 31)
    for method in 1...3 {
      for number in [0, 1, 40, 16_383] {
        #expect(
          try StreamTask.rareEvent(method: method, point: point, halving: halving, number: number).bits
            == UInt32(method) << 28 | (run & 0x3fff) << 14 | UInt32(number & 0x3fff))
      }
    }
    for drawing in 0..<4 {
      for part in [0, 3, 255] {
        #expect(
          try StreamTask.equilibrium(point: point, drawing: drawing, part: part).bits
            == UInt32(point) << 10 | UInt32(drawing) << 8 | UInt32(part))
      }
    }
  }

  @Test("a number that does not fit is refused in a sentence")
  func refusal() {
    func message(_ name: () throws(StreamOverflow) -> StreamTask) -> String {
      do { return "named \(try name().bits)" } catch { return error.description }
    }
    #expect(
      message { () throws(StreamOverflow) in try .rareEvent(method: 1, point: 8192, halving: 0, number: 0) }
        == "sweep point 8192 has no random stream of its own: the names of these streams tell 8192 apart, counted from 0"
    )
    #expect(
      message { () throws(StreamOverflow) in try .rareEvent(method: 1, point: 0, halving: 0, number: 16_384) }
        == "repetition 16384 has no random stream of its own: the names of these streams tell 16384 apart, counted from 0"
    )
    #expect(
      message { () throws(StreamOverflow) in try .rareEvent(method: 0, point: 0, halving: 0, number: 1) }
        == "rare-event method 0 has no random stream of its own: other streams have its names; count from 1")
    #expect(
      message { () throws(StreamOverflow) in try .equilibrium(point: 0, drawing: 0, part: 256) }
        == "part 256 has no random stream of its own: the names of these streams tell 256 apart, counted from 0")
    #expect(
      message { () throws(StreamOverflow) in try .point(-1, halving: 0) }
        == "sweep point -1 has no random stream of its own: the names of these streams tell 134217728 apart, counted from 0"
    )
    #expect(
      message { () throws(StreamOverflow) in
        try StreamTask(packing: [.init("row", 0, bits: 20), .init("column", 0, bits: 13)])
      } == "the numbers of a task take 33 bits, and the name of a random stream has 32 for them")
    #expect(throws: StreamOverflow.self) { try StreamTask.point(0, halving: 2) }
    #expect(throws: StreamOverflow.self) { try StreamTask.point(1 << 27, halving: 0) }
    #expect(throws: StreamOverflow.self) { try StreamTask.rareEvent(method: 16, point: 0, halving: 0, number: 0) }
  }

  @Test("no two tasks of an experiment have the same name")
  func distinct() throws {
    let points = [0, 1, 2, 63, 64, 4095, 8191]
    var names: [StreamTask] = []
    for point in points {
      for halving in 0...1 {
        names.append(try .point(point, halving: halving))
        for method in 1...7 {
          for number in [0, 1, 2, 8191, 8192, 16_383] {
            names.append(try .rareEvent(method: method, point: point, halving: halving, number: number))
          }
        }
        names.append(try .replicaExchange(point: point, halving: halving))
      }
    }
    // The largest name without a method is below the smallest with one.
    names.append(try .point(1 << 27 - 1, halving: 1))
    #expect(Set(names).count == names.count)

    var parts: [StreamTask] = []
    for point in points {
      for drawing in 0..<4 {
        for part in 0..<256 { parts.append(try .equilibrium(point: point, drawing: drawing, part: part)) }
      }
    }
    #expect(Set(parts).count == parts.count)
  }
}
