// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Randomness

/// After each step: which walkers have arrived, which are lost.
struct PassageTest: StepTest {
  let plan: BlockPlan
  let path: PathBetweenSteps
  let target: Region
  let correction: CrossingCorrection
  let bound: ArrivalBound
  let limit: Double
  let crossing: StreamName
  let table: PassageTable

  var needsPath: Bool { path == .brownianElsewhere && correction != .none }

  func afterStep(_ block: inout WalkerBlock, at context: StepContext) {
    let isBrownian = path != .smooth
    let x = needsPath ? block.secondScratch : block.new
    let before = needsPath ? block.scratch : block.old
    let reach = reach(block, at: context, isBrownian)
    let found = markCandidates(&block, at: x, reach: reach)
    if found || block.hadCandidates {
      judge(&block, from: before, to: x, reach: reach, isBrownian: isBrownian, at: context)
    }
    block.hadCandidates = found
    swap(&block.candidates, &block.earlierCandidates)
  }

  func quietRange(_ block: borrowing WalkerBlock, at context: StepContext) -> (lower: Double, upper: Double)? {
    // A walker that is near is judged after the next step, too.
    guard !block.hadCandidates, !needsPath, block.dimension == 1 else { return nil }
    let reach = reach(block, at: context, path != .smooth)
    switch bound {
    case .within(_, let lower, let upper):
      // One side of the target; there are walkers on both only if the region is so.
      return block.old[0] > upper ? (upper + reach, plan.farAway) : (-plan.farAway, lower - reach)
    case .beyond(let lower, let upper): return (max(lower + reach, -plan.farAway), min(upper - reach, plan.farAway))
    case .distance: return nil
    }
  }

  /// The distance beyond which no walker arrives in this step.
  private func reach(_ block: borrowing WalkerBlock, at context: StepContext, _ isBrownian: Bool) -> Double {
    let mobility = plan.mobility == nil ? plan.stretch : block.largestMobility
    return correction.reach(
      temperature: context.temperature, timeStep: context.timeStep * mobility, isBrownian: isBrownian)
  }

  /// Marks the candidates of this step.
  private func markCandidates(_ block: inout WalkerBlock, at x: BlockVector, reach: Double) -> Bool {
    let n = block.walkers
    var found = false
    var compared: Int?
    switch bound {
    case .within(let c, let lower, let upper):
      found = block.mark(
        row: x.start + c * n, lower: lower - reach, upper: upper + reach, beyond: false, farAway: plan.farAway,
        adding: false)
      compared = c
    case .beyond(let lower, let upper):
      found = block.mark(
        row: x.start, lower: lower + reach, upper: upper - reach, beyond: true, farAway: plan.farAway, adding: false)
      compared = 0
    case .distance:
      block.measure(target, at: x)
      found = block.mark(
        row: block.row(0), lower: -.infinity, upper: reach, beyond: false, farAway: .infinity, adding: false)
    }
    for c in 0..<block.dimension where c != compared {
      let far = block.mark(
        row: x.start + c * n, lower: .infinity, upper: -.infinity, beyond: false, farAway: plan.farAway, adding: true)
      found = far || found
    }
    return found
  }

  /// Judges the candidates of this step and of the one before by their own distances.
  private func judge(
    _ block: inout WalkerBlock, from old: BlockVector, to new: BlockVector, reach: Double, isBrownian: Bool,
    at context: StepContext
  ) {
    block.measure(target, at: old)
    block.measure(target, at: new, into: 1)
    let (before, after) = (block.row(0), block.row(1))
    var (reach, spread) = (reach, context.temperature * context.timeStep * plan.stretch)
    let n = block.walkers
    for byte in 0..<(n + 7) / 8 {
      var bits = block.candidates[byte] | (block.hadCandidates ? block.earlierCandidates[byte] : 0)
      while bits != 0 {
        let w = 8 * byte + bits.trailingZeroBitCount
        bits &= bits - 1
        guard w < n, !block.finished[w] else { continue }
        if (0..<block.dimension).contains(where: { !(abs(block.new[$0 * n + w]) <= plan.farAway) }) {
          table.finish(&block, w, .diverged, time: context.time + context.timeStep, at: block.old, context)
          continue
        }
        if plan.mobility != nil {
          // The noise of a step has the mobility of its beginning.
          let timeStep = context.timeStep * block.mobilityStart[w]
          spread = context.temperature * timeStep
          reach = correction.reach(temperature: context.temperature, timeStep: timeStep, isBrownian: isBrownian)
        }
        let part = correction.arrival(
          before: before[w], after: after[w], reach: reach, spread: spread, isBrownian: isBrownian
        ) {
          // A walker that draws more than one number has arrived and draws no more.
          RandomStream(crossing, walker: block.identifiers[w], position: context.step)
        }
        guard let part else { continue }
        let time = context.time + part * context.timeStep
        // Beyond the limit no walker has arrived: it will be censored with the others.
        if time <= limit { table.finish(&block, w, .arrived, time: time, at: block.new, context) }
      }
    }
  }
}
