// SPDX-License-Identifier: GPL-3.0-or-later

/// The straight ways between minima on which a search for saddles starts.
///
/// On a line each pair of minima has one. Round a circle there are two, and one from each minimum once round to itself.
struct WaysBetween {
  /// From `start` along `vector`, as far as that is long.
  struct Way {
    var start: [Double]
    var vector: [Double]
  }

  let all: [Way]

  /// Where there are more minima than this, each is connected with as many of its nearest only.
  private static let manyMinima = 12
  /// On more circles than this only one at a time is gone round the longer way.
  private static let mostCircles = 3

  init(_ minima: [[Double]], boundaries: [Boundary]) {
    let circles = boundaries.indices.filter { boundaries[$0].period != nil }
    var ways: [(first: Int, second: Int, way: Way)] = []
    for i in minima.indices {
      for j in minima.indices where j > i {
        let direct = boundaries.displacement(from: minima[i], to: minima[j])
        for vector in Self.images(of: direct, boundaries, circles) {
          ways.append((i, j, Way(start: minima[i], vector: vector)))
        }
      }
      for c in circles {
        let round = boundaries.indices.map { $0 == c ? boundaries[c].period ?? 0 : 0 }
        ways.append((i, i, Way(start: minima[i], vector: round)))
      }
    }
    guard minima.count > Self.manyMinima else {
      all = ways.map(\.way)
      return
    }
    let lengths = ways.map(\.way.vector.length)
    var near = Set<Int>()
    for i in minima.indices {
      let own = ways.indices.filter { ways[$0].first == i || ways[$0].second == i }
      near.formUnion(own.sorted { (lengths[$0], $0) < (lengths[$1], $1) }.prefix(Self.manyMinima))
    }
    all = near.sorted().map { ways[$0].way }
  }

  /// The direct way, and those that go round circles the other way.
  private static func images(of direct: [Double], _ boundaries: [Boundary], _ circles: [Int]) -> [[Double]] {
    var images = [direct]
    for c in circles {
      guard let period = boundaries[c].period else { continue }
      let turned = circles.count > mostCircles ? [direct] : images
      images += turned.map { way in
        var other = way
        other[c] -= way[c] > 0 ? period : -period
        return other
      }
    }
    return images
  }
}
