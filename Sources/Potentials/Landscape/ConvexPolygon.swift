// SPDX-License-Identifier: GPL-3.0-or-later

/// A convex part of the plane by its corners in order; none if nothing is left.
struct ConvexPolygon {
  private(set) var vertices: [[Double]]

  /// A rectangle.
  init(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) {
    vertices = [
      [x.lowerBound, y.lowerBound], [x.upperBound, y.lowerBound], [x.upperBound, y.upperBound],
      [x.lowerBound, y.upperBound],
    ]
  }

  /// Keeps what lies at normal·x ≥ offset (Sutherland and Hodgman).
  mutating func cut(normal: [Double], offset: Double) {
    let heights = vertices.map { normal.dot($0) - offset }
    var kept: [[Double]] = []
    for i in vertices.indices {
      let next = (i + 1) % vertices.count
      if heights[i] >= 0 { kept.append(vertices[i]) }
      if heights[i] * heights[next] < 0 {
        kept.append(vertices[i].moved(heights[i] / (heights[i] - heights[next]), along: vertices[next] - vertices[i]))
      }
    }
    vertices = kept
  }

  /// Whether a line has a corner at least on it.
  func touches(normal: [Double], offset: Double) -> Bool {
    let size = normal.length * (1 + (vertices.map(\.length).max() ?? 0))
    return vertices.contains { abs(normal.dot($0) - offset) <= 1e-9 * size }
  }

  func moved(by shift: [Double]) -> ConvexPolygon {
    var other = self
    other.vertices = vertices.map { $0.moved(1, along: shift) }
    return other
  }
}
