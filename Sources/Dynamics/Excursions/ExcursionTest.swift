// SPDX-License-Identifier: GPL-3.0-or-later
import CKernels
import Potentials

/// After each step: which walkers are at the target, at home, at their level, or lost.
struct ExcursionTest: StepTest {
  // What travels with each walker.
  static let indexRow = 0
  static let largestRow = 1
  static let levelRow = 2
  static let lowerRow = 3
  static let upperRow = 4
  static let rows = 5

  let plan: BlockPlan
  let score: any Score
  let coordinate: (index: Int, sign: Double)?
  let target: Region?
  let home: Region?
  let targetBound: ArrivalBound?
  let homeBound: ArrivalBound?
  let floor: Double
  /// The number of the first step.
  let firstStep: UInt64
  /// Steps from one test to the next.
  let stride: UInt64
  /// Where the walkers of a line end, if that is known and the score is its coordinate.
  let line: ExcursionLine?
  let table: ExcursionTable

  var needsPath: Bool { false }
  var movesInEights: Bool { true }

  func quietRange(_ block: borrowing WalkerBlock, at context: StepContext) -> (lower: Double, upper: Double)? { nil }

  func afterStep(_ block: inout WalkerBlock, at context: StepContext) {
    if stride > 1 {
      // Numbers of a walker that is lost would be observed in vain.
      let isLost = block.markLost()
      if isLost { judge(&block, at: context, isObserved: false) }
      guard (context.step - firstStep + 1) % stride == 0, block.walkers > block.finishedCount else { return }
    }
    var found = raise(block)
    // Lost walkers are found in passing where a bound reads a coordinate anyway.
    let (first, second) = (Self.coordinate(targetBound), Self.coordinate(homeBound))
    if let target, let targetBound {
      let near = markNear(&block, target, targetBound, farAway: plan.farAway)
      found = near || found
    }
    if let home, let homeBound {
      let near = markNear(&block, home, homeBound, farAway: second == first ? .infinity : plan.farAway)
      found = near || found
    }
    if block.walkers == 1 {
      // The many coordinates of one walker are one row.
      let far = block.mark(
        row: block.new.start, lower: .infinity, upper: -.infinity, beyond: false, farAway: plan.farAway, adding: false,
        count: block.dimension)
      found = far || found
      block.candidates[0] = found ? 1 : 0
      if found { judge(&block, at: context) }
      return
    }
    for c in 0..<block.dimension where c != first && c != second {
      let far = block.mark(
        row: block.new.start + c * block.walkers, lower: .infinity, upper: -.infinity, beyond: false,
        farAway: plan.farAway, adding: true)
      found = far || found
    }
    if found { judge(&block, at: context) }
  }

  /// The scores of the new positions: a row, and the sign to multiply it with.
  private func scores(_ block: borrowing WalkerBlock) -> (row: UnsafeMutablePointer<Double>, sign: Double) {
    let (x, n) = (block.new, block.walkers)
    if let coordinate { return (x.start + coordinate.index * n, coordinate.sign) }
    var output = MutableSpan(_unsafeStart: block.scratch.start, count: n)
    score.scores(walkers: n, at: Span(_unsafeStart: UnsafePointer(x.start), count: x.count), into: &output)
    return (block.scratch.start, 1)
  }

  /// Raises the largest scores and marks the walkers that have reached their level or the floor.
  private func raise(_ block: borrowing WalkerBlock) -> Bool {
    let (row, sign) = scores(block)
    return ravine_best_kernels().pointee.steps.pointee.raise_largest(
      block.testRow(Self.largestRow), row, sign, block.testRow(Self.levelRow), floor, block.candidates, block.walkers)
      != 0
  }

  /// The coordinate that a bound compares; −1 if it measures distances.
  private static func coordinate(_ bound: ArrivalBound?) -> Int {
    switch bound {
    case .within(let coordinate, _, _): coordinate
    case .beyond: 0
    case .distance, nil: -1
    }
  }

  /// Marks the walkers that may be in a region, and those far away along the coordinate that is compared.
  private func markNear(_ block: inout WalkerBlock, _ region: Region, _ bound: ArrivalBound, farAway: Double) -> Bool {
    let (x, n) = (block.new, block.walkers)
    switch bound {
    case .within(let c, let lower, let upper):
      return block.mark(
        row: x.start + c * n, lower: lower, upper: upper, beyond: false, farAway: farAway, adding: true)
    case .beyond(let lower, let upper):
      return block.mark(row: x.start, lower: lower, upper: upper, beyond: true, farAway: farAway, adding: true)
    case .distance:
      block.measure(region, at: x)
      return block.mark(
        row: block.row(0), lower: -.infinity, upper: 0, beyond: false, farAway: .infinity, adding: true)
    }
  }

  /// Judges the candidates one by one.
  private func judge(_ block: inout WalkerBlock, at context: StepContext, isObserved: Bool = true) {
    let (row, sign) = (coordinate.map { block.new.start + $0.index * block.walkers }, coordinate?.sign ?? 1)
    let scores = row ?? block.scratch.start
    let steps = Int(context.step - firstStep) + 1
    for byte in 0..<(block.walkers + 7) / 8 {
      var bits = block.candidates[byte]
      while bits != 0 {
        let w = 8 * byte + bits.trailingZeroBitCount
        bits &= bits - 1
        guard w < block.walkers, !block.finished[w] else { continue }
        guard let outcome = isObserved ? outcome(block, w, score: sign * scores[w]) : lost(block, w) else { continue }
        table.finish(&block, w, outcome, steps: steps, at: outcome == .diverged ? block.old : block.new)
      }
    }
  }

  /// Whether a walker is lost at its new position.
  private func lost(_ block: borrowing WalkerBlock, _ w: Int) -> ExcursionOutcome? {
    let (x, n) = (block.new, block.walkers)
    return (0..<block.dimension).allSatisfy { abs(x[$0 * n + w]) <= plan.farAway } ? nil : .diverged
  }

  /// How a walker at its new position has ended; `nil` if it goes on.
  private func outcome(_ block: borrowing WalkerBlock, _ w: Int, score: Double) -> ExcursionOutcome? {
    let (x, n) = (block.new, block.walkers)
    // The second half of the vectors of a step is free after it.
    let point = block.secondScratch.start
    for c in 0..<block.dimension {
      point[c] = x[c * n + w]
      if !(abs(point[c]) <= plan.farAway) { return .diverged }
    }
    let position = Span(_unsafeStart: UnsafePointer(point), count: block.dimension)
    return ending(position, score: score, level: block.testRow(Self.levelRow)[w])
  }

  /// What ends a walker that is not lost.
  func ending(_ position: Span<Double>, score: Double, level: Double) -> ExcursionOutcome? {
    if let target, target.contains(position, in: plan.potential) { return .target }
    if score <= floor { return .home }
    if let home, home.contains(position, in: plan.potential) { return .home }
    return score >= level ? .level : nil
  }
}
