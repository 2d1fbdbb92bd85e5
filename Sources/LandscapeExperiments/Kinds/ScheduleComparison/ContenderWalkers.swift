// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Potentials
import Randomness

/// The walkers of one contender on their way: one ensemble, or one for each rung of a ladder.
struct ContenderWalkers {
  private enum Motion {
    case ensemble(Ensemble)
    case exchange(ReplicaExchange)
  }
  private var motion: Motion

  init(_ contender: Contender, at point: SchedulePoint, share: WalkerShare) throws {
    let walkers = share.walkers
    let task = try point.streamTask(halving: share.halving)
    let starts = try point.startingPositions(of: walkers, task: task)
    let timeStep = share.timeStep(of: point.timeStep)
    switch contender.motion {
    case .schedule(let schedule):
      motion = .ensemble(
        try Ensemble(
          potential: point.potential, integrator: point.integrator, timeStep: timeStep, schedule: schedule,
          starts: starts, walkers: walkers, noise: point.noise, seed: point.position.seed, task: task))
    case .exchange(let temperatures, let swapEvery):
      motion = .exchange(
        try ReplicaExchange(
          potential: point.potential, integrator: point.integrator, timeStep: timeStep, temperatures: temperatures,
          swapEvery: swapEvery << share.halving, starts: starts, walkers: walkers, noise: point.noise,
          seed: point.position.seed, task: .replicaExchange(point: point.position.index, halving: share.halving)))
    }
  }

  /// Takes steps, each replica as many.
  mutating func run(steps: Int, threads: Int) {
    guard steps > 0 else { return }
    switch motion {
    case .ensemble(var ensemble):
      ensemble.run(steps: steps, threads: threads)
      motion = .ensemble(ensemble)
    case .exchange(var exchange):
      exchange.run(steps: steps, threads: threads)
      motion = .exchange(exchange)
    }
  }

  /// The walkers that are left.
  var names: [UInt32] {
    switch motion {
    case .ensemble(let ensemble): ensemble.walkers.identifiers
    case .exchange(let exchange): exchange.walkers
    }
  }

  /// Where they are; with replicas, those at the lowest temperature.
  var positions: [Double] {
    switch motion {
    case .ensemble(let ensemble): ensemble.walkers.positions
    case .exchange(let exchange): exchange.levels.first?.positions ?? []
    }
  }

  /// Where they and all their replicas are.
  var allPositions: [[Double]] {
    switch motion {
    case .ensemble(let ensemble): [ensemble.walkers.positions]
    case .exchange(let exchange): exchange.levels.map(\.positions)
    }
  }

  var divergences: [Divergence] {
    switch motion {
    case .ensemble(let ensemble): ensemble.divergences
    case .exchange(let exchange): exchange.divergences
    }
  }

  /// How replicas change places; `nil` without replicas.
  var exchanges: ExchangeTally? {
    if case .exchange(let exchange) = motion { exchange.exchanges } else { nil }
  }
}
