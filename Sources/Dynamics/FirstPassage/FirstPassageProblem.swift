// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Randomness

/// When do walkers reach a region for the first time?
///
/// A pure function of its fields, the starting points and the walkers' names: threads, blocks and interruptions do not
/// change a bit of the result.
public struct FirstPassageProblem: Sendable {
  /// The landscape.
  public var potential: any Potential
  /// The scheme.
  public var integrator: any Integrator
  /// The time step h > 0.
  public var timeStep: Double
  /// The temperature as a function of time.
  public var schedule: any TemperatureSchedule
  /// Where to arrive. A target is where it is: on a circle it has no images.
  public var target: Region
  /// Who has not arrived by then is censored.
  public var timeLimit: Double
  /// What is done about crossings between two steps.
  public var correction: CrossingCorrection
  /// Where the deviates come from. Decisions about crossings always come from Philox.
  public var noise: NoiseGenerator
  /// The seed.
  public var seed: UInt64
  /// The task's number, part of every stream's name.
  public var task: UInt32

  /// A problem.
  ///
  /// - Parameters:
  ///   - timeStep: h, positive.
  ///   - timeLimit: positive; may be infinite where arriving is certain.
  public init(
    potential: any Potential, integrator: any Integrator = EulerMaruyama(), timeStep: Double,
    schedule: any TemperatureSchedule, target: Region, timeLimit: Double, correction: CrossingCorrection = .bridge,
    noise: NoiseGenerator = .philox, seed: UInt64, task: UInt32 = 0
  ) {
    self.potential = potential
    self.integrator = integrator
    self.timeStep = timeStep
    self.schedule = schedule
    self.target = target
    self.timeLimit = timeLimit
    self.correction = correction
    self.noise = noise
    self.seed = seed
    self.task = task
  }

  /// The state before the first step: whoever starts inside the target has arrived at time zero.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - walkers: the n names.
  public func start(at starts: [Double], walkers: Range<UInt32>) -> FirstPassageCheckpoint {
    let n = walkers.count
    var state = FirstPassageCheckpoint(
      walkers: walkers, step: 0, time: 0,
      onTheWay: Walkers(
        walkers, at: starts, dimension: potential.dimension, integrator: integrator,
        temperature: schedule.temperature(at: 0), noise: noise, seed: seed, task: task),
      times: Array(repeating: 0, count: n), outcomes: Array(repeating: 0, count: n),
      finalPositions: Array(repeating: 0, count: starts.count), finishedSteps: 0, generators: Data())
    var distances = [Double](repeating: 0, count: n)
    var span = distances.mutableSpan
    target.distances(walkers: n, at: starts.span, in: potential, into: &span)
    var left: [Int] = []
    for (w, distance) in distances.enumerated() {
      // A position that is not a number is sent on its way and diverges with the first step.
      let isInside = distance <= 0
      left.append(isInside ? 0 : 1)
      guard isInside else { continue }
      state.outcomes[w] = Outcome.arrived.rawValue
      for c in 0..<potential.dimension { state.finalPositions[c * n + w] = starts[c * n + w] }
    }
    state.onTheWay.keep(left, width: 1)
    return state
  }

  /// Lets all walkers search until each has ended, or until the observer says stop.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - walkers: the n names; they name the noise.
  ///   - threads: how many threads to use.
  ///   - observe: called every 20 milliseconds or so, whenever all walkers stand at the same step; `state()` makes a checkpoint, returning `false` stops.
  /// - Throws: a `Problem` when the noise generator does not exist.
  public func run(
    from starts: [Double], walkers: Range<UInt32>, threads: Int = 1,
    observe: (FirstPassageProgress, _ state: () -> FirstPassageCheckpoint) -> Bool = { _, _ in true }
  ) throws -> FirstPassageRun {
    try resume(start(at: starts, walkers: walkers), threads: threads, observe: observe)
  }

  /// Goes on from a checkpoint of the same problem.
  public func resume(
    _ checkpoint: FirstPassageCheckpoint, threads: Int = 1,
    observe: (FirstPassageProgress, _ state: () -> FirstPassageCheckpoint) -> Bool = { _, _ in true }
  ) throws -> FirstPassageRun {
    try resume(checkpoint, threads: threads, blockCapacity: nil, observe: observe)
  }
}
