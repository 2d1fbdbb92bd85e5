// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Potentials
public import Randomness
import Settings

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
  /// A walker that has not arrived by then is censored.
  public var timeLimit: Double
  /// What is done about crossings between two steps; nothing can be where the target takes an observation.
  public var correction: CrossingCorrection
  /// A region whose first visit starts a walker's clock; the clocks start at once where there is none.
  ///
  /// Before its clock starts a walker cannot arrive. It moves by the same equation all the time and need not stay in
  /// the region. Visits are seen at the observations, as for targets that take an observation.
  public var departure: Region?
  /// Steps from one observation to the next, where the target or the departure takes an observation.
  public var observeEvery: Int
  /// Where the deviates come from. Decisions about crossings always come from Philox.
  public var noise: NoiseGenerator
  /// The seed.
  public var seed: UInt64
  /// The task's number, part of every stream's name.
  public var task: StreamTask
  /// What is recorded of walkers that are observed, beside their arrivals.
  package var recorded: [Observable] = []
  /// Steps from one record to the next, a multiple of `observeEvery`; the first is that of the starting points.
  package var recordEvery = 0
  /// By which the rounds between two calls of an observer get their length.
  package var stopwatch = Stopwatch.system

  /// A problem.
  ///
  /// - Parameters:
  ///   - timeStep: h, positive.
  ///   - timeLimit: positive, counted from the first step; may be infinite where arriving is certain.
  ///   - observeEvery: positive.
  public init(
    potential: any Potential, integrator: any Integrator = EulerMaruyama(), timeStep: Double,
    schedule: any TemperatureSchedule, target: Region, timeLimit: Double, correction: CrossingCorrection = .bridge,
    departure: Region? = nil, observeEvery: Int = 1,
    noise: NoiseGenerator = .philox, seed: UInt64, task: StreamTask = 0
  ) {
    self.potential = potential
    self.integrator = integrator
    self.timeStep = timeStep
    self.schedule = schedule
    self.target = target
    self.timeLimit = timeLimit
    self.correction = correction
    self.departure = departure
    self.observeEvery = observeEvery
    self.noise = noise
    self.seed = seed
    self.task = task
  }

  /// Whether walkers are observed at intervals and not tested after every step.
  package var isObserved: Bool { target.isObserved || departure != nil }

  /// The state before the first step: a walker that starts inside the target has arrived at time zero.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - walkers: the n names.
  package func start(at starts: [Double], walkers: Range<UInt32>) -> FirstPassageCheckpoint {
    let n = walkers.count
    var state = FirstPassageCheckpoint(
      walkers: walkers, step: 0, time: 0,
      onTheWay: Walkers(
        walkers, at: starts, dimension: potential.dimension, integrator: integrator,
        temperature: schedule.temperature(at: 0), noise: noise, seed: seed, task: task),
      times: Array(repeating: 0, count: n), outcomes: Array(repeating: 0, count: n),
      finalPositions: Array(repeating: 0, count: starts.count), finishedSteps: 0, generators: Data(),
      departures: departure.map { distances(to: $0, starts, n).map { $0 <= 0 ? 0 : .infinity } } ?? [],
      records: recordCount > 0 ? firstRecords(starts, n) : nil)
    var left: [Int] = []
    for (w, distance) in distances(to: target, starts, n).enumerated() {
      // A position that is not a number is sent on its way and diverges with the first step.
      let isInside = distance <= 0 && (state.departures.isEmpty || state.departures[w] == 0)
      left.append(isInside ? 0 : 1)
      guard isInside else { continue }
      state.outcomes[w] = Outcome.arrived.rawValue
      for c in 0..<potential.dimension { state.finalPositions[c * n + w] = starts[c * n + w] }
    }
    state.onTheWay.keep(left, width: 1)
    return state
  }

  /// How many records there are of a walker, the first at its start; none where nothing is recorded.
  package var recordCount: Int {
    guard isObserved, !recorded.isEmpty, recordEvery > 0, timeLimit.isFinite else { return 0 }
    return Int(countable: (timeLimit / timeStep + 1e-9).rounded(.down)) / recordEvery + 1
  }

  /// Room for all records, with those of the starting points.
  private func firstRecords(_ starts: [Double], _ count: Int) -> [Double] {
    var records = [Double](repeating: .nan, count: recordCount * recorded.count * count)
    guard let observed = potential as? any ObservablePotential else { return records }
    for w in 0..<count {
      let position = stride(from: w, to: starts.count, by: count).map { starts[$0] }
      for (row, value) in observed.values(of: recorded, at: position.span).enumerated() {
        records[row * count + w] = value
      }
    }
    return records
  }

  private func distances(to region: Region, _ positions: [Double], _ count: Int) -> [Double] {
    var distances = [Double](repeating: 0, count: count)
    var span = distances.mutableSpan
    region.distances(walkers: count, at: positions.span, in: potential, into: &span)
    return distances
  }

  /// Lets all walkers search until each has ended, or until the observer says stop.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - walkers: the n names; they name the noise.
  ///   - threads: how many threads to use.
  ///   - observe: called every 20 milliseconds or so, whenever all walkers stand at the same step; `state()` makes a checkpoint, returning `false` stops.
  /// - Throws: a `Problem` when the noise generator does not exist.
  package func run(
    from starts: [Double], walkers: Range<UInt32>, threads: Int = 1,
    observe: (FirstPassageProgress, _ state: () -> FirstPassageCheckpoint) -> Bool = { _, _ in true }
  ) throws -> FirstPassageRun {
    try resume(start(at: starts, walkers: walkers), threads: threads, observe: observe)
  }

  /// When, how and where walkers ended that start at given points.
  ///
  /// - Parameters:
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - walkers: the n names; they name the noise.
  ///   - threads: how many threads to use; the result does not depend on it.
  /// - Throws: `UnknownGenerator` when the noise generator does not exist.
  public func passages(from starts: [Double], walkers: Range<UInt32>, threads: Int = 1) throws -> FirstPassageResult {
    var state = start(at: starts, walkers: walkers)
    while true {
      switch try resume(state, threads: threads) {
      case .finished(let result): return result
      case .stopped(let checkpoint): state = checkpoint
      }
    }
  }

  /// Goes on from a checkpoint of the same problem.
  package func resume(
    _ checkpoint: FirstPassageCheckpoint, threads: Int = 1,
    observe: (FirstPassageProgress, _ state: () -> FirstPassageCheckpoint) -> Bool = { _, _ in true }
  ) throws -> FirstPassageRun {
    try resume(checkpoint, threads: threads, blockCapacity: nil, observe: observe)
  }
}
