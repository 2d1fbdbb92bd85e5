// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// MALA on e^{−βf} restricted to a region: moves out of it are rejected.
///
/// The stationary law is exactly e^{−βf}·1_U, since a proposal outside has no probability there. Walkers must start in
/// the region; one that is outside stands still until its first proposal inside.
package struct ConfinedLangevin: Integrator {
  /// U.
  package let region: Region
  private let proposal = MetropolisAdjustedLangevin()
  private let circles: [(coordinate: Int, range: ClosedRange<Double>)]
  private let dimension: Int

  /// A scheme for a region of a potential.
  package init(to region: Region, of potential: any Potential) {
    self.region = region
    dimension = potential.dimension
    circles = potential.boundaries.enumerated().compactMap { coordinate, boundary in
      guard case .periodic(let range) = boundary else { return nil }
      return (coordinate, range)
    }
  }

  /// The name in a report.
  package var name: String { "mala within a region" }
  /// The law within the region is exact.
  package var convergence: Convergence { proposal.convergence }
  /// Moves are proposals.
  package var isMetropolized: Bool { proposal.isMetropolized }
  /// What the proposals lack.
  package var lackAtZeroTemperature: String? { proposal.lackAtZeroTemperature }
  /// One deviate per coordinate and two for the decision.
  package func deviates(dimension: Int) -> Int { proposal.deviates(dimension: dimension) }

  /// A step of MALA, taken back where it ends outside.
  package func step(_ block: inout WalkerBlock, at context: StepContext) {
    proposal.step(&block, at: context)
    let n = block.walkers
    let (x, next, places) = (block.old, block.new, block.scratch)
    places.set(next)
    // A region is asked about the place within the first turn.
    for (coordinate, range) in circles {
      let length = range.upperBound - range.lowerBound
      for i in coordinate * n..<(coordinate + 1) * n {
        places[i] -= length * ((places[i] - range.lowerBound) / length).rounded(.down)
      }
    }
    block.measure(region, at: places)
    let distances = block.row(0)
    for w in 0..<n where !(distances[w] <= 0) {
      for i in stride(from: w, to: n * dimension, by: n) { next[i] = x[i] }
    }
  }
}
