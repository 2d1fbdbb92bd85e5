// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness

/// The way of one walker, for drawing.
package struct WalkerPath: Sendable, Equatable, Codable {
  /// The times since its start, ascending.
  package var times: [Double]
  /// Where it was; d coordinates each.
  package var positions: [[Double]]

  /// A path.
  package init(times: [Double], positions: [[Double]]) {
    self.times = times
    self.positions = positions
  }
}

extension Excursions {
  /// Runs a walker's path once more and keeps points of it: the start, every so many steps, and the end.
  ///
  /// - Parameters:
  ///   - start: one walker's state, as it was handed to `run`.
  ///   - steps: how many steps to go.
  ///   - stride: how many steps lie between two points.
  ///   - firstStep: as handed to `run`.
  package func trace(_ start: Walkers, steps: Int, every stride: Int, firstStep: UInt64 = 0) -> WalkerPath {
    var path = WalkerPath(times: [0], positions: [start.position(of: 0)])
    let plan = BlockPlan(potential: potential, integrator: integrator, isSequential: false, capacity: 8)
    let runner = RoundRunner(plan, threads: 1)
    let noise = SharedNoise(philox: StreamName(seed: seed, task: task, purpose: .dynamics))
    var clock = Clock(integrator: integrator, timeStep: timeStep, schedule: schedule)
    clock.advance(steps: Int(firstStep), until: .infinity)
    let begin = clock.time
    var (walkers, left) = (start, steps)
    while left > 0 {
      let count = min(left, max(1, stride))
      let test = DivergenceTest(farAway: plan.farAway, lost: LostWalkers())
      _ = runner.round(&walkers, clock: clock, steps: count, until: .infinity, noise: noise, test)
      guard walkers.count == 1 else { break }
      clock.advance(steps: count, until: .infinity)
      left -= count
      path.times.append(clock.time - begin)
      path.positions.append(walkers.position(of: 0))
    }
    return path
  }
}
