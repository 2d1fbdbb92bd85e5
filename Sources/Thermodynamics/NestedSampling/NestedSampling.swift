// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Potentials
import Randomness
package import Statistics

/// Nested sampling: volumes {f < ε}, and with them Z at every temperature, from points that sink together.
///
/// N live points are spread evenly over a box. Again and again the highest ones are taken out, and as many are drawn anew, evenly
/// below the height of the last one taken: the volume below shrinks by a factor t with ⟨ln t⟩ = −1/n for each point taken
/// from n. Taking k at once is as exact as taking one. Points of equal energy are taken together, with n counting down,
/// and nothing lies below the lowest plateau: its points keep the volume that is left.
///
/// A region is one more constraint: how far outside of it a point is counts before its energy, so that points
/// first sink into the region and then within it. New points come from survivors by slice sampling along differences of
/// live points, which follow the shape of what is left. Each repetition is a task of its own: `run` gives a plain
/// record and `NestedSamples` puts the records together.
///
/// Sources: J. Skilling, Bayesian Analysis 1 (2006) 833; A. Fowlie, W. Handley, L. Su, MNRAS 503 (2021) 1199 for plateaus;
/// R. M. Neal, Ann. Stat. 31 (2003) 705 for slices.
package struct NestedSampling: Sendable {
  /// The landscape.
  package let potential: any Potential
  /// U; by default all of space.
  package let region: Region?
  /// Where the points are spread at first, one range an axis.
  package let box: [ClosedRange<Double>]
  /// N.
  package let livePoints: Int
  /// How many are taken out at once.
  package let deletions: Int
  /// How many slices a new point is moved along.
  package let moves: Int
  /// The lowest temperature that will be asked for.
  package let coldest: Double?
  /// The lowest ε that will be asked for.
  package let lowestEnergy: Double?

  /// A plan of sampling.
  ///
  /// - Parameters:
  ///   - box: must hold all that counts, see `box(of:hottest:)`; cut where an axis ends. By default the window.
  ///   - livePoints: N; errors fall as 1/√N, work grows as N.
  ///   - deletions: by default a twentieth of N.
  ///   - moves: by default four slices a dimension and at least twenty.
  ///   - coldest: sampling goes on until the states of this temperature are known.
  ///   - lowestEnergy: sampling goes on until all points lie at or below this energy.
  /// - Throws: `NotApplicable` without a goal, with too few points or a box that is not finite.
  package init(
    _ potential: any Potential, region: Region? = nil, box: [ClosedRange<Double>]? = nil, livePoints: Int = 500,
    deletions: Int? = nil, moves: Int? = nil, coldest: Double? = nil, lowestEnergy: Double? = nil
  ) throws(NotApplicable) {
    let d = potential.dimension
    guard coldest != nil || lowestEnergy != nil else {
      throw NotApplicable("nested sampling needs a lowest temperature or a lowest energy to end at")
    }
    guard coldest.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw NotApplicable("the lowest temperature is \(coldest ?? 0); it must be positive")
    }
    guard livePoints >= max(20, 2 * d) else {
      throw NotApplicable("\(livePoints) live points cannot tell the shape of \(d) dimensions; take \(max(20, 2 * d))")
    }
    let limits = zip(box ?? potential.window, potential.boundaries).map(Self.cut)
    guard limits.count == d, limits.allSatisfy({ $0.map { $0.upperBound - $0.lowerBound > 0 } ?? false }) else {
      throw NotApplicable("the box that the points start in is not finite or lies outside of the walls")
    }
    self.box = limits.compactMap(\.self)
    self.potential = potential
    self.region = region
    self.livePoints = livePoints
    self.deletions = min(max(1, deletions ?? livePoints / 20), livePoints / 2)
    self.moves = max(1, moves ?? max(20, 4 * d))
    self.coldest = coldest
    self.lowestEnergy = lowestEnergy
  }

  /// A box that holds all but e^{−30} of the states at a temperature; `nil` where nothing confines.
  package static func box(of potential: any Potential, hottest temperature: Double) -> [ClosedRange<Double>]? {
    let middle = potential.window.map { ($0.lowerBound + $0.upperBound) / 2 }
    let lowest = (potential.knownMinima + [middle]).reduce(Double.infinity) {
      min($0, potential.energy(at: $1))
    }
    return potential.window(above: lowest + 30 * temperature)
  }

  /// ln of the box's volume.
  var logVolume: Double { box.reduce(0) { $0 + log($1.upperBound - $1.lowerBound) } }

  /// Sampling ends when the volume has shrunk by so many factors of e, whatever the goal.
  var mostShrinkage: Double { 50 + 30 * Double(potential.dimension) }

  private static func cut(_ range: ClosedRange<Double>, _ boundary: Boundary) -> ClosedRange<Double>? {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else { return nil }
    switch boundary {
    case .free: return range
    case .periodic(let turn): return turn
    case .reflecting(let lower, let upper):
      return .between(max(range.lowerBound, lower), min(range.upperBound, upper))
    }
  }
}
