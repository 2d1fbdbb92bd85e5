// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Randomness
import Settings

/// One point of the sweep of a `schedule-comparison` scenario, decoded and checked.
struct SchedulePoint: ExperimentPoint {
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
  let looks: Int
  let looksAreLogarithmic: Bool
  let checksStep: Bool

  /// The task in the names of the streams; every point of the sweep has its own, and so has the run at half the time step.
  ///
  /// Not the contender: all get the same deviates.
  func streamTask(halving: Int) -> StreamTask { StreamTask(bits: UInt32(2 * position.index + halving)) }

  /// The steps that a contender's every replica takes.
  func steps(of contender: Contender, halving: Int = 0) -> Int {
    let all = (budget / timeStep).rounded() * pow(2, Double(halving))
    return max(1, Int(all) / contender.replicas)
  }

  /// After how many steps somebody looks: `looks` numbers, not falling; the last is the end.
  func lookSteps(of contender: Contender, halving: Int = 0) -> [Int] {
    let all = Double(steps(of: contender, halving: halving))
    return (0..<looks).map { look in
      let part = Double(look) / Double(looks - 1)
      // Early looks of a short run fall on one step; each has its place all the same.
      return Int((looksAreLogarithmic ? pow(all, part) : all * part).rounded())
    }
  }

  /// How often somebody looks whether walkers are in the target.
  static let arrivalLooks = 500

  /// After how many steps it is looked whether walkers are in the target, beside the looks.
  func arrivalStride(of contender: Contender, halving: Int = 0) -> Int {
    max(1, steps(of: contender, halving: halving) / Self.arrivalLooks)
  }

  /// Time between two looks for arrivals, in terms of the budget that is spent.
  var resolution: Double { max(timeStep, budget / Double(Self.arrivalLooks)) }

  /// d × n starting coordinates, coordinate-major; the same for all contenders.
  func startingPositions(of names: Range<UInt32>, task: StreamTask) throws -> [Double] {
    try start.positions(of: names, in: potential, temperature: startTemperature, seed: position.seed, task: task)
  }

  /// Walkers whose energies are kept at every look, for quantiles.
  static let trackedWalkers = 4096

  /// A part of the walkers: about so many walker-steps of one coordinate, so that a stopped run loses seconds.
  private static let partCost = 5e8
  private static let largestPart = 1_048_576.0

  /// The parts of the walkers.
  var shares: [Range<UInt32>] {
    let cost = Double(potential.dimension) * budget / timeStep
    let fitting = min(max(Self.partCost / cost, 64), Self.largestPart)
    let count = max(1, (Double(walkers) / fitting).rounded(.up))
    // Whole vectors of walkers.
    let size = max(8, (Int((Double(walkers) / count).rounded(.up)) + 7) / 8 * 8)
    return stride(from: 0, to: walkers, by: size).map { UInt32($0)..<UInt32(min($0 + size, walkers)) }
  }
}
