// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Randomness

/// Many walkers that move freely and are observed at intervals.
///
/// The state after so many steps is a function of the settings, the starting points and the walkers' names: threads,
/// blocks and the interval of observation do not change a bit of it.
public struct Ensemble: Sendable {
  /// The landscape.
  public let potential: any Potential
  /// The scheme.
  public let integrator: any Integrator
  /// The time step h > 0.
  public let timeStep: Double
  /// The temperature as a function of time.
  public let schedule: any TemperatureSchedule
  /// The walkers that are left; those that diverged are taken out.
  public private(set) var walkers: Walkers
  /// How many steps were taken.
  public private(set) var step: UInt64 = 0
  /// The time.
  public private(set) var time = 0.0
  private let noise: SharedNoise
  private let isSequential: Bool

  /// Walkers at their starting points.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - names: the n walkers' names; they name the noise.
  /// - Throws: `UnknownGenerator`.
  public init(
    potential: any Potential, integrator: any Integrator = EulerMaruyama(), timeStep: Double,
    schedule: any TemperatureSchedule, starts: [Double], walkers names: Range<UInt32>,
    noise: NoiseGenerator = .philox, seed: UInt64, task: StreamTask = 0
  ) throws {
    self.potential = potential
    self.integrator = integrator
    self.timeStep = timeStep
    self.schedule = schedule
    isSequential = noise != .philox
    self.noise = try SharedNoise(noise, StreamName(seed: seed, task: task, purpose: .dynamics), walkers: names)
    walkers = Walkers(
      names, at: starts, dimension: potential.dimension, integrator: integrator,
      temperature: schedule.temperature(at: 0), noise: noise, seed: seed, task: task)
  }

  /// The walkers that diverged, when and where.
  public private(set) var divergences: [Divergence] = []

  /// Takes steps and calls an observer at regular intervals of them.
  ///
  /// - Parameters:
  ///   - steps: how many.
  ///   - stride: steps from one observation to the next; by default one observation after all of them.
  ///   - threads: how many threads to use.
  ///   - observe: called with the walkers and the time.
  public mutating func run(
    steps: Int, every stride: Int? = nil, threads: Int = 1, observe: (Walkers, Double) -> Void = { _, _ in }
  ) {
    run(steps: steps, every: stride, threads: threads, blockCapacity: nil, observe: observe)
  }

  mutating func run(
    steps: Int, every stride: Int?, threads: Int, blockCapacity: Int?, observe: (Walkers, Double) -> Void
  ) {
    let plan = BlockPlan(
      potential: potential, integrator: integrator, isSequential: isSequential, capacity: blockCapacity)
    let runner = RoundRunner(plan, threads: threads)
    var clock = Clock(integrator: integrator, timeStep: timeStep, schedule: schedule, step: step, time: time)
    var left = steps
    while left > 0 {
      let count = min(left, stride ?? left)
      let test = DivergenceTest(farAway: plan.farAway, lost: LostWalkers())
      _ = runner.round(&walkers, clock: clock, steps: count, until: .infinity, noise: noise, test)
      divergences += test.lost.inOrder()
      clock.advance(steps: count, until: .infinity)
      (step, time) = (clock.step, clock.time)
      observe(walkers, time)
      left -= count
    }
  }
}
