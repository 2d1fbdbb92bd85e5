// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// After every few steps: which walkers are seen inside the target.
///
/// For targets that take an observation. They have no distance, so nothing is known of the path between two observations:
/// an arrival is dated at the first observation that sees it, and a visit that ends before one is missed.
struct ObservedPassageTest: StepTest {
  let target: Region
  let departure: Region?
  /// Steps between two observations.
  let stride: UInt64
  let limit: Double
  /// What is recorded, every how many steps, and how often in all.
  let recorded: [Observable]
  let recordEvery: UInt64
  let recordCount: Int
  let table: PassageTable

  var needsPath: Bool { false }

  func quietRange(_ block: borrowing WalkerBlock, at context: StepContext) -> (lower: Double, upper: Double)? { nil }

  func afterStep(_ block: inout WalkerBlock, at context: StepContext) {
    // Rounding must not push the step that ends at the limit beyond it.
    let end = context.time + context.timeStep
    let time = abs(end - limit) <= 1e-12 * limit ? limit : end
    if block.markLost() {
      for w in 0..<block.walkers where block.candidates[w / 8] >> (w % 8) & 1 == 1 && !block.finished[w] {
        table.finish(&block, w, .diverged, time: clock(block, w, at: time) ?? time, at: block.old, context)
      }
    }
    record(block, after: context.step + 1)
    // The last step before the limit is observed, too.
    guard (context.step + 1) % stride == 0 || time >= limit, time <= limit else { return }
    depart(block, at: time)
    arrive(&block, at: time, context)
  }

  /// Writes down what is recorded of the walkers that are on their way.
  private func record(_ block: borrowing WalkerBlock, after steps: UInt64) {
    guard let records = table.records, steps % recordEvery == 0, steps / recordEvery < UInt64(recordCount),
      let potential = block.potential as? any ObservablePotential
    else { return }
    let (first, n, d) = (Int(steps / recordEvery) * recorded.count, block.walkers, block.dimension)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: d) { point in
      for w in 0..<n where !block.finished[w] {
        for c in 0..<d { point[c] = block.new[c * n + w] }
        let values = potential.values(
          of: recorded, at: Span(_unsafeElements: UnsafeBufferPointer(rebasing: point[..<d])))
        for (row, value) in values.enumerated() { records[(first + row) * table.count + table.index(block, w)] = value }
      }
    }
  }

  /// The walker's own time; `nil` before its clock starts.
  private func clock(_ block: borrowing WalkerBlock, _ w: Int, at time: Double) -> Double? {
    guard let departures = table.departures else { return time }
    let start = departures[table.index(block, w)]
    return start < .infinity ? time - start : nil
  }

  /// Starts the clocks of the walkers that are seen in the region of departure for the first time.
  private func depart(_ block: borrowing WalkerBlock, at time: Double) {
    guard let departure, let departures = table.departures else { return }
    guard (0..<block.walkers).contains(where: { departures[table.index(block, $0)] == .infinity }) else { return }
    block.measure(departure, at: block.new)
    for w in 0..<block.walkers where block.row(0)[w] <= 0 && !block.finished[w] {
      let index = table.index(block, w)
      departures[index] = min(departures[index], time)
    }
  }

  private func arrive(_ block: inout WalkerBlock, at time: Double, _ context: StepContext) {
    let isWaited = (0..<block.walkers).contains { !block.finished[$0] && clock(block, $0, at: time) != nil }
    guard isWaited else { return }
    block.measure(target, at: block.new)
    for w in 0..<block.walkers where block.row(0)[w] <= 0 && !block.finished[w] {
      guard let own = clock(block, w, at: time) else { continue }
      table.finish(&block, w, .arrived, time: own, at: block.new, context)
    }
  }
}
