// SPDX-License-Identifier: GPL-3.0-or-later

/// All walkers' state in memory, seen by the threads of a run: each touches its own columns only.
struct WalkerTable: @unchecked Sendable {
  let count: Int
  let dimension: Int
  let identifiers: UnsafeMutablePointer<UInt32>
  let positions: UnsafeMutablePointer<Double>
  let memory: UnsafeMutablePointer<Double>
}

extension WalkerBlock {
  /// Brings the table's walkers from an index on into the block.
  mutating func load(_ table: WalkerTable, from first: Int, count: Int) {
    walkers = count
    finishedCount = 0
    hadCandidates = true
    earlierCandidates.update(repeating: 0xff, count: capacity / 8 + 1)
    gradientIsCurrent = false
    identifiers.update(from: table.identifiers + first, count: count)
    finished.update(repeating: false, count: count)
    let x = old
    for c in 0..<dimension {
      (x.start + c * count).update(from: table.positions + c * table.count + first, count: count)
    }
    for row in 0..<memoryRows {
      (memoryStart + row * count).update(from: table.memory + row * table.count + first, count: count)
    }
  }

  /// Puts the walkers that are left back, from the same index on.
  func store(_ table: WalkerTable, from first: Int) {
    (table.identifiers + first).update(from: identifiers, count: walkers)
    let x = old
    for c in 0..<dimension {
      (table.positions + c * table.count + first).update(from: x.start + c * walkers, count: walkers)
    }
    for row in 0..<memoryRows {
      (table.memory + row * table.count + first).update(from: memoryStart + row * walkers, count: walkers)
    }
  }

  /// Takes the finished walkers out; the others close up and keep their order.
  mutating func squeeze() {
    guard finishedCount > 0 else { return }
    let n = walkers
    let left = n - finishedCount
    let x = old
    for row in 0..<dimension { squeezeRow(x.start + row * n, into: x.start + row * left) }
    for row in 0..<memoryRows { squeezeRow(memoryStart + row * n, into: memoryStart + row * left) }
    var kept = 0
    for w in 0..<n where !finished[w] {
      identifiers[kept] = identifiers[w]
      kept += 1
    }
    finished.update(repeating: false, count: n)
    walkers = left
    finishedCount = 0
    gradientIsCurrent = false
    // Everybody is looked at once more: a candidate's bit has moved.
    if hadCandidates { earlierCandidates.update(repeating: 0xff, count: capacity / 8 + 1) }
  }

  private func squeezeRow(_ source: UnsafeMutablePointer<Double>, into target: UnsafeMutablePointer<Double>) {
    var kept = 0
    for w in 0..<walkers where !finished[w] {
      target[kept] = source[w]
      kept += 1
    }
  }

  /// Writes down that a walker has finished; it moves on to the end of its slab but nobody looks at it any more.
  mutating func finish(_ walker: Int) {
    finished[walker] = true
    finishedCount += 1
  }
}
