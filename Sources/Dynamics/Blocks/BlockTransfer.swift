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
  ///
  /// - Parameter inEights: whether so many finished ones stay that whole vectors are left, which are moved much faster than
  ///   parts of vectors.
  mutating func squeeze(inEights: Bool = false) {
    guard finishedCount > 0 else { return }
    let n = walkers
    let staying = inEights ? min((8 - (n - finishedCount) % 8) % 8, finishedCount) : 0
    guard finishedCount > staying else { return }
    // The last ones stay.
    let leaving = finishedCount - staying
    var found = 0
    for w in 0..<n where finished[w] && found < leaving {
      removed[found] = w
      found += 1
    }
    let left = n - finishedCount + staying
    let x = old
    for row in 0..<dimension { squeezeRow(x.start + row * n, into: x.start + row * left, leaving) }
    for row in 0..<memoryRows { squeezeRow(memoryStart + row * n, into: memoryStart + row * left, leaving) }
    squeezeRow(identifiers, into: identifiers, leaving)
    squeezeRow(finished, into: finished, leaving)
    walkers = left
    finishedCount = staying
    gradientIsCurrent = false
    // Every walker is tested once more: a candidate's bit has moved.
    if hadCandidates { earlierCandidates.update(repeating: 0xff, count: capacity / 8 + 1) }
  }

  /// Moves the stretches between the walkers that are removed.
  private func squeezeRow<Number: BitwiseCopyable>(
    _ source: UnsafeMutablePointer<Number>, into target: UnsafeMutablePointer<Number>, _ leaving: Int
  ) {
    var (kept, start) = (0, 0)
    for index in 0...leaving {
      let end = index < leaving ? removed[index] : walkers
      // Mostly a few of them, and often to where they are.
      if end > start, target + kept != source + start {
        (target + kept).update(from: source + start, count: end - start)
      }
      kept += end - start
      start = end + 1
    }
  }

  /// Writes down that a walker has finished; it moves on to the end of its slab but is tested no more.
  mutating func finish(_ walker: Int) {
    finished[walker] = true
    finishedCount += 1
  }
}
