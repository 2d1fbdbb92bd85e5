// SPDX-License-Identifier: GPL-3.0-or-later

/// Consecutive layers with the same rows, none of which reads a table that another of them makes: a block of rows can
/// go through all of them while it is in the cache.
struct Segment {
  /// The number of its rows' kind.
  var space: Int
  var layers: Range<Int>
  /// Floating-point operations per row, forward.
  var work = 0
  /// The nodes that it makes and other segments read.
  var exports: [Node] = []
  /// The nodes of others that it reads by lists.
  var tables: [Node] = []

  /// How its rows are divided.
  func partition(rows: Int) -> Partition { Partition(rows: rows, work: work) }

  /// The layers of a network in segments.
  static func divide(_ layers: [any Layer], spaces: [Rows]) -> [Segment] {
    var segments: [Segment] = []
    var maker: [Node: Int] = [:]
    for (number, layer) in layers.enumerated() {
      let space = spaces.firstIndex(of: layer.output.rows) ?? 0
      let current = segments.count - 1
      if current < 0 || segments[current].space != space || layer.tables.contains(where: { maker[$0] == current }) {
        segments.append(Segment(space: space, layers: number..<number))
      }
      let segment = segments.count - 1
      segments[segment].layers = segments[segment].layers.lowerBound..<number + 1
      segments[segment].work += layer.work
      for node in [layer.output] + layer.kept { maker[node] = segment }
      for node in layer.inputs + layer.tables {
        guard let source = maker[node], source != segment else { continue }
        if !segments[source].exports.contains(node) { segments[source].exports.append(node) }
      }
      segments[segment].tables += layer.tables.filter { !segments[segment].tables.contains($0) }
    }
    return segments
  }
}

/// How the rows of a segment are divided: lanes, which may run at the same time, of blocks, which follow one another.
///
/// It depends on the rows and the work alone and not on the number of threads, so neither does any sum.
struct Partition: Equatable {
  /// More lanes would cost more for the copies of gradients than they gain on the machines that train such networks.
  static let mostLanes = 4
  /// A block's activations stay in the second-level cache, and products of matrices are efficient.
  static let mostBlockRows = 128
  /// About twenty microseconds: a thread is not woken for less.
  static let leastLaneWork = 2_000_000
  static let leastLaneRows = 48

  var lanes = 1
  var laneRows: Int
  var blockRows: Int

  /// The division of some rows that cost so many operations each.
  init(rows: Int, work: Int) {
    while lanes < Self.mostLanes, rows * work >= 2 * lanes * Self.leastLaneWork,
      rows >= 2 * lanes * Self.leastLaneRows
    { lanes *= 2 }
    laneRows = (rows + lanes - 1) / lanes
    let blocks = max((laneRows + Self.mostBlockRows - 1) / Self.mostBlockRows, 1)
    // Whole vectors of sixteen rows where there is a choice.
    blockRows =
      blocks == 1 ? max(laneRows, 1) : min(((laneRows + blocks - 1) / blocks + 15) / 16 * 16, Self.mostBlockRows)
  }
}
