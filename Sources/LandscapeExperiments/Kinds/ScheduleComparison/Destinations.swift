// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials

/// The places where walkers may end, and the one where they should.
struct Destinations: Sendable {
  /// A well, or a region that the scenario names.
  struct Place: Sendable, Equatable {
    let name: String
    let region: Region
    /// The bottom of a well; a region has none.
    var minimum: [Double]?
  }

  /// Where walkers should end.
  struct Target: Sendable, Equatable {
    /// What findings and sentences call it.
    let name: String
    /// A walker that is observed here has arrived: a well's core.
    let arrival: Region
    /// The index of its place; `nil` for a region of its own, in which the last position itself must lie.
    var place: Int?
  }

  let places: [Place]
  let target: Target
  /// The name for all that is no place.
  static let elsewhere = "elsewhere"

  /// Which place each position belongs to; `places.count` where it is none.
  ///
  /// - Parameter nearest: whether a position outside of all wells counts to the nearest minimum.
  func places(of positions: [Double], walkers: Int, in potential: any Potential, nearest: Bool) -> [Int] {
    var result = Array(repeating: places.count, count: walkers)
    for (index, place) in places.enumerated() {
      for (w, distance) in Self.distances(to: place.region, positions, walkers, potential).enumerated()
      where distance <= 0 && result[w] == places.count { result[w] = index }
    }
    guard nearest, places.allSatisfy({ $0.minimum != nil }) else { return result }
    for w in result.indices where result[w] == places.count {
      func square(_ place: Place) -> Double {
        (place.minimum ?? []).enumerated().reduce(0) {
          let gap = positions[$1.offset * walkers + w] - $1.element
          return $0 + gap * gap
        }
      }
      result[w] = places.indices.min { square(places[$0]) < square(places[$1]) } ?? places.count
    }
    return result
  }

  static func distances(
    to region: Region, _ positions: [Double], _ walkers: Int, _ potential: any Potential
  ) -> [Double] {
    var result = [Double](repeating: .infinity, count: walkers)
    var output = result.mutableSpan
    region.distances(walkers: walkers, at: positions.span, in: potential, into: &output)
    return result
  }
}
