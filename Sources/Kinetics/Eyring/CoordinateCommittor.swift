// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Dynamics
package import Potentials
package import Randomness
package import Statistics
package import Thermodynamics

/// How far a coordinate q is from a committor: walkers are let go from points of one value of q, several from each.
///
/// If q told the committor, all points would have the same chance to come to the target before the start. The mean chance
/// says whether the value is the watershed, the scatter of the points' chances beyond that of counting, whether q knows it.
package struct CoordinateCommittor: Sendable {
  /// The mean chance to come to the target first.
  package let chance: Estimate
  /// The standard deviation of the points' chances, without what counting adds.
  package let spread: Double
  /// How many walkers came to neither.
  package let undecided: Int

  /// A watershed's mean chance lies within this.
  private static let watershed = 0.2...0.8
  /// Chances that scatter more are not known by q. Half and half of 0 and 1 scatter by a half.
  private static let largestSpread = 0.3

  /// Lets walkers go.
  ///
  /// - Parameters:
  ///   - positions: points of one value of q.
  ///   - copies: walkers from each of them.
  ///   - start: where walkers have come back, on the other side of the value than `target`.
  ///   - steps: the most that are taken.
  ///   - stride: steps from one look at q to the next.
  /// - Throws: `NotApplicable` if most walkers come to neither, and without points.
  package init(
    of coordinate: any CollectiveCoordinate, in potential: any Potential, at positions: [[Double]], copies: Int,
    start: Double, target: Double, integrator: any Integrator, timeStep: Double, temperature: Double, steps: Int,
    stride: Int, seed: UInt64, task: StreamTask, threads: Int = 1
  ) throws(NotApplicable) {
    guard positions.count > 1, copies > 1 else {
      throw NotApplicable("a committor takes two points and walkers at least")
    }
    let count = positions.count * copies
    let starts = (0..<potential.dimension).flatMap { c in (0..<count).map { positions[$0 / copies][c] } }
    var ensemble: Ensemble
    do {
      ensemble = try Ensemble(
        potential: potential, integrator: integrator, timeStep: timeStep, schedule: ConstantTemperature(temperature),
        starts: starts, walkers: 0..<UInt32(count), seed: seed, task: task)
    } catch { throw NotApplicable("\(error)") }
    let isDescending = target < start
    var arrived = [Bool?](repeating: nil, count: count)
    var taken = 0
    while taken < steps, arrived.contains(where: { $0 == nil }) {
      ensemble.run(steps: stride, threads: threads)
      taken += stride
      for (w, name) in ensemble.walkers.identifiers.enumerated() where arrived[Int(name)] == nil {
        let q = coordinate.value(at: ensemble.walkers.position(of: w).span)
        if isDescending ? q <= target : q >= target { arrived[Int(name)] = true }
        if isDescending ? q >= start : q <= start { arrived[Int(name)] = false }
      }
    }
    undecided = arrived.count { $0 == nil }
    guard 2 * undecided < count else {
      throw NotApplicable("\(undecided) of \(count) walkers came neither to the start nor to the target")
    }
    let chances = positions.indices.compactMap { point -> (chance: Double, walkers: Double)? in
      let own = arrived[point * copies..<(point + 1) * copies].compactMap(\.self)
      return own.isEmpty ? nil : (Double(own.count { $0 }) / Double(own.count), Double(own.count))
    }
    guard let average = mean(of: chances.map(\.chance)) else { throw NotApplicable("too few walkers arrived") }
    chance = average
    let total = average.standardError * average.standardError * Double(chances.count)
    // Unbiased for the variance of counting.
    let counting =
      chances.reduce(0) { $0 + $1.chance * (1 - $1.chance) / max($1.walkers - 1, 1) } / Double(chances.count)
    spread = max(0, total - counting).squareRoot()
  }

  /// Why the coordinate is no committor, as a sentence; `nil` where nothing speaks against it.
  package var doubt: String? {
    func told(_ number: Double) -> String { NumberFormat.rounded(number, digits: 2) }
    if spread > Self.largestSpread {
      return
        "the coordinate is no committor: from points of its top the chance to arrive scatters by \(told(spread)), and half and "
        + "half of sure and lost would scatter by 0.5; the rate along it is that of a faster process"
    }
    if !Self.watershed.contains(chance.value), !Self.watershed.overlaps(chance.bounds) {
      return
        "the top of F is no watershed: from there walkers arrive with the chance \(chance.formatted); the coordinate "
        + "does not know when the passage is made"
    }
    return nil
  }
}
