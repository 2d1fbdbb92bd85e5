// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Experiments
import Foundation
import Potentials
import Randomness
import Settings

/// One point of the sweep of a `schedule-comparison` scenario, decoded and checked.
struct SchedulePoint: MethodicalPoint {
  let position: SweepPosition
  let potential: any Potential
  let landscape: Landscape
  let contenders: [Contender]
  let destinations: Destinations
  let start: Start
  /// θ of the Gibbs law that the walkers start from.
  let startTemperature: Double
  let integrator: any Integrator
  let timeStep: Double
  let noise: NoiseGenerator
  let walkers: Int
  /// SDE time of a walker, summed over its replicas.
  let budget: Double
  /// How many times energies and populations are observed.
  let observations: Int
  let observationsAreLogarithmic: Bool
  let checksStep: Bool
  /// What is recorded on the way beside energies and populations.
  let recorded: [Observable]
  let methods: [any ExperimentMethod<SchedulePoint>]
  let settings: Parameters

  var generator: String { noise.name }

  /// The task in the names of the streams: every point of the sweep has its own, and so has the run at half the time
  /// step. Not the contender: all get the same deviates.
  ///
  /// - Throws: `StreamOverflow` beyond 2²⁷ points.
  func streamTask(halving: Int) throws(StreamOverflow) -> StreamTask {
    try .point(position.index, halving: halving)
  }

  /// The steps that a contender's every replica takes.
  func steps(of contender: Contender, halving: Int = 0) -> Int {
    let all = (budget / timeStep).rounded() * pow(2, Double(halving))
    return max(1, Int(countable: all) / contender.replicas)
  }

  /// After how many steps walkers are observed: `observations` numbers, not falling; the last is the end.
  func observationSteps(of contender: Contender, halving: Int = 0) -> [Int] {
    let all = Double(steps(of: contender, halving: halving))
    return (0..<observations).map { observation in
      let part = Double(observation) / Double(observations - 1)
      // Early observations of a short run fall on one step; each has its place all the same.
      return Int(countable: (observationsAreLogarithmic ? pow(all, part) : all * part).rounded())
    }
  }

  /// How many times it is observed whether walkers are in the target.
  static let arrivalObservations = 500

  /// After how many steps it is observed whether walkers are in the target, beside the other observations.
  func arrivalStride(of contender: Contender, halving: Int = 0) -> Int {
    max(1, steps(of: contender, halving: halving) / Self.arrivalObservations)
  }

  /// Time between two observations of arrivals, in terms of the budget that is spent.
  var resolution: Double { max(timeStep, budget / Double(Self.arrivalObservations)) }

  /// d × n starting coordinates, coordinate-major; the same for all contenders.
  func startingPositions(of names: Range<UInt32>, task: StreamTask) throws -> [Double] {
    try start.positions(of: names, in: potential, temperature: startTemperature, seed: position.seed, task: task)
  }

  /// Whether several walkers are moved together; the network of each fills the machine by itself.
  private var movesTogether: Bool { potential.walkersPerBlock != 1 }

  /// What a step of one walker costs, in coordinates of a toy that are moved.
  var costOfStep: Double { movesTogether ? Double(potential.dimension) : potential.costPerStep }

  /// Whether walkers are let down to their minima at the end: where minima can be searched for.
  var quenches: Bool { potential.isSearchable }

  /// Walkers whose energies are kept at every observation, for quantiles.
  static let trackedWalkers = 4096

  /// A part of the walkers: about so many walker-steps of one coordinate, so that a stopped run loses seconds.
  private static let partCost = 5e8
  private static let largestPart = 1_048_576.0

  /// The parts of the walkers, those at half the time step last.
  var shares: [WalkerShare] {
    let cost = costOfStep * budget / timeStep
    if !movesTogether {
      return WalkerShare.shares(of: walkers, size: max(1, Int(Self.partCost / cost)), checksStep: checksStep)
    }
    let fitting = min(max(Self.partCost / cost, 64), Self.largestPart)
    let count = max(1, (Double(walkers) / fitting).rounded(.up))
    // Whole vectors of walkers.
    let size = max(8, (Int((Double(walkers) / count).rounded(.up)) + 7) / 8 * 8)
    return WalkerShare.shares(of: walkers, size: size, checksStep: checksStep)
  }
}
