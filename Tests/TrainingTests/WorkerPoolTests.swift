// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization
import Testing

@testable import Training

@Suite struct WorkerPoolTests {
  @Test func everyPartIsDoneOnce() {
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    counts.initialize(repeating: 0, count: 8)
    defer { counts.deallocate() }
    let strangers = Atomic<Int>(0)
    let pool = WorkerPool(threads: 3) { part, worker in
      counts[part] += 1
      if worker < 0 || worker > 2 { strangers.add(1, ordering: .relaxed) }
    }
    var expected = [Int](repeating: 0, count: 8)
    for round in 0..<5000 {
      // Now and then long enough for the others to fall asleep.
      if round % 1000 == 999 { Thread.sleep(forTimeInterval: 0.01) }
      let parts = round % 8 + 1
      pool.run(parts: parts)
      for part in 0..<parts { expected[part] += 1 }
      // All that the parts have written is seen here.
      for part in 0..<8 where counts[part] != expected[part] {
        Issue.record("part \(part) was done \(counts[part]) times instead of \(expected[part])")
        return
      }
    }
    #expect(strangers.load(ordering: .relaxed) == 0)
  }

  @Test func aPartitionDependsOnTheWorkAlone() {
    #expect(Partition(rows: 45, work: 92_800) == Partition(rows: 45, work: 92_000))
    #expect(Partition(rows: 45, work: 92_800).lanes == 1)
    #expect(Partition(rows: 2800, work: 50_000).lanes == 4)
    for rows in 1...700 {
      let partition = Partition(rows: rows, work: 60_000)
      #expect(partition.lanes * partition.laneRows >= rows)
      #expect((1...Partition.mostBlockRows).contains(partition.blockRows))
    }
  }
}
