// SPDX-License-Identifier: GPL-3.0-or-later
public import Potentials
public import Randomness
import Settings

/// Parallel tempering: of each walker there is a replica at every temperature of a ladder, and neighbors change places now and then.
///
/// Replicas move by the integrator's steps at their own temperature. After every `swapEvery` steps neighbors i, i + 1 with
/// even and with odd i in turn change places with probability min(1, exp((β_i − β_j)(f_i − f_j))), which leaves the product of
/// the Gibbs laws ∏ e^{−β_i f(x_i)} unchanged: every temperature keeps its own law, and what the hot replicas find comes down the
/// ladder. Momenta are scaled by √(θ_new/θ_old) on the way. All replicas at one temperature are one batch of the block engine.
///
/// Replica k of walker w is called w·R + k in the names of the noise, decision number s of pair k of walker w has position
/// s·R + k of the walker's stream `exchange`. R. H. Swendsen and J.-S. Wang, Phys. Rev. Lett. 57 (1986) 2607.
public struct ReplicaExchange: Sendable {
  /// The landscape.
  public let potential: any Potential
  /// The scheme.
  public let integrator: any Integrator
  /// The time step h > 0.
  public let timeStep: Double
  /// The temperatures θ > 0, ascending.
  public let temperatures: [Double]
  /// Steps between two attempts to change places.
  public let swapEvery: Int
  /// The replicas at each temperature, of the same walkers in the same order.
  ///
  /// The names are those of the replicas' noise; `walkers` has the walkers' own.
  public private(set) var levels: [Walkers]
  /// The walkers that are left; one whose replica diverges is taken out with all its replicas.
  public private(set) var walkers: [UInt32]
  /// How many steps each replica has taken.
  public private(set) var step: UInt64 = 0
  /// How often neighbors k and k + 1 could have changed places, and did.
  package private(set) var exchanges: ExchangeTally
  /// The walkers of which a replica diverged, when and where.
  public private(set) var divergences: [Divergence] = []

  private let noise: SharedNoise
  private let isSequential: Bool
  private let exchangeStream: StreamName
  private let timeSteps: [Double]
  private var energies: [[Double]]
  private var attempts: UInt64 = 0

  /// Replicas that all stand where their walkers start.
  ///
  /// - Parameters:
  ///   - temperatures: two or more, positive and ascending.
  ///   - swapEvery: at least one.
  ///   - starts: d × n coordinates, coordinate-major.
  ///   - timeSteps: one for each temperature, where they differ; for schemes whose law does not depend on it.
  ///   - levelStarts: d × n coordinates for each temperature, where they differ.
  ///   - names: the n walkers' names.
  /// - Throws: a `Problem` at `temperatures` where they are no ladder, at `walkers` when there are too many to name their replicas;
  ///   `UnknownGenerator`.
  public init(
    potential: any Potential, integrator: any Integrator = EulerMaruyama(), timeStep: Double, temperatures: [Double],
    swapEvery: Int = 100, starts: [Double], timeSteps: [Double]? = nil, levelStarts: [[Double]]? = nil,
    walkers names: Range<UInt32>, noise: NoiseGenerator = .philox,
    seed: UInt64, task: StreamTask = 0
  ) throws {
    try TemperatureLadder.check(temperatures)
    let (count, rungs) = (names.count, UInt64(temperatures.count))
    guard UInt64(names.upperBound) * rungs <= UInt64(UInt32.max) else {
      throw Problem(
        "\(names.upperBound) walkers with \(rungs) replicas each are too many; at most 2³² replicas have names.",
        at: "walkers")
    }
    self.potential = potential
    self.integrator = integrator
    self.timeStep = timeStep
    self.temperatures = temperatures
    self.swapEvery = max(1, swapEvery)
    self.timeSteps = timeSteps ?? temperatures.map { _ in timeStep }
    isSequential = noise != .philox
    let all = names.lowerBound * UInt32(rungs)..<names.upperBound * UInt32(rungs)
    self.noise = try SharedNoise(noise, StreamName(seed: seed, task: task, purpose: .dynamics), walkers: all)
    exchangeStream = StreamName(seed: seed, task: task, purpose: .exchange)
    walkers = Array(names)
    levels = temperatures.enumerated().map { rung, temperature in
      Walkers(
        names.map { $0 * UInt32(rungs) + UInt32(rung) }, at: levelStarts?[rung] ?? starts,
        dimension: potential.dimension,
        integrator: integrator, temperature: temperature, noise: noise, seed: seed, task: task)
    }
    energies = Array(repeating: Array(repeating: 0, count: count), count: temperatures.count)
    exchanges = ExchangeTally(walkers: count, rungs: temperatures.count)
  }

  /// The time that each replica has lived.
  public var time: Double { Double(step) * timeStep }

  /// Takes steps with all replicas and lets neighbors change places.
  ///
  /// Where attempts fall does not depend on how the steps are divided into calls.
  ///
  /// - Parameters:
  ///   - steps: how many each replica takes.
  ///   - threads: how many threads to use.
  public mutating func run(steps: Int, threads: Int = 1) {
    let plan = BlockPlan(potential: potential, integrator: integrator, isSequential: isSequential)
    let runner = RoundRunner(plan, threads: threads)
    var left = steps
    while left > 0 {
      let count = min(left, swapEvery - Int(step % UInt64(swapEvery)))
      var clocks = zip(temperatures, timeSteps).map {
        Clock(
          integrator: integrator, timeStep: $1, schedule: ConstantTemperature($0), step: step, time: Double(step) * $1)
      }
      for rung in levels.indices {
        let test = DivergenceTest(farAway: plan.farAway, lost: LostWalkers())
        _ = runner.round(
          &levels[rung], clock: clocks[rung], steps: count, until: .infinity, noise: noise, test)
        divergences += test.lost.inOrder().map { lost in
          Divergence(walker: lost.walker / UInt32(temperatures.count), time: lost.time, position: lost.position)
        }
        clocks[rung].advance(steps: count, until: .infinity)
      }
      step = clocks[0].step
      if levels.contains(where: { $0.count < walkers.count }) { removeIncomplete() }
      if step % UInt64(swapEvery) == 0 { exchange() }
      left -= count
    }
  }

  /// Takes out the walkers of which not every replica is left.
  private mutating func removeIncomplete() {
    let rungs = UInt32(temperatures.count)
    let alive = levels.map { level in Set(level.identifiers.map { $0 / rungs }) }
    let isWhole = walkers.map { walker in alive.allSatisfy { $0.contains(walker) } }
    for rung in levels.indices {
      let whole = Set(zip(walkers, isWhole).filter(\.1).map(\.0))
      levels[rung].keep(levels[rung].identifiers.map { whole.contains($0 / rungs) ? 1 : 0 }, width: 1)
    }
    exchanges.keep(isWhole)
    walkers = zip(walkers, isWhole).filter(\.1).map(\.0)
    energies = energies.map { _ in Array(repeating: 0, count: walkers.count) }
  }

  /// Lets neighbors change places: pairs that begin at an even rung and at an odd one in turn.
  private mutating func exchange() {
    let (n, rungs) = (walkers.count, temperatures.count)
    for rung in levels.indices {
      let positions = levels[rung].positions
      var heights = [Double](repeating: 0, count: n)
      var output = heights.mutableSpan
      potential.energies(walkers: n, at: positions.span, into: &output)
      energies[rung] = heights
    }
    for lower in stride(from: Int(attempts % 2), to: rungs - 1, by: 2) {
      let gap = 1 / temperatures[lower] - 1 / temperatures[lower + 1]
      for w in 0..<n {
        let exponent = gap * (energies[lower][w] - energies[lower + 1][w])
        var accepted = exponent >= 0
        if !accepted {
          var stream = RandomStream(
            exchangeStream, walker: walkers[w], position: attempts * UInt64(rungs) + UInt64(lower))
          // −ln u is exponential; false if anything is not a number.
          accepted = -exponent < stream.exponential()
        }
        if accepted { change(w, lower) }
        exchanges.count(walker: w, pair: lower, accepted: accepted)
      }
    }
    attempts += 1
    exchanges.lookAtEnds()
  }

  /// Replicas of walker w at two neighboring temperatures change places.
  private mutating func change(_ w: Int, _ lower: Int) {
    let (n, d) = (walkers.count, potential.dimension)
    for c in 0..<d {
      let x = levels[lower].positions[c * n + w]
      levels[lower].positions[c * n + w] = levels[lower + 1].positions[c * n + w]
      levels[lower + 1].positions[c * n + w] = x
    }
    for (index, kind) in integrator.memory.enumerated() {
      let scale = kind == .momentum ? (temperatures[lower + 1] / temperatures[lower]).squareRoot() : 1
      for c in 0..<d {
        let place = (index * d + c) * n + w
        let low = levels[lower].memory[place]
        levels[lower].memory[place] = levels[lower + 1].memory[place] / scale
        levels[lower + 1].memory[place] = low * scale
      }
    }
    let energy = energies[lower][w]
    energies[lower][w] = energies[lower + 1][w]
    energies[lower + 1][w] = energy
  }
}
