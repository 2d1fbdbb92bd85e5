// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Statistics

/// How the loops of one repetition near home changed from the first half of those that count to the second.
package struct LoopDrift: Sendable, Equatable, Codable {
  /// The mean time of a loop in the second half less that in the first, in units of it.
  package var time: Double
  /// The mean of the largest scores in the second half less that in the first.
  package var height: Double

  /// The change of both.
  package init(time: Double, height: Double) { (self.time, self.height) = (time, height) }

  /// Standard errors from which on a drift is believed.
  private static let significant = 3.0

  /// What drifts in all repetitions together, in words; `nil` if nothing does.
  ///
  /// Each repetition is one value, so that the memory of its walkers counts in the error.
  package static func found(in drifts: [LoopDrift]) -> String? {
    func isSeen(_ value: (LoopDrift) -> Double) -> Bool {
      let values = drifts.map(value).filter(\.isFinite)
      guard values.count > 3, let mean = mean(of: values), mean.standardError > 0 else { return false }
      // Few repetitions know their own scatter badly.
      let n = Double(values.count)
      return abs(mean.value) / mean.standardError > significant * (1 + 2 / n)
    }
    return isSeen(\.time) ? "the times of loops" : isSeen(\.height) ? "the scores of loops" : nil
  }
}

/// Sums over loops of the first half and of the second.
struct LoopDriftTally {
  private var (early, late) = ((time: 0.0, height: 0.0, count: 0.0), (time: 0.0, height: 0.0, count: 0.0))

  /// Another loop; one that was lost has no score.
  mutating func add(time: Double, height: Double, isLate: Bool) {
    guard height.isFinite else { return }
    func more(_ sum: (time: Double, height: Double, count: Double)) -> (Double, Double, Double) {
      (sum.time + time, sum.height + height, sum.count + 1)
    }
    if isLate { late = more(late) } else { early = more(early) }
  }

  /// The change; `nil` where one of the halves is empty.
  var drift: LoopDrift? {
    guard early.count > 0, late.count > 0, early.time > 0 else { return nil }
    let first = early.time / early.count
    return LoopDrift(
      time: (late.time / late.count - first) / first, height: late.height / late.count - early.height / early.count)
  }
}
