// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
package import Randomness

/// The record of one repetition of nested sampling: plain numbers, to be stored and put together by `NestedSamples`.
package struct NestedRun: Sendable, Equatable, Codable {
  /// ln of the volume that the points were spread over.
  package var logVolume: Double
  /// How far outside of the region each point was when it was taken out, in falling order.
  package var outside: [Double] = []
  /// Its energy; falling among points of equal distance.
  package var energies: [Double] = []
  /// Among how many it was the highest.
  package var counts: [Double] = []
  /// How many of the points at the end were live when sampling ended.
  package var finalPoints = 0
  /// Whether the last live points had one energy, so that nothing lies below.
  package var endsOnPlateau = false
  /// Whether the goal was reached.
  package var isComplete = false
  /// How many energies were computed.
  package var evaluations = 0

  /// An empty record.
  package init(logVolume: Double) { self.logVolume = logVolume }
}

extension NestedSampling {
  /// Runs one repetition.
  ///
  /// - Parameters:
  ///   - repetition: its number, which names its random numbers.
  ///   - seed: of the scenario.
  ///   - task: names the streams.
  ///   - progress: is told by how many factors of e the volume has shrunk and says whether to go on.
  /// - Returns: the record; `nil` if told to stop.
  package func run(
    repetition: UInt32, seed: UInt64, task: StreamTask = 0, progress: (_ shrinkage: Double) -> Bool = { _ in true }
  ) -> NestedRun? {
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .nested), walker: repetition)
    var live = LivePoints(self, &stream)
    var record = NestedRun(logVolume: logVolume)
    var shrinkage = 0.0
    var evidence = LogSum()
    var rounds = 0
    while true {
      let order = live.order
      let last = live.keys[order[livePoints - 1]]
      guard let size = batch(live.keys, order), !isDone(live.keys, order, shrinkage, evidence.value) else {
        record.endsOnPlateau = live.keys[order[0]] == last
        record.isComplete = record.endsOnPlateau || isDone(live.keys, order, shrinkage, evidence.value)
        break
      }
      for (rank, index) in order.prefix(size).enumerated() {
        let key = live.keys[index]
        let count = Double(livePoints - rank)
        if key.outside == 0, let coldest {
          evidence.add(-key.energy / coldest - shrinkage - log(count))
        }
        record.append(key, count: count)
        shrinkage += 1 / count
      }
      let moved = live.replace(order.prefix(size), survivors: order.dropFirst(size), &stream)
      rounds += 1
      if moved == 0 || shrinkage > mostShrinkage { break }
      if rounds % 16 == 0, !progress(shrinkage) { return nil }
    }
    for (rank, index) in live.order.enumerated() { record.append(live.keys[index], count: Double(livePoints - rank)) }
    record.finalPoints = livePoints
    record.evaluations = live.evaluations
    return record
  }

  /// How many points to take out: the wanted number and all that tie with the last of them, but never all there are.
  ///
  /// - Returns: `nil` where all points have one energy.
  private func batch(_ keys: [NestedKey], _ order: [Int]) -> Int? {
    var size = deletions
    while size < livePoints, keys[order[size]] == keys[order[size - 1]] { size += 1 }
    if size == livePoints {
      let lowest = keys[order[livePoints - 1]]
      size = order.firstIndex { keys[$0] == lowest } ?? 0
    }
    return size == 0 ? nil : size
  }

  /// Whether all that was asked for is known.
  private func isDone(_ keys: [NestedKey], _ order: [Int], _ shrinkage: Double, _ evidence: Double) -> Bool {
    let (highest, lowest) = (keys[order[0]], keys[order[livePoints - 1]])
    guard highest.outside == 0 else { return false }
    if let lowestEnergy, highest.energy > lowestEnergy { return false }
    // What is left could at most add a thousandth to Z.
    if let coldest, -lowest.energy / coldest - shrinkage > evidence + log(1e-3) { return false }
    return true
  }
}

extension NestedRun {
  fileprivate mutating func append(_ key: NestedKey, count: Double) {
    outside.append(key.outside)
    energies.append(key.energy)
    counts.append(count)
  }
}

/// What points are ordered by: how far outside of the region, then how high.
struct NestedKey: Equatable, Comparable {
  var outside: Double
  var energy: Double

  static func < (a: NestedKey, b: NestedKey) -> Bool {
    a.outside == b.outside ? a.energy < b.energy : a.outside < b.outside
  }
}

/// ln Σ eˣ, added up without overflow.
struct LogSum {
  private(set) var value = -Double.infinity

  mutating func add(_ x: Double) {
    guard x > -.infinity else { return }
    value = value > x ? value + log1p(exp(x - value)) : x + log1p(exp(value - x))
  }
}
