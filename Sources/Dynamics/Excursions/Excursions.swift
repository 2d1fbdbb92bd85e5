// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Randomness

/// Walkers that run until they are back home, at the target, or high enough: what rare-event methods are made of.
///
/// Each walker ends after the first step after which, in this order, it left the numbers (`diverged`), is in the target,
/// is at home (in the region `home`, or its score is at most `floor`), or its score has reached its own level. Starting
/// points are judged in the same way before the first step, so a walker that starts at home has ended after no step: let
/// walkers that are to leave home run without one until their score reaches a level outside.
///
/// Only the positions after whole steps count, or after every so many (`observeEvery`). The estimators of rare events are unbiased for that chain in discrete time;
/// against continuous time it sees arrivals late by O(√h), which matters little where walkers fall into the target from a
/// saddle.
///
/// A path is a function of its starting state, its walker's name and the number of its first step. Nothing of it is kept:
/// run it again with a lower level to get the state in which it first reached that, or `trace` it to draw it. Threads and
/// blocks do not change a bit. The noise is Philox's, which alone can be taken up anywhere.
package struct Excursions: Sendable {
  /// The landscape.
  package var potential: any Potential
  /// The scheme.
  package var integrator: any Integrator
  /// The time step h > 0.
  package var timeStep: Double
  /// The temperature as a function of time.
  package var schedule: any TemperatureSchedule
  /// How far a walker is.
  package var score: any Score
  /// Where walkers are back.
  package var home: Region?
  /// A score at or below which walkers are back, too.
  package var floor: Double
  /// Where walkers arrive.
  package var target: Region?
  /// The most steps of a walker.
  package var stepLimit: Int
  /// Steps from one test of a walker to the next: the positions between count for nothing, as if the chain were that of every
  /// so many steps. More than one where the tests cost more than the steps.
  package var observeEvery: Int
  /// The seed.
  package var seed: UInt64
  /// The task's number, part of every stream's name.
  package var task: StreamTask
  /// By which the rounds between two calls of an observer get their length.
  package var stopwatch = Stopwatch.system

  /// Excursions.
  ///
  /// - Parameters:
  ///   - timeStep: h, positive.
  ///   - home: none if walkers never return.
  ///   - floor: −∞ if no score counts as home.
  ///   - target: none if walkers never arrive.
  ///   - stepLimit: positive; the default lets each walker run until it ends.
  ///   - observeEvery: positive.
  package init(
    potential: any Potential, integrator: any Integrator = EulerMaruyama(), timeStep: Double,
    schedule: any TemperatureSchedule, score: any Score, home: Region? = nil, floor: Double = -.infinity,
    target: Region? = nil, stepLimit: Int = .max, observeEvery: Int = 1, seed: UInt64, task: StreamTask = 0
  ) {
    self.observeEvery = observeEvery
    self.potential = potential
    self.integrator = integrator
    self.timeStep = timeStep
    self.schedule = schedule
    self.score = score
    self.home = home
    self.floor = floor
    self.target = target
    self.stepLimit = stepLimit
    self.seed = seed
    self.task = task
  }

  /// Walkers at starting points, with the memory that the integrator starts from, drawn by their names.
  ///
  /// - Parameters:
  ///   - names: n names in any order, each once.
  ///   - positions: d × n coordinates, coordinate-major.
  package func walkers(_ names: [UInt32], at positions: [Double]) -> Walkers {
    Walkers(
      names, at: positions, dimension: potential.dimension, integrator: integrator,
      temperature: schedule.temperature(at: 0), noise: .philox, seed: seed, task: task)
  }

  /// Runs walkers, all up to one level.
  ///
  /// - Parameters:
  ///   - starts: their states; the names name the noise.
  ///   - level: the score at which they end, ∞ for none.
  ///   - firstStep: how many steps of the noise, and of the schedule's time, lie before.
  ///   - threads: how many threads to use.
  ///   - observe: called every 20 milliseconds or so; returning `false` stops, and a walker still on its way has the outcome
  ///     `limit`.
  package func run(
    _ starts: Walkers, until level: Double = .infinity, firstStep: UInt64 = 0, threads: Int = 1,
    observe: (ExcursionProgress) -> Bool = { _ in true }
  ) -> ExcursionResult {
    let levels = Array(repeating: level, count: starts.count)
    return run(starts, until: levels, firstStep: firstStep, threads: threads, observe: observe)
  }

  /// Runs walkers, each up to its own level.
  ///
  /// - Parameter levels: one for each walker; ∞ for none. To stop only above a level, give its `nextUp`.
  package func run(
    _ starts: Walkers, until levels: [Double], firstStep: UInt64 = 0, threads: Int = 1,
    observe: (ExcursionProgress) -> Bool = { _ in true }
  ) -> ExcursionResult {
    run(starts, until: levels, firstStep: firstStep, threads: threads, blockCapacity: nil, observe: observe)
  }
}
