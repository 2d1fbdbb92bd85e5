// SPDX-License-Identifier: GPL-3.0-or-later

/// Wells in more than one dimension with planes between them.
///
/// The region of a well is what lies on its side of one plane for each other well. Where a saddle joins the two, the
/// plane goes through the lowest such saddle with the unstable direction as its normal: the dividing surface of
/// transition-state theory. Elsewhere it is half way between the minima. That is cheap, the regions are disjoint, and at low
/// temperature they hold the same probability as the basins of attraction; far from the saddles they are not the basins.
/// On circles there is a plane for every image of the other wells nearby, see `CircleCells`.
struct DividedWells: Sendable {
  let wells: [Well]
  let saddles: [Saddle]

  /// Divides the space among stationary points that are known.
  init(minima: [(name: String, point: StationaryPoint)], saddles: [(point: StationaryPoint, connects: [String])]) {
    wells = minima.map { own in
      let planes = minima.filter { $0.name != own.name }.map { other in
        let between = saddles.filter { Set($0.connects) == [own.name, other.name] }
        let saddle = between.min { $0.point.energy < $1.point.energy }?.point
        return Self.plane(own.point.position, other.point.position, saddle)
      }
      return Well(
        name: own.name, minimum: own.point.position,
        region: Self.common(planes, dimension: own.point.position.count))
    }
    self.saddles = saddles.map { Saddle(position: $0.point.position, connects: $0.connects) }
  }

  /// Refines stationary points that are known to a few digits, then divides the space among them.
  init(
    of potential: any Potential, minima: [(String, [Double])], saddles: [([Double], String, String)] = []
  ) {
    let reach = potential.searchReach
    self.init(
      minima: minima.compactMap { name, near in
        StationaryPoint.following(index: 0, from: near, of: potential, reach: reach).map { (name, $0) }
      },
      saddles: saddles.compactMap { near, first, second in
        StationaryPoint.following(index: 1, from: near, of: potential, reach: reach).map { ($0, [first, second]) }
      })
  }

  /// What half-spaces have in common.
  static func common(_ planes: [Region], dimension: Int) -> Region {
    switch planes.count {
    case 0: .everywhere(dimension)
    case 1: planes[0]
    default: .all(planes)
    }
  }

  /// The side of the plane that holds `own`.
  static func plane(_ own: [Double], _ other: [Double], _ saddle: StationaryPoint?) -> Region {
    let (normal, offset) = halfSpace(own, other, saddle)
    return .halfSpace(normal: normal, offset: offset)
  }

  /// The side of the plane that holds `own`, as normal·x ≥ offset.
  static func halfSpace(_ own: [Double], _ other: [Double], _ saddle: StationaryPoint?) -> (
    normal: [Double], offset: Double
  ) {
    if let saddle {
      let side = saddle.softest.dot(own - saddle.position)
      if side * saddle.softest.dot(other - saddle.position) < 0 {
        let normal = saddle.softest.map { side < 0 ? -$0 : $0 }
        return (normal, normal.dot(saddle.position))
      }
    }
    let normal = own - other
    return (normal, normal.dot(own.moved(-0.5, along: normal)))
  }
}
