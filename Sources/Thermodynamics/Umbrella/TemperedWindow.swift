// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials
import Randomness
import Statistics

/// A window of umbrella sampling whose walkers have replicas at hotter temperatures and change places with them.
///
/// State (k, t) has the law e^{−(f + ½κ(s − s_k)²)/θ_t}. What parts the walkers of a window at θ (other ways to the same s) is
/// passed at a hotter rung, and comes down the ladder by exchanges. All rungs are states of MBAR, with the reduced
/// potentials (f + ½κ(s − s_k)²)/θ_t, so that what the hot ones see counts too.
struct TemperedWindow {
  let sampling: UmbrellaSampling
  let index: Int

  /// Steps between two attempts to change places: an attempt costs an energy, each step costs more.
  private static let swapEvery = 10
  /// Names of replicas begin here, between those of windows and those of trials.
  private static let firstName = UInt32(1) << 30
  /// Fewer values of a walker tell nothing of its memory.
  private static let fewest = 8

  init(_ sampling: UmbrellaSampling, index: Int) { (self.sampling, self.index) = (sampling, index) }

  /// The samples at each temperature, the coldest first; the hotter ones together have as many as the coldest.
  func samples(
    regions: [Region], seed: UInt64, task: StreamTask, threads: Int
  ) throws(NotApplicable) -> [WindowSamples] {
    let settings = sampling.settings
    let ladder = sampling.ladder
    let walkers = settings.walkers
    let biased = sampling.window(index)
    let starts = sampling.starts.points(biased, atMost: walkers)
    var chains: [BiasedChains] = []
    for (rung, temperature) in ladder.enumerated() {
      let first = UInt32((rung * sampling.plan.centers.count + index) * walkers)
      chains.append(
        try BiasedChains(
          biased, temperature: temperature, integrator: settings.integrator, timeStep: settings.timeStep,
          burnIn: settings.burnIn, starts: starts, walkers: first..<(first + UInt32(walkers)), seed: seed, task: task,
          threads: threads, longestRunIn: settings.longestRunIn))
    }
    let rounds = (settings.samples + walkers - 1) / walkers
    let longest = Double(max(1, 4 * settings.longestRunIn / rounds))
    let interval = settings.interval ?? max(1, Int(min(chains[0].correlationTime, longest)))
    let first = Self.firstName / UInt32(ladder.count) + UInt32(index * walkers)
    var replicas: ReplicaExchange
    do {
      replicas = try ReplicaExchange(
        potential: biased, integrator: settings.integrator, timeStep: chains[0].ensemble.timeStep,
        temperatures: ladder, swapEvery: min(Self.swapEvery, interval), starts: chains[0].ensemble.walkers.positions,
        timeSteps: chains.map(\.ensemble.timeStep), levelStarts: chains.map(\.ensemble.walkers.positions),
        walkers: first..<(first + UInt32(walkers)), seed: seed, task: task)
    } catch { throw NotApplicable("\(error)") }
    // Each rung has run in by itself; together they forget where by as many steps as a window may run in, or a fifth of the run.
    replicas.run(steps: settings.burnIn ?? min(settings.longestRunIn, max(1, rounds * interval / 5)), threads: threads)
    let sparse = max(1, min(ladder.count - 1, rounds / Self.fewest))
    var recorders = ladder.indices.map { rung in
      WindowRecorder(sampling, regions: regions, walkers: walkers, rounds: rung == 0 ? rounds : rounds / sparse)
    }
    for round in 1...rounds {
      replicas.run(steps: interval, threads: threads)
      for rung in ladder.indices where rung == 0 || round % sparse == 0 { recorders[rung].add(replicas.levels[rung]) }
    }
    guard replicas.divergences.isEmpty else {
      throw NotApplicable("replicas diverge at the time step \(replicas.timeStep); take a shorter one")
    }
    return ladder.indices.map { rung in
      recorders[rung].samples(
        window: index, rung: rung, timeStep: chains[rung].ensemble.timeStep,
        interval: rung == 0 ? interval : interval * sparse)
    }
  }
}
