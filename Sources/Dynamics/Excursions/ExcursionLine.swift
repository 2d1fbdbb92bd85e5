// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// Where the walkers of a line end whose score is its coordinate: they may take many steps at once, each until it leaves
/// the range between the ends that it is in.
struct ExcursionLine: Sendable {
  /// Target and home as intervals. Rounding may take a few units in the last place of a bound for the region or not.
  private struct End {
    var outcome: ExcursionOutcome
    var outer: ClosedRange<Double>
    var inner: ClosedRange<Double>
  }

  private let ends: [End]
  private let sign: Double
  private let floor: Double
  private let farAway: Double

  /// How many units in the last place a bound may be off.
  private static let slack = 8.0

  /// `nil` where the ends cannot be told by simple intervals.
  init?(_ plan: BlockPlan, target: Region?, home: Region?, sign: Double, floor: Double) {
    guard plan.dimension == 1, plan.walk != nil else { return nil }
    var ends: [End] = []
    for (region, outcome) in [(target, ExcursionOutcome.target), (home, .home)] {
      guard let region else { continue }
      guard Self.isSimple(region) else { return nil }
      // The search range is for regions that are not simple.
      for range in region.section(along: 0, through: [0], of: plan.potential, searching: -1...1).ranges {
        let (lower, upper) = (range.lowerBound, range.upperBound)
        let below = lower.isFinite ? Self.slack * lower.magnitude.ulp : 0
        let above = upper.isFinite ? Self.slack * upper.magnitude.ulp : 0
        guard let inner = ClosedRange.ordered(lower + below, upper - above) else { return nil }
        ends.append(End(outcome: outcome, outer: (lower - below)...(upper + above), inner: inner))
      }
    }
    self.ends = ends
    self.sign = sign
    self.floor = floor
    farAway = plan.farAway
  }

  private static func isSimple(_ region: Region) -> Bool {
    switch region {
    case .ball, .halfSpace, .box: true
    case .energyBelow, .observable: false
    case .not(let region): isSimple(region)
    case .all(let regions), .any(let regions): regions.allSatisfy(isSimple)
    }
  }

  /// The range in which a walker at x is on its way; empty if it stands in an end.
  func range(_ x: Double, level: Double) -> (lower: Double, upper: Double) {
    var lower = max(-farAway, sign > 0 ? floor : -level)
    var upper = min(farAway, sign > 0 ? level : -floor)
    for end in ends {
      if x > end.outer.upperBound {
        lower = max(lower, end.outer.upperBound)
      } else {
        upper = min(upper, end.outer.lowerBound)
      }
    }
    return (lower, upper)
  }

  /// How a walker at x has ended; `nil` if it has not, is lost, or rounding decides.
  func outcome(_ x: Double, level: Double) -> ExcursionOutcome? {
    guard abs(x) <= farAway else { return nil }
    var isAtTarget = false
    var isAtHome = sign * x <= floor
    for end in ends where end.outer.contains(x) {
      guard end.inner.contains(x) else { return nil }
      if end.outcome == .target { isAtTarget = true } else { isAtHome = true }
    }
    return isAtTarget ? .target : isAtHome ? .home : sign * x >= level ? .level : nil
  }
}

extension ClosedRange<Double> {
  fileprivate static func ordered(_ lower: Double, _ upper: Double) -> ClosedRange<Double>? {
    lower <= upper ? lower...upper : nil
  }
}

extension ExcursionTest {
  func take(
    _ steps: Int, _ block: inout WalkerBlock, along walk: PolynomialWalk, noise: UnsafePointer<Double>,
    at context: StepContext, hottest: StepContext
  ) -> Bool {
    guard let line, let sign = coordinate?.sign, steps > 0 else { return false }
    let (n, largest, levels) = (block.walkers, block.testRow(Self.largestRow), block.testRow(Self.levelRow))
    let (lower, upper) = (block.testRow(Self.lowerRow), block.testRow(Self.upperRow))
    let (raised, taken, outcomes) = (block.scratch.start, block.secondScratch.start, block.row(0))
    raised.update(from: largest, count: n)
    let hasStopped = walk.excursion(
      steps, block, noise: noise, lower: lower, upper: upper, sign: sign, largest: raised, taken: taken,
      timeStep: context.timeStep)
    if hasStopped {
      var isClear = true
      for byte in 0..<(n + 7) / 8 {
        var bits = block.candidates[byte]
        while bits != 0 {
          let w = 8 * byte + bits.trailingZeroBitCount
          bits &= bits - 1
          guard !block.finished[w] else { continue }
          let outcome = line.outcome(block.new[w], level: levels[w])
          isClear = isClear && outcome != nil
          outcomes[w] = Double(outcome?.rawValue ?? 0)
        }
      }
      guard isClear else {
        // A walker is lost, on an edge, or beyond an end that it never stood in: the same steps one by one.
        for w in 0..<n where !block.finished[w] {
          (lower[w], upper[w]) = line.range(block.old[w], level: levels[w])
        }
        return false
      }
    }
    largest.update(from: raised, count: n)
    if hasStopped {
      let before = Int(context.step - firstStep)
      for byte in 0..<(n + 7) / 8 {
        var bits = block.candidates[byte]
        while bits != 0 {
          let w = 8 * byte + bits.trailingZeroBitCount
          bits &= bits - 1
          guard !block.finished[w], let outcome = ExcursionOutcome(rawValue: UInt8(outcomes[w])) else { continue }
          table.finish(&block, w, outcome, steps: before + Int(taken[w]), at: block.new)
        }
      }
    }
    block.turn()
    return true
  }
}
