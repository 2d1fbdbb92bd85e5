// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Potentials
package import Randomness

/// What some walkers saw at one node of a path: plain numbers, to be stored and put together by `IntegratedFreeEnergy`.
package struct NodeSums: Sendable, Equatable, Codable {
  /// The index of the node.
  package var node: Int
  /// In how many parts each walker's observations are kept.
  package var batches: Int
  /// Observations per part.
  package var observations: Int
  /// Averages of f, or of f₁ − f₀: element walker·batches + part.
  package var slopes: [Double]
  /// Averages of f (of f₁ between two potentials), one a walker.
  package var energies: [Double]
  /// Averages of the square of what is in `slopes`, one a walker.
  package var squares: [Double]
  /// The time step that was taken.
  package var timeStep: Double
  /// What part of the steps was accepted in the trial.
  package var acceptance: Double
}

extension ThermodynamicIntegration {
  private static let batches = 16
  /// A node's walkers bear names from its own range of so many.
  private static let walkersPerNode: UInt32 = 1 << 24

  /// Runs walkers at one node.
  ///
  /// - Parameters:
  ///   - node: the index of the node.
  ///   - walkers: their names, below 2²⁴.
  ///   - steps: of each walker after the burn-in.
  ///   - burnIn: by default a fifth of the steps.
  ///   - thinning: steps from one observation to the next.
  ///   - timeStep: by default found in a trial, so that three of four steps are accepted.
  ///   - seed: of the scenario.
  ///   - task: names the streams; nodes of one task draw different numbers.
  ///   - threads: how many threads to use; the result does not depend on it.
  ///   - progress: is told what part is done and says whether to go on.
  /// - Returns: the sums; `nil` if told to stop.
  package func run(
    node: Int, walkers: Range<UInt32>, steps: Int, burnIn: Int? = nil, thinning: Int = 5, timeStep: Double? = nil,
    seed: UInt64, task: StreamTask = 0, threads: Int = 1, progress: (Double) -> Bool = { _ in true }
  ) throws -> NodeSums? {
    let landscape = landscape(at: node)
    let temperature = nodes[node].temperature
    // Nodes of one task must not share their noise, which would correlate what is added up: each has names of its own.
    let offset = UInt32(node) * Self.walkersPerNode
    let names = (walkers.lowerBound + offset)..<(walkers.upperBound + offset)
    let confined = ConfinedLangevin(to: region, of: landscape)
    let trial = try TimeStepTrial(
      landscape, integrator: confined, temperature: temperature, start: minimum, seed: seed, task: task,
      timeStep: timeStep)
    let observations = max(1, steps / max(1, thinning) / Self.batches)
    let burnIn = burnIn ?? steps / 5
    let law =
      landscape.isSearchable
      ? try? LocalGibbs(landscape, in: region, around: minimum, temperature: temperature) : nil
    var ensemble = try Ensemble(
      potential: landscape, integrator: confined, timeStep: trial.timeStep,
      schedule: ConstantTemperature(temperature),
      starts: law?.draw(walkers: names, seed: seed, task: task)
        ?? Walkers.standing(at: minimum, count: names.count),
      walkers: names, seed: seed, task: task)
    ensemble.run(steps: burnIn, threads: threads)
    guard progress(0.2) else { return nil }
    var observer = SlopeObserver(
      potential, from: from, walkers: walkers.count, batches: Self.batches, observations: observations)
    for batch in 0..<Self.batches {
      ensemble.run(steps: observations * max(1, thinning), every: max(1, thinning), threads: threads) { walkers, _ in
        observer.observe(walkers, batch: batch)
      }
      guard progress(0.2 + 0.8 * Double(batch + 1) / Double(Self.batches)) else { return nil }
    }
    return NodeSums(
      node: node, batches: Self.batches, observations: observations, slopes: observer.slopes,
      energies: observer.energies,
      squares: observer.squares, timeStep: trial.timeStep, acceptance: trial.acceptance)
  }
}

/// Observes walkers that are never lost, since MALA takes no step to where the energy is not a number.
private struct SlopeObserver {
  let potential: any Potential
  let from: (any Potential)?
  let batches: Int
  let observations: Double
  var slopes: [Double]
  var energies: [Double]
  var squares: [Double]
  private var values: [Double]
  private var others: [Double]

  init(_ potential: any Potential, from: (any Potential)?, walkers: Int, batches: Int, observations: Int) {
    self.potential = potential
    self.from = from
    self.batches = batches
    self.observations = Double(observations)
    slopes = Array(repeating: 0, count: walkers * batches)
    energies = Array(repeating: 0, count: walkers)
    (squares, values, others) = (energies, energies, energies)
  }

  mutating func observe(_ walkers: Walkers, batch: Int) {
    let n = walkers.count
    let (potential, from) = (potential, from)
    var output = values.mutableSpan
    potential.energies(walkers: n, at: walkers.positions.span, into: &output)
    if let from {
      var output = others.mutableSpan
      from.energies(walkers: n, at: walkers.positions.span, into: &output)
    }
    for w in 0..<n {
      let slope = values[w] - others[w]
      slopes[w * batches + batch] += slope / observations
      squares[w] += slope * slope / (observations * Double(batches))
      energies[w] += values[w] / (observations * Double(batches))
    }
  }
}

/// The time step at which about three of four steps of MALA are accepted, found by a few walkers.
struct TimeStepTrial: Sendable {
  var timeStep: Double
  var acceptance: Double

  private static let walkers = 16
  private static let steps = 60
  private static let wanted = 0.65...0.85

  init(
    _ potential: any Potential, integrator: ConfinedLangevin, temperature: Double, start: [Double], seed: UInt64,
    task: StreamTask, timeStep given: Double?
  ) throws {
    let stable = StableTimeStep(potential, integrator: integrator, temperature: temperature, points: [start]).timeStep
    let width = potential.window.reduce(Double.infinity) { min($0, $1.upperBound - $1.lowerBound) }
    var step = given ?? min(stable, width * width / (8 * temperature))
    var found = 0.0
    // Between the largest step that was too small and the smallest that was too large.
    var (low, high) = (0.0, Double.infinity)
    for round in 0..<16 {
      found = try Self.acceptance(potential, integrator, step, temperature, start, seed, task, round: UInt32(round))
      if given != nil || Self.wanted.contains(found) { break }
      if found > Self.wanted.upperBound { low = step } else { high = step }
      step = high == .infinity ? 2 * step : low == 0 ? step / 3 : (low * high).squareRoot()
    }
    (timeStep, acceptance) = (step, found)
  }

  private static func acceptance(
    _ potential: any Potential, _ integrator: ConfinedLangevin, _ step: Double, _ temperature: Double,
    _ start: [Double], _ seed: UInt64, _ task: StreamTask, round: UInt32
  ) throws -> Double {
    // Names from the far end, which no sampled walker bears.
    let first = UInt32.max - (round + 1) * UInt32(walkers)
    var ensemble = try Ensemble(
      potential: potential, integrator: integrator, timeStep: step, schedule: ConstantTemperature(temperature),
      starts: Walkers.standing(at: start, count: walkers), walkers: first..<(first + UInt32(walkers)), seed: seed,
      task: task)
    // Halfway on, so that the walkers have left the minimum, where every step is accepted.
    ensemble.run(steps: steps)
    var last = ensemble.walkers.positions
    var moved = 0
    ensemble.run(steps: steps, every: 1) { state, _ in
      for w in 0..<state.count where state.positions[w] != last[w] { moved += 1 }
      last = state.positions
    }
    return Double(moved) / Double(steps * walkers)
  }
}
