// SPDX-License-Identifier: GPL-3.0-or-later

/// A symmetry of a landscape that exchanges coordinates and mirrors some: x′[c] = ±x[source of c].
package struct SignedPermutation: Sendable, Equatable {
  /// Which coordinate moves to each place.
  package private(set) var sources: [Int]
  /// 1, or −1 where it is mirrored on the way.
  package private(set) var signs: [Double]

  /// The symmetry that leaves d coordinates as they are.
  package init(identity dimension: Int) {
    sources = Array(0..<dimension)
    signs = Array(repeating: 1, count: dimension)
  }

  /// Exchanges two coordinates.
  package mutating func swap(_ first: Int, _ second: Int) {
    sources.swapAt(first, second)
    signs.swapAt(first, second)
  }

  /// Mirrors a coordinate.
  package mutating func mirror(_ coordinate: Int) { signs[coordinate] = -signs[coordinate] }

  /// Where a point goes.
  package func image(of point: [Double]) -> [Double] {
    point.indices.map { c in
      let moved = point[sources[c]]
      // Zero has no sign.
      return signs[c] < 0 && moved != 0 ? -moved : moved
    }
  }
}

/// A potential that knows something of its landscape before it is searched.
package protocol GuidedPotential: Potential {
  /// Maps that leave f as it is; all their products do too. Each minimum and saddle has an image under each.
  var symmetries: [SignedPermutation] { get }

  /// Points to search from first.
  var searchStarts: [[Double]] { get }
}

/// The images of a point under symmetries and all their products.
struct Orbit {
  /// The distinct images, the point itself first; not all of them if there are more than `limit`.
  private(set) var points: [[Double]]
  /// Whether these are all.
  private(set) var isComplete = true

  /// - Parameters:
  ///   - limit: how many images are made at most.
  ///   - tolerance: points as near as this are the same.
  init(of point: [Double], under symmetries: [SignedPermutation], limit: Int, tolerance: Double) {
    points = [point]
    var index = 0
    while index < points.count {
      for symmetry in symmetries {
        let image = symmetry.image(of: points[index])
        guard !points.contains(where: { ($0 - image).length < tolerance }) else { continue }
        guard points.count < limit else {
          isComplete = false
          return
        }
        points.append(image)
      }
      index += 1
    }
  }
}
