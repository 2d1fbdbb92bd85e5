// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import RavineLaboratory

/// p(U) = Σ_{x∈U} e^{−βf(x)} / Σ e^{−βf(x)} over points x that are spread evenly over the potential's window.
struct UniformSamplingMethod: EquilibriumMethod {
  let name = "uniform-sampling"
  let summary = "points spread evenly over the window, weighted by e^(−βf)"
  let formula = "p(U) = Σ_{x∈U} e^{−βf(x)} / Σ e^{−βf(x)}"
  let standing = MethodStanding.sampled()
  let parameters = [points]

  private static let points = Parameter.integer(
    "uniform-points", default: 100_000, .between(100, 1e9), "how many points uniform-sampling draws")
  private static let largestDimension = 3

  func objection(to point: EquilibriumPoint) -> String? {
    point.potential.dimension > Self.largestDimension ? "hardly hits a well in so many dimensions" : nil
  }

  func parts(of point: EquilibriumPoint) -> [MethodPart] {
    [MethodPart(cost: 10 * Double(point.settings.integer(Self.points.name)))]
  }

  func perform(part: Int, of point: EquilibriumPoint, in context: TaskContext) throws -> Dataset {
    // The name of the stream: the scenario's seed, the point of the sweep, a purpose that Ravine leaves to guests.
    let stream = StreamName(
      seed: point.position.seed, task: try .point(point.position.index), purpose: .guest)
    var numbers = RandomStream(stream, walker: 0)
    // Σw and Σw² over all points, and over those in each place.
    var (weights, squares) = (0.0, 0.0)
    var inside = point.places.map { _ in (weights: 0.0, squares: 0.0) }
    let lowest = point.landscape.wells.map { point.potential.energy(at: $0.minimum) }.min() ?? 0
    for index in 0..<point.settings.integer(Self.points.name) {
      if index.isMultiple(of: 10_000) { try context.checkCancellation() }
      let x = point.potential.window.map { $0.lowerBound + numbers.uniform() * ($0.upperBound - $0.lowerBound) }
      let weight = exp((lowest - point.potential.energy(at: x)) / point.temperature)
      weights += weight
      squares += weight * weight
      for (place, region) in point.places.map(\.region).enumerated() where region.contains(x, in: point.potential) {
        inside[place].weights += weight
        inside[place].squares += weight * weight
      }
    }
    return Dataset(
      findings: zip(point.places, inside).map { place, own in
        let share = own.weights / weights
        // The variance of a ratio of sums: Σw²(1_U − p)²/(Σw)².
        let variance = ((1 - 2 * share) * own.squares + share * share * squares) / (weights * weights)
        let estimate = Estimate(
          share, standardError: variance.squareRoot(), effectiveSamples: weights * weights / squares)
        return Finding("population", estimate, unit: "1", at: place.record)
      })
  }
}
