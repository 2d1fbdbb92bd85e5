// SPDX-License-Identifier: GPL-3.0-or-later

/// The boundary of a region of the plane as lines, by marching squares over its signed distance.
struct RegionOutline {
  /// The grid.
  let x: [Double]
  let y: [Double]
  /// Negative inside.
  let distance: (Double, Double) -> Double

  /// A point of the plane.
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// Where the outline crosses an edge of the grid: that from (column, row) to the right, or upwards.
  private struct Edge: Hashable {
    var column: Int
    var row: Int
    var isUpright: Bool
  }

  /// The pieces of the boundary, each a chain of points.
  var lines: [[Point]] {
    let values = y.map { ordinate in x.map { distance($0, ordinate) } }
    var neighbors: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    func join(_ first: Edge, _ second: Edge) {
      for (edge, other) in [(first, second), (second, first)] {
        if neighbors[edge] == nil { order.append(edge) }
        neighbors[edge, default: []].append(other)
      }
    }
    for row in 0..<max(0, y.count - 1) {
      for column in 0..<max(0, x.count - 1) {
        let corners = [
          values[row][column], values[row][column + 1], values[row + 1][column + 1], values[row + 1][column],
        ].map { $0 < 0 }
        let edges = [
          Edge(column: column, row: row, isUpright: false), Edge(column: column + 1, row: row, isUpright: true),
          Edge(column: column, row: row + 1, isUpright: false), Edge(column: column, row: row, isUpright: true),
        ]
        let crossed = (0..<4).filter { corners[$0] != corners[($0 + 1) % 4] }
        if crossed.count == 2 { join(edges[crossed[0]], edges[crossed[1]]) }
        if crossed.count == 4 {
          join(edges[0], edges[1])
          join(edges[2], edges[3])
        }
      }
    }
    return chains(neighbors, order).map { $0.map { crossing($0, values) } }
  }

  /// Edges in the order in which the boundary runs through them, open ends first.
  private func chains(_ neighbors: [Edge: [Edge]], _ order: [Edge]) -> [[Edge]] {
    var visited = Set<Edge>()
    var chains: [[Edge]] = []
    for start in order.filter({ neighbors[$0]?.count == 1 }) + order where !visited.contains(start) {
      var chain = [start]
      visited.insert(start)
      while let next = neighbors[chain[chain.count - 1]]?.first(where: { !visited.contains($0) }) {
        visited.insert(next)
        chain.append(next)
      }
      if chain.count > 2, neighbors[start]?.contains(chain[chain.count - 1]) ?? false { chain.append(start) }
      chains.append(chain)
    }
    return chains
  }

  /// The place of the zero on an edge, by linear interpolation.
  private func crossing(_ edge: Edge, _ values: [[Double]]) -> Point {
    let first = values[edge.row][edge.column]
    let second = edge.isUpright ? values[edge.row + 1][edge.column] : values[edge.row][edge.column + 1]
    let share = first == second ? 0.5 : first / (first - second)
    let part = share.isFinite ? min(max(share, 0), 1) : 0.5
    return edge.isUpright
      ? Point(x: x[edge.column], y: y[edge.row] + part * (y[edge.row + 1] - y[edge.row]))
      : Point(x: x[edge.column] + part * (x[edge.column + 1] - x[edge.column]), y: y[edge.row])
  }
}
