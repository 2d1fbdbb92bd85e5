// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking

/// Which cells of a grid are visited, and with how many runs, so that a phase diagram costs a fraction of its full grid.
///
/// First every 2^levels-th cell of both axes, and the last; then level by level half the spacing, but only where phases
/// meet: cells whose nearest visited cells (by the larger of the two index distances) differ in their most likely phase,
/// and after them cells with a neighbor of another phase, until each unvisited cell of the level agrees with all of its
/// eight neighbors. So a border that was met once is followed to its end; an island smaller than the first spacing can be
/// missed. Visited cells whose certainty is low get the runs of all seeds before the next level.
///
/// What is asked for is a function of the phases that were found alone: it is played again from the beginning each time.
struct GridRefinement: Sendable, Equatable {
  /// Cells along the slow and the fast axis; the number of a cell is row · columns + column.
  let rows: Int
  let columns: Int
  /// How often the spacing is halved; 0 visits all cells.
  let levels: Int
  /// Runs that a visited cell gets at once.
  let firstRuns: Int
  /// Runs that a cell can get.
  let allRuns: Int
  /// A visited cell that is less certain gets all runs.
  let certainty: Double

  /// What is asked for so far.
  struct Visit: Sendable, Equatable {
    /// How many runs of each cell are asked for, 0 where it is not visited.
    var runs: [Int]
    /// For each cell itself if it is visited, else the visited cell that stands for it; `nil` before anything is known.
    var sources: [Int?]
    /// Whether nothing more will be asked for.
    var isSettled: Bool
  }

  private typealias Tallies = [Int: PhaseTally]

  /// Plays the refinement as far as the results go.
  ///
  /// - Parameter tally: the phases of the first runs of a cell, so many; `nil` if one of them is not finished.
  func visit(tally: (_ cell: Int, _ runs: Int) -> PhaseTally?) -> Visit {
    var runs = Array(repeating: 0, count: rows * columns)
    for level in (0...max(0, levels)).reversed() {
      let lattice = Lattice(rows: Self.line(rows, every: 1 << level), columns: Self.line(columns, every: 1 << level))
      var wanted = level == max(0, levels) ? cells(of: lattice) : []
      while true {
        for cell in wanted { runs[cell] = max(runs[cell], firstRuns) }
        var tallies: Tallies = [:]
        for cell in runs.indices where runs[cell] > 0 {
          guard let found = tally(cell, runs[cell]) else {
            return Visit(runs: runs, sources: runs.indices.map { runs[$0] > 0 ? $0 : nil }, isSettled: false)
          }
          tallies[cell] = found
        }
        wanted = borders(on: lattice, tallies)
        guard wanted.isEmpty else { continue }
        let uncertain = runs.indices.filter { cell in
          runs[cell] > 0 && runs[cell] < allRuns && tallies[cell].map { $0.certainty < certainty } ?? false
        }
        if uncertain.isEmpty { break }
        for cell in uncertain { runs[cell] = allRuns }
      }
    }
    let lattice = Lattice(rows: Array(0..<rows), columns: Array(0..<columns))
    let nearest = nearest(on: lattice) { runs[$0] > 0 ? 1 : nil }
    return Visit(runs: runs, sources: nearest.map(\.source), isSettled: true)
  }

  // MARK: - The lattice of a level

  private struct Lattice {
    var rows: [Int]
    var columns: [Int]
  }

  /// 0, s, 2s, … and the last one.
  private static func line(_ count: Int, every spacing: Int) -> [Int] {
    (0..<count).filter { $0.isMultiple(of: spacing) || $0 == count - 1 }
  }

  private func cells(of lattice: Lattice) -> [Int] {
    lattice.rows.flatMap { row in lattice.columns.map { row * columns + $0 } }
  }

  /// What is known of a place of the lattice from the visited places nearest to it.
  private struct Nearness {
    /// How many places away they are; −1 if there is none.
    var distance = -1
    /// Their phases, one bit each.
    var phases: UInt8 = 0
    /// The first of them.
    var source: Int?
  }

  /// The unvisited cells at which phases meet: where the nearest visited ones differ, else where a neighbor differs.
  private func borders(on lattice: Lattice, _ tallies: Tallies) -> [Int] {
    let known = nearest(on: lattice) { cell in
      tallies[cell]?.mostLikely.map { UInt8(1) << UInt8($0.index) }
    }
    let cells = cells(of: lattice)
    let open = cells.indices.filter { known[$0].distance > 0 }
    let torn = open.filter { known[$0].phases.nonzeroBitCount > 1 }
    let wanted =
      torn.isEmpty
      ? open.filter { place in neighbors(of: place, on: lattice).contains { known[$0].phases != known[place].phases } }
      : torn
    return wanted.map { cells[$0] }
  }

  /// Spreads what is known at visited places over the lattice, ring by ring.
  private func nearest(on lattice: Lattice, _ phases: (_ cell: Int) -> UInt8?) -> [Nearness] {
    let cells = cells(of: lattice)
    var known = cells.map { cell in
      phases(cell).map { Nearness(distance: 0, phases: $0, source: cell) } ?? Nearness()
    }
    var ring = known.indices.filter { known[$0].distance == 0 }
    var distance = 0
    while !ring.isEmpty {
      distance += 1
      var next: [Int] = []
      for place in ring {
        for neighbor in neighbors(of: place, on: lattice) {
          if known[neighbor].distance < 0 {
            known[neighbor] = Nearness(distance: distance, phases: known[place].phases, source: known[place].source)
            next.append(neighbor)
          } else if known[neighbor].distance == distance {
            known[neighbor].phases |= known[place].phases
          }
        }
      }
      ring = next.sorted()
    }
    return known
  }

  /// The up to eight places around one.
  private func neighbors(of place: Int, on lattice: Lattice) -> [Int] {
    let width = lattice.columns.count
    let (row, column) = (place / width, place % width)
    var result: [Int] = []
    for other in max(0, row - 1)...min(lattice.rows.count - 1, row + 1) {
      for across in max(0, column - 1)...min(width - 1, column + 1) where other != row || across != column {
        result.append(other * width + across)
      }
    }
    return result
  }
}
