// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Statistics

extension FokkerPlanck {
  /// Boxes along each axis of the window that are looked at to see whether a start reaches into the target, and points along each
  /// axis of a box that lies near both.
  private static let boxes = [1024, 64]
  private static let points = 16

  /// The share of a start that lies inside the target, where walkers have arrived at the time zero: the Gibbs weight of what
  /// both regions hold over that of the start.
  ///
  /// - Returns: zero for a point outside, and where no point is found that lies in both regions.
  /// - Throws: `NotApplicable` if all of the start lies inside, or nothing confines it.
  package func startsInside(_ start: StartLaw, _ target: Region) throws(NotApplicable) -> Estimate {
    guard case .gibbs(let region) = start, reaches(region, into: target) else { return .exact(0, accuracy: 0) }
    var shares: [Double] = []
    for grid in try grids(connecting: [region]) {
      let within = GridRegions.coverage(of: region, on: grid)
      let lost = GridRegions.coverage(of: .all([region, target]), on: grid)
      var (weight, inside) = (0.0, 0.0)
      for cell in within.indices {
        let gibbs = grid.root[cell] * grid.root[cell]
        weight += within[cell] * gibbs
        inside += lost[cell] * gibbs
      }
      guard weight > inside else { throw NotApplicable("the start lies inside the target or is smaller than a cell") }
      shares.append(inside / weight)
    }
    guard shares.contains(where: { $0 > 0 }) else { return .exact(0, accuracy: 0) }
    let share = Self.extrapolated(shares)
    return share.value > 0 && share.value < 1 ? share : .exact(shares[shares.count - 1], accuracy: .infinity)
  }

  /// Whether a point of the window is found that lies in both regions.
  private func reaches(_ region: Region, into target: Region) -> Bool {
    let both = Region.all([region, target])
    let window = potential.window
    let count = Self.boxes[window.count - 1]
    let widths = window.map { ($0.upperBound - $0.lowerBound) / Double(count) }
    // Twice half the diagonal, because the distance is of first order only for energy levels.
    let near = widths.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return Self.lattice(count, window.count).contains { place in
      let corner = zip(window, zip(place, widths)).map { $0.lowerBound + Double($1.0) * $1.1 }
      let center = zip(corner, widths).map { $0 + $1 / 2 }
      guard both.signedDistance(at: center.span, in: potential) <= near else { return false }
      return Self.lattice(Self.points, window.count).contains { part in
        let point = zip(corner, zip(part, widths)).map {
          $0 + (Double($1.0) + 0.5) / Double(Self.points) * $1.1
        }
        return both.contains(point, in: potential)
      }
    }
  }

  /// The places of a lattice with as many points along each of one or two axes.
  private static func lattice(_ count: Int, _ dimension: Int) -> some Sequence<[Int]> {
    (0..<(dimension == 1 ? count : count * count)).lazy.map { dimension == 1 ? [$0] : [$0 % count, $0 / count] }
  }
}
