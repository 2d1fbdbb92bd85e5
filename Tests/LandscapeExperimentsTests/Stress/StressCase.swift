// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import TestSupport

/// A question on a random landscape with its right answers by `ReferenceGrid`.
struct StressCase {
  let name: String
  let family: String
  /// The entries of a scenario that say what system it is.
  let system: String
  /// Start, target and dynamics of an escape.
  let escape: String
  /// Two regions and their populations.
  let regions: String
  let populations: [(region: String, share: Double)]
  /// τ from the start to the target, and how far the grid may be from it.
  let time: Double
  let accuracy: Double
  /// How many coordinates the scenario has.
  let dimension: Int

  /// Cells along an axis in the plane; the edges of regions lie on those of both grids.
  private static let (coarse, fine, common) = (100, 150, 50)

  /// The case of a number; `nil` if its landscape asks no question that can be judged: no barrier, a passage that takes too
  /// long to be simulated, a grid that is not fine enough.
  init?(_ number: Int, seed: UInt64) {
    var random = SplitMix(seed &* 0x9E37_79B9 &+ UInt64(number))
    let makers = StressLandscape.families
    let landscape = makers[number % makers.count](&random)
    let scale = landscape.box.count == 1 ? 40 : 1
    func grid(_ cells: Int) -> ReferenceGrid {
      ReferenceGrid(
        box: landscape.box, isPeriodic: landscape.isPeriodic, cells: landscape.box.map { _ in cells * scale },
        energy: landscape.energy)
    }
    let (fine, coarse) = (grid(Self.fine), grid(Self.coarse))
    let minima = fine.minima
    guard minima.count > 1, minima.count == landscape.minima ?? minima.count, fine.energies.allSatisfy({ !$0.isNaN })
    else { return nil }
    let start = minima[Int(random.uniform() * Double(min(minima.count, 3)))]
    let others = minima.prefix(4).filter { $0 != start }
    let end = others[Int(random.uniform() * Double(others.count))]
    let (from, to) = (fine.center(start), fine.center(end))
    // A half-space needs a line without a seam along the first coordinate.
    let canBeStraight = !landscape.isPeriodic[0] && abs(from[0] - to[0]) > 0.5
    let isStraight = canBeStraight && (landscape.isPart || random.uniform() < 0.5)
    guard isStraight || !landscape.isPart else { return nil }
    let radius = 0.2 + 0.15 * random.uniform()
    func edge(_ value: Double, _ axis: Int) -> Double {
      let (low, high) = (landscape.box[axis].lowerBound, landscape.box[axis].upperBound)
      let width = (high - low) / Double(Self.common)
      return low + width * ((value - low) / width).rounded()
    }
    func beyond(_ one: [Double], from other: [Double]) -> StressRegion {
      .beyond(edge(one[0], 0), sign: one[0] > other[0] ? 1 : -1)
    }
    func box(_ center: [Double]) -> StressRegion {
      let reach = 0.3 + 0.2 * random.uniform()
      return .box(
        lower: center.indices.map { edge(center[$0] - reach, $0) },
        upper: center.indices.map { edge(center[$0] + reach, $0) })
    }
    let target =
      isStraight
      ? beyond(to, from: from) : .ball(center: to.map { Self.rounded($0) }, radius: Self.rounded(radius))
    let depth = 3.5 + 2.5 * random.uniform()
    let mask = target.mask(fine, landscape)
    guard !mask[start], let ridge = fine.barrier(from: start, to: mask) else { return nil }
    let barrier = ridge - fine.energies[start]
    guard barrier > 0.25 else { return nil }
    let temperature = Self.rounded(barrier / depth)
    func passage(_ grid: ReferenceGrid) -> Double {
      let times = grid.passageTimes(temperature: temperature, highest: ridge + 16 * temperature) {
        target.contains($0, landscape)
      }
      return times[grid.cell(nearest: from)]
    }
    let (best, other) = (passage(fine), passage(coarse))
    let curvature = max(landscape.otherCurvature, fine.curvature(below: ridge + 4 * temperature))
    let step = Self.rounded(0.04 / curvature, digits: 2)
    // The whole difference is taken as the error, which a scheme of order two makes a bound.
    let accuracy = abs(best - other) / best
    guard best.isFinite, accuracy < 0.003, best / step > 2000, best / step < 60_000 else { return nil }
    let places =
      landscape.isPart
      ? [("near", beyond(from, from: to)), ("there", target)] : [("near", box(from)), ("there", box(to))]
    // The midpoint rule has order two; the two grids are extrapolated.
    let weight = Double(Self.coarse * Self.coarse) / Double(Self.fine * Self.fine - Self.coarse * Self.coarse)
    populations = places.map { name, region in
      let shares = [fine, coarse].map { $0.population(region.mask($0, landscape), temperature: temperature) }
      return (name, shares[0] + weight * (shares[0] - shares[1]))
    }
    guard populations.allSatisfy({ $0.share > 0.005 }) else { return nil }
    name = "\(landscape.family) \(number)"
    family = landscape.family
    (time, self.accuracy) = (best, accuracy + 1e-4)
    dimension = landscape.isPart ? 3 : landscape.box.count
    system = """
      seed: \(number + 1)
      potential: \(landscape.potential)
      temperature: \(temperature)
      """
    escape = """
      from: {point: [\(landscape.point(from.map { Self.rounded($0) }))]}
      start: minimum
      to: \(landscape.region(target))
      dynamics: {integrator: stochastic-heun, time-step: \(step)}
      """
    regions = "regions: {\(places.map { "\($0): \(landscape.region($1))" }.joined(separator: ", "))}"
  }

  /// So many significant digits, so that the scenario and the reference read the same number.
  static func rounded(_ value: Double, digits: Int = 4) -> Double {
    Double(String(format: "%.\(digits)g", value)) ?? value
  }
}
