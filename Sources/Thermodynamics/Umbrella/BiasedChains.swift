// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Statistics

/// Walkers in a biased potential that have forgotten where they started.
///
/// The time step is tried out where none was given: from the curvature at the start for schemes with proposals so that about
/// two thirds of them are accepted, for other schemes a tenth of their stability limit. The walkers then run until they have gone
/// on for twenty of the correlation times that they show.
struct BiasedChains {
  /// The walkers, ready to be sampled.
  private(set) var ensemble: Ensemble
  /// The integrated correlation time of s and of the energy, the longer one, in steps.
  private(set) var correlationTime = 1.0
  let potential: BiasedPotential

  private static let trialSteps = 60
  private static let trials = 24
  /// MALA mixes best near 0.57; both sides of that are good enough.
  private static let acceptance = 0.5...0.9
  /// Correlation times that walkers run before anything is kept.
  private static let forgetting = 20.0
  /// A part of the stability limit that leaves little discretization error.
  private static let safety = 0.1
  /// The longest run-in, in steps.
  static let mostSteps = 200_000
  /// The longest time that walkers which have run in may remember, in steps. Others are found by R̂; what their memory seems to
  /// be says how far they are apart and not how long to wait.
  static let longestMemory = Double(mostSteps) / forgetting

  /// Walkers that have run in.
  ///
  /// - Parameters:
  ///   - starts: points that walkers start from, in turn.
  ///   - names: the walkers' names.
  ///   - burnIn: how many steps to run in; by default as many as are needed.
  init(
    _ potential: BiasedPotential, temperature: Double, integrator: any Integrator, timeStep: Double?, burnIn: Int?,
    starts: [[Double]], walkers names: Range<UInt32>, seed: UInt64, task: StreamTask, threads: Int = 1,
    longestRunIn: Int = mostSteps
  ) throws(NotApplicable) {
    self.potential = potential
    guard starts.allSatisfy({ potential.energy(at: $0).isFinite }) else {
      throw NotApplicable(
        "f has no finite value where the walkers of the window at \(potential.center) would start; "
          + "say from where to where the windows are to be")
    }
    func fresh(_ positions: [Double], _ timeStep: Double, _ names: Range<UInt32>) throws(NotApplicable) -> Ensemble {
      do {
        return try Ensemble(
          potential: potential, integrator: integrator, timeStep: timeStep,
          schedule: ConstantTemperature(temperature), starts: positions, walkers: names, seed: seed, task: task)
      } catch { throw NotApplicable("\(error)") }
    }
    let n = names.count
    let d = potential.dimension
    var positions = [Double](repeating: 0, count: d * n)
    for w in 0..<n { for c in 0..<d { positions[c * n + w] = starts[w % starts.count][c] } }

    let isMetropolized = integrator.isMetropolized
    var step = timeStep ?? Self.firstStep(potential, integrator, starts)
    if timeStep == nil, isMetropolized {
      // Other names than the walkers' own: what they do later does not depend on their trials.
      var growth = 2.0
      var wasTooLong: Bool?
      for trial in 0..<Self.trials {
        let first = UInt32(1) << 31 + UInt32(trial * n)
        var trying = try fresh(positions, step, first..<(first + UInt32(n)))
        let accepted = Self.acceptance(of: &trying, steps: Self.trialSteps, threads: threads)
        positions = trying.walkers.positions
        if Self.acceptance.contains(accepted) { break }
        let isTooLong = accepted < Self.acceptance.lowerBound
        if let wasTooLong, wasTooLong != isTooLong { growth = max(1.1, growth.squareRoot()) }
        wasTooLong = isTooLong
        step *= isTooLong ? 1 / growth : growth
      }
    }
    ensemble = try fresh(positions, step, names)
    if let burnIn {
      ensemble.run(steps: burnIn, threads: threads)
      correlationTime = try correlation(steps: 200, threads: threads)
    } else {
      var taken = 0
      var length = 200
      while true {
        ensemble.run(steps: length, threads: threads)
        correlationTime = try correlation(steps: length, threads: threads)
        taken += 2 * length
        if Double(taken) >= Self.forgetting * correlationTime || taken >= longestRunIn { break }
        length = min(2 * length, Int(Self.forgetting * correlationTime), longestRunIn)
      }
    }
    try check()
  }

  /// Takes steps and calls an observer at regular intervals of them.
  mutating func run(
    steps: Int, every stride: Int, threads: Int, observe: (Walkers) -> Void
  ) throws(NotApplicable) {
    ensemble.run(steps: steps, every: stride, threads: threads) { walkers, _ in observe(walkers) }
    try check()
  }

  private func check() throws(NotApplicable) {
    guard ensemble.divergences.isEmpty else {
      throw NotApplicable(
        "walkers diverge at the time step \(ensemble.timeStep); "
          + "take a shorter one or \(MetropolisAdjustedLangevin().name)")
    }
  }

  /// How long s and the energy remember, in steps.
  private mutating func correlation(steps: Int, threads: Int) throws(NotApplicable) -> Double {
    let count = ensemble.walkers.count
    // At most a thousand values of each walker.
    let stride = max(1, steps / 1000)
    var places = [[Double]](repeating: [], count: count)
    var energies = places
    var scratch = [Double](repeating: 0, count: count)
    let potential = potential
    ensemble.run(steps: steps, every: stride, threads: threads) { walkers, _ in
      guard walkers.count == count else { return }
      var span = scratch.mutableSpan
      potential.energies(walkers: count, at: walkers.positions.span, into: &span)
      for w in 0..<count { energies[w].append(scratch[w]) }
      walkers.positions.withUnsafeBufferPointer { x in
        potential.coordinate.withValues(x, walkers: count) { s in
          for w in 0..<count { places[w].append(potential.coordinate.difference(s[w], potential.center)) }
        }
      }
    }
    try check()
    let values = Double(count * places[0].count)
    let times = [places, energies].compactMap { chains -> Double? in
      guard let first = chains.first?.first, chains.contains(where: { $0.contains { $0 != first } }) else { return nil }
      // Fewer than two effective samples: as long as can be.
      let found = try? ChainDiagnostics(chains: chains).mean.effectiveSamples
      return values / max(found ?? 2, 1)
    }
    return max(1, Double(stride) * (times.max() ?? 1))
  }

  /// The part of the proposals that was accepted: walkers that are not where they were.
  private static func acceptance(of ensemble: inout Ensemble, steps: Int, threads: Int) -> Double {
    var before = ensemble.walkers
    var moved = 0
    var observations = 0
    let half = steps / 2
    ensemble.run(steps: steps, every: 1, threads: threads) { walkers, _ in
      observations += 1
      if observations > half, walkers.count == before.count {
        for w in 0..<walkers.count where walkers.position(0, of: w) != before.position(0, of: w) { moved += 1 }
      }
      before = walkers
    }
    return Double(moved) / Double((steps - half) * max(before.count, 1))
  }

  /// A step for the largest curvature at the starts, by power iteration on differences of the gradient.
  private static func firstStep(_ potential: BiasedPotential, _ integrator: any Integrator, _ starts: [[Double]])
    -> Double
  {
    let d = potential.dimension
    var curvature = potential.stiffness
    for start in starts {
      var vector = (0..<d).map { 1 + 0.1 * Double($0 % 7) }
      for _ in 0..<20 {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0, length.isFinite else { break }
        let reach = 1e-4 * potential.window.reduce(0) { max($0, $1.upperBound - $1.lowerBound) }
        let offset = vector.map { $0 / length * reach }
        let (ahead, behind) = (
          potential.gradient(at: zip(start, offset).map { $0 + $1 }),
          potential.gradient(at: zip(start, offset).map { $0 - $1 })
        )
        vector = zip(ahead, behind).map { ($0 - $1) / (2 * reach) }
      }
      let found = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if found.isFinite { curvature = max(curvature, found) }
    }
    let limit = integrator.stableTimeStep(curvature: curvature)
    return integrator.isMetropolized ? limit / 2 / cbrt(Double(d)) : limit * safety
  }
}
