// SPDX-License-Identifier: GPL-3.0-or-later

/// How an excursion ended.
package enum ExcursionOutcome: UInt8, Sendable, Equatable, CaseIterable, Codable {
  /// It is back home.
  case home = 1
  /// It reached the target.
  case target = 2
  /// Its score reached its level.
  case level = 3
  /// It was still on its way after the most steps, or when the observer said stop.
  case limit = 4
  /// It left the numbers: the time step was too large.
  case diverged = 5
}

/// How, when and where excursions ended, in the order of their starts.
package struct ExcursionResult: Sendable, Equatable, Codable {
  /// How each ended.
  package var outcomes: [ExcursionOutcome]
  /// The steps that each took.
  package var steps: [Int]
  /// The times that each took.
  package var times: [Double]
  /// The largest score of each at its start, on its way and at its end; −∞ if it diverged.
  package var largestScores: [Double]
  /// The states in which they ended; of those that diverged the positions before the step that they did not survive.
  package var ends: Walkers

  /// Walkers that have not moved yet: all are on their way.
  package init(before starts: Walkers) {
    outcomes = Array(repeating: .limit, count: starts.count)
    steps = Array(repeating: 0, count: starts.count)
    times = Array(repeating: 0, count: starts.count)
    largestScores = Array(repeating: -.infinity, count: starts.count)
    ends = starts
  }

  init(
    outcomes: [ExcursionOutcome], steps: [Int], times: [Double], largestScores: [Double], ends: Walkers
  ) {
    (self.outcomes, self.steps, self.times) = (outcomes, steps, times)
    (self.largestScores, self.ends) = (largestScores, ends)
  }

  /// Steps taken, summed over the walkers.
  package var walkerSteps: Int { steps.reduce(0, +) }
  /// The indices of those that ended in a way.
  package func indices(of outcome: ExcursionOutcome) -> [Int] { outcomes.indices.filter { outcomes[$0] == outcome } }
  /// How many ended in a way.
  package func count(_ outcome: ExcursionOutcome) -> Int { outcomes.count { $0 == outcome } }
}

/// How far a run of excursions is.
package struct ExcursionProgress: Sendable {
  /// Steps taken so far, summed over the walkers.
  package var walkerSteps: Int
  /// How many walkers are still on their way.
  package var onTheWay: Int
}

/// What a run writes about the walkers that ended, by their index.
struct ExcursionTable: @unchecked Sendable {
  let count: Int
  let outcomes: UnsafeMutablePointer<UInt8>
  let steps: UnsafeMutablePointer<Int>
  let largest: UnsafeMutablePointer<Double>
  let positions: UnsafeMutablePointer<Double>
  let memory: UnsafeMutablePointer<Double>
  /// Rows of the integrator's memory.
  let memoryRows: Int

  /// Writes down how a walker ended and takes it out of the block.
  ///
  /// - Parameter steps: the steps that it has taken, the one that ended it included.
  func finish(_ block: inout WalkerBlock, _ w: Int, _ outcome: ExcursionOutcome, steps: Int, at x: BlockVector) {
    let index = Int(block.testRow(ExcursionTest.indexRow)[w])
    outcomes[index] = outcome.rawValue
    self.steps[index] = steps
    largest[index] = outcome == .diverged ? -.infinity : block.testRow(ExcursionTest.largestRow)[w]
    for c in 0..<block.dimension { positions[c * count + index] = x[c * block.walkers + w] }
    for row in 0..<memoryRows { memory[row * count + index] = block.memoryStart[row * block.walkers + w] }
    // It may stay in the block for a while: nothing ends it again.
    block.testRow(ExcursionTest.levelRow)[w] = .infinity
    block.testRow(ExcursionTest.lowerRow)[w] = -.infinity
    block.testRow(ExcursionTest.upperRow)[w] = .infinity
    block.finishedSteps += steps
    block.finish(w)
  }
}
