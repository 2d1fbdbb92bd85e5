// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Potentials
import Statistics

extension AdaptiveMultilevelSplitting {
  /// Refuses a score that is lower at the target than where the replicas start.
  func requireRise(from starts: Walkers) throws(NotApplicable) {
    guard let target = excursions.target else { throw NotApplicable("there is no target") }
    guard excursions.home != nil || excursions.floor > -.infinity else {
      throw NotApplicable("there is no home to return to")
    }
    guard excursions.schedule.isConstant, excursions.integrator.hasConstantStep else {
      throw NotApplicable(
        "splitting needs one temperature and one length of steps, since paths are taken up again at any time")
    }
    guard starts.count > 0 else { throw NotApplicable("there are no starting points") }
    let scores = excursions.score.scores(of: starts.positions, count: starts.count)
    let mean = scores.reduce(0, +) / Double(scores.count)
    guard mean.isFinite else { throw NotApplicable("the score is no finite number where the walkers start") }
    guard let place = target.somePoint(near: starts.position(of: 0), in: excursions.potential) else { return }
    let there = excursions.score.score(at: place)
    guard there > mean else {
      let (here, there) = (String(format: "%.4g", mean), String(format: "%.4g", there))
      throw NotApplicable(
        "the score is not increasing towards the target: it is \(here) where the walkers start and \(there) at the target"
      )
    }
  }
}

extension Region {
  /// A point of the region, for simple regions the one nearest to another; `nil` if none is found.
  func somePoint(near point: [Double], in potential: any Potential) -> [Double]? {
    let found: [Double]?
    switch self {
    case .ball(let center, let radius):
      let offset = potential.displacement(from: center, to: point)
      let length = offset.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A little less than the radius, so that rounding leaves it inside.
      let scale = radius / length * (1 - 1e-12)
      found = length > radius ? point.indices.map { center[$0] + scale * offset[$0] } : point
    case .box(let lower, let upper):
      let boundaries = potential.boundaries
      found = point.indices.map { boundaries[$0].nearest(to: point[$0], from: lower[$0], to: upper[$0]) }
    case .halfSpace(let normal, let offset):
      let square = normal.reduce(0) { $0 + $1 * $1 }
      var gap = offset
      for c in point.indices { gap -= normal[c] * point[c] }
      let scale = gap / square * (1 + 1e-12)
      found = gap > 0 ? point.indices.map { point[$0] + scale * normal[$0] } : point
    case .all(let regions), .any(let regions):
      found = regions.lazy.compactMap { $0.somePoint(near: point, in: potential) }.first {
        self.contains($0, in: potential)
      }
    case .not, .energyBelow, .observable:
      found = potential.knownMinima.first { self.contains($0, in: potential) }
    }
    return found.flatMap { contains($0, in: potential) ? $0 : nil }
  }
}
