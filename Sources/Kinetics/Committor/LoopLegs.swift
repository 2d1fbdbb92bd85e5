// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics

/// One way of many walkers, out of home to a surface or back from there.
struct LoopLeg {
  /// How, when and where they ended; those that were given up have the outcome `limit`.
  var result: ExcursionResult
  /// The times that each spent near home; all of its time where no law tells what is near.
  var nearTimes: [Double]
  /// How many were given up.
  var givenUp: Int { result.count(.limit) }
}

/// Moves walkers along the ways of their loops near home, for a time that is bounded although some fall into other wells.
///
/// Where the law of walkers that come from home is known, only the time near home is measured, every few steps by where the
/// walker is; the law tells the rest. Walkers that stay elsewhere when nearly all others are back are given up; where
/// nothing is known of what lies elsewhere, this happens much later, and what they would have taken is missing.
struct LoopLegs {
  /// Tells which walkers are near home; `nil` if all time is measured.
  var law: ReactantLaw?
  /// Walkers of one group, which is given up by what its own walkers do.
  var group: Int
  /// How many threads to use.
  var threads: Int

  /// Steps between two looks at where walkers are, and until the first look where all time is measured.
  private static let stride = 128
  private static let firstLook = 1 << 14
  /// The share of a group that is given up sooner where nothing is known.
  private static let few = 0.005
  /// So many times as long as walkers were near home is waited for those elsewhere, and as the others took for walkers of which
  /// nothing is known.
  private static let patience = (elsewhere: 10.0, anywhere: 2000.0)

  /// Runs walkers until they end.
  ///
  /// - Parameter observe: told of the steps taken; returning `false` stops.
  /// - Returns: `nil` if the observer said stop.
  func run(
    _ excursions: Excursions, _ starts: Walkers, until level: Double, observe: (Int) -> Bool
  ) -> LoopLeg? {
    let n = starts.count
    var (active, walkers, first) = (Array(0..<n), starts, 0)
    var length = law == nil ? Self.firstLook : Self.stride
    var whole = LoopLeg(result: ExcursionResult(before: starts), nearTimes: Array(repeating: 0, count: n))
    var motion = excursions
    while !active.isEmpty, first < excursions.stepLimit {
      motion.stepLimit = min(length, excursions.stepLimit - first)
      let far = law?.farWells(of: walkers.positions, count: walkers.count)
      var isStopped = false
      let before = whole.result.walkerSteps
      let piece = motion.run(walkers, until: level, firstStep: UInt64(first), threads: threads) {
        isStopped = !observe(before + $0.walkerSteps)
        return !isStopped
      }
      if isStopped { return nil }
      // The usual way: all are back soon.
      if first == 0, law == nil, piece.count(.limit) == 0 { return LoopLeg(result: piece, nearTimes: piece.times) }
      first += motion.stepLimit
      let left = note(piece, of: active, far, in: &whole)
      walkers = piece.ends.selecting(left.map { $0.index })
      active = left.map { $0.walker }
      let lost = givenUp(
        active, after: first, excursions.timeStep, whole, law?.farWells(of: walkers.positions, count: walkers.count))
      if !lost.isEmpty {
        let kept = active.indices.filter { !lost.contains(active[$0] / group) }
        walkers = walkers.selecting(kept)
        active = kept.map { active[$0] }
      }
      if law == nil { length *= 2 }
    }
    return whole
  }

  /// Writes down what a piece of the way brought; returns those that are still on their way.
  private func note(
    _ piece: ExcursionResult, of active: [Int], _ far: [UInt8]?, in whole: inout LoopLeg
  ) -> [(index: Int, walker: Int)] {
    var left: [(index: Int, walker: Int)] = []
    for (index, walker) in active.enumerated() {
      whole.result.steps[walker] += piece.steps[index]
      whole.result.times[walker] += piece.times[index]
      if far.map({ $0[index] == 0 }) ?? true { whole.nearTimes[walker] += piece.times[index] }
      whole.result.outcomes[walker] = piece.outcomes[index]
      whole.result.largestScores[walker] =
        piece.outcomes[index] == .diverged
        ? -.infinity : max(whole.result.largestScores[walker], piece.largestScores[index])
      if piece.outcomes[index] == .limit { left.append((index, walker)) }
    }
    whole.result.ends.replace(active, with: piece.ends)
    return left
  }

  /// The groups whose walkers on their way are not waited for.
  private func givenUp(
    _ active: [Int], after steps: Int, _ timeStep: Double, _ whole: LoopLeg, _ far: [UInt8]?
  ) -> Set<Int> {
    guard !active.isEmpty else { return [] }
    var waiting: [Int: (count: Int, near: Int)] = [:]
    for (index, walker) in active.enumerated() {
      let isNear = far.map { $0[index] == 0 } ?? false
      waiting[walker / group, default: (0, 0)].count += 1
      if isNear { waiting[walker / group, default: (0, 0)].near += 1 }
    }
    var lost: Set<Int> = []
    for (number, on) in waiting where on.near == 0 {
      let members = (number * group)..<min((number + 1) * group, whole.result.outcomes.count)
      if far != nil {
        // Those that come back have little of their way near home left, however many they are.
        let near = members.reduce(0.0) { $0 + whole.nearTimes[$1] } / Double(members.count) / timeStep
        if Double(steps) > Self.patience.elsewhere * max(near, Double(Self.stride)) { lost.insert(number) }
        continue
      }
      let done = members.filter { whole.result.outcomes[$0] != .limit }
      guard !done.isEmpty else { continue }
      let mean = done.reduce(0.0) { $0 + Double(whole.result.steps[$1]) } / Double(done.count)
      let isFew = Double(on.count) <= max(1, Self.few * Double(members.count))
      // However many there are, the wait ends.
      let patience = Self.patience.anywhere * (isFew ? 1 : 50)
      if Double(steps) > patience * max(mean, Double(Self.stride)) { lost.insert(number) }
    }
    return lost
  }
}
