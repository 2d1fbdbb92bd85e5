// SPDX-License-Identifier: GPL-3.0-or-later
package import Dynamics
package import Potentials

/// The walkers of a weighted ensemble with their weights, and what happened to them so far.
package struct WeightedWalkers: Sendable, Codable {
  /// The walkers, named by their places.
  package internal(set) var walkers: Walkers
  /// One weight each. They add up to one where arrivals are sent back, else to the share that has not arrived.
  package internal(set) var weights: [Double]
  /// How often the walkers were moved and resampled.
  package internal(set) var iteration = 0
  /// The weight that arrived in each iteration.
  package internal(set) var arrivals: [Double] = []
  /// Σ weight × time from the arrival to the end of its iteration, in each iteration.
  package internal(set) var idleTimes: [Double] = []
  /// The weight of the walkers that diverged; they are sent back as if they had arrived but do not count.
  package internal(set) var divergedWeight = 0.0
  /// How many walkers diverged.
  package internal(set) var diverged = 0
  /// Steps taken, summed over the walkers.
  package internal(set) var walkerSteps = 0

  /// The sum of the weights.
  package var totalWeight: Double { weights.reduce(0, +) }

  /// The weight of the walkers in a region: the probability to be there.
  package func weight(in region: Region, of potential: any Potential) -> Double {
    var distances = [Double](repeating: 0, count: walkers.count)
    var span = distances.mutableSpan
    region.distances(walkers: walkers.count, at: walkers.positions.span, in: potential, into: &span)
    return zip(distances, weights).reduce(0) { $0 + ($1.0 <= 0 ? $1.1 : 0) }
  }
}
