// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Statistics
import Testing

@testable import Experiments
@testable import LearningExperiments

/// Phases as a function of the place, 0…1 on both axes, as in the published diagrams: confusion below a curved line,
/// memorization in a corner, grokking as a strip beside it, comprehension elsewhere.
private func published(_ x: Double, _ y: Double) -> LearningPhase {
  if y > 0.75 + 0.2 * x * x { return .confusion }
  let toCorner = x - 0.35 * y
  if toCorner > 0.7 { return .memorization }
  return toCorner > 0.55 ? .grokking : .comprehension
}

@Suite struct GridRefinementTests {
  private func place(_ cell: Int, _ grid: GridRefinement) -> (x: Double, y: Double) {
    (Double(cell % grid.columns) / Double(grid.columns - 1), Double(cell / grid.columns) / Double(grid.rows - 1))
  }

  private func truth(_ grid: GridRefinement, _ phase: (Double, Double) -> LearningPhase) -> [LearningPhase] {
    (0..<grid.rows * grid.columns).map { phase(place($0, grid).x, place($0, grid).y) }
  }

  private func grid(_ rows: Int, _ columns: Int, levels: Int) -> GridRefinement {
    GridRefinement(rows: rows, columns: columns, levels: levels, firstRuns: 1, allRuns: 1, certainty: 0)
  }

  /// The diagram of the visited cells, the others filled, is that of the full grid, cell by cell.
  @Test(arguments: [(33, 33, 2), (33, 33, 3), (40, 27, 2), (16, 11, 1), (16, 11, 2), (64, 100, 3)])
  func findsTheDiagramOfTheFullGrid(rows: Int, columns: Int, levels: Int) {
    let grid = grid(rows, columns, levels: levels)
    let truth = truth(grid, published)
    let visit = grid.visit { cell, _ in PhaseTally([truth[cell]]) }
    #expect(visit.isSettled)
    let filled = visit.sources.map { $0.map { truth[$0] } }
    #expect(filled == truth)
    let cost = Double(visit.runs.count { $0 > 0 }) / Double(truth.count)
    #expect(cost < (rows < 20 ? 0.85 : 0.6), "\(cost) of the grid")
    if rows == 64 { #expect(cost < 0.25, "\(cost) of the grid") }
  }

  /// The cost follows the length of the borders: twice as fine a grid costs about twice as much, not four times.
  @Test func theCostFollowsTheBorders() {
    func visited(_ size: Int, _ levels: Int) -> Double {
      let grid = grid(size, size, levels: levels)
      let truth = truth(grid, published)
      return Double(grid.visit { cell, _ in PhaseTally([truth[cell]]) }.runs.count { $0 > 0 })
    }
    let ratio = visited(129, 4) / visited(65, 3)
    #expect(ratio > 1.6 && ratio < 2.6, "\(ratio)")
  }

  @Test func aDiagramOfOnePhaseCostsTheCoarseGrid() {
    let visit = grid(17, 17, levels: 3).visit { _, _ in PhaseTally([.confusion]) }
    #expect(visit.runs.count { $0 > 0 } == 9)
    #expect(visit.sources.allSatisfy { $0 != nil })
    let all = grid(17, 17, levels: 0).visit { _, _ in PhaseTally([.confusion]) }
    #expect(all.runs == Array(repeating: 1, count: 289))
  }

  /// What is asked for does not depend on how far the results of later waves have come.
  @Test func playedAgainItAsksForTheSame() {
    let grid = grid(33, 20, levels: 2)
    let truth = truth(grid, published)
    var finished: Set<Int> = []
    var waves: [[Int]] = []
    while true {
      let visit = grid.visit { cell, _ in finished.contains(cell) ? PhaseTally([truth[cell]]) : nil }
      let open = visit.runs.indices.filter { visit.runs[$0] > 0 && !finished.contains($0) }
      if open.isEmpty {
        #expect(visit.isSettled)
        break
      }
      #expect(!visit.isSettled)
      waves.append(open)
      // Half of a wave first, as when the run is stopped: the same wave is asked for again.
      finished.formUnion(open.prefix(open.count / 2))
      let again = grid.visit { cell, _ in finished.contains(cell) ? PhaseTally([truth[cell]]) : nil }
      #expect(again.runs == visit.runs)
      finished.formUnion(open)
    }
    #expect(waves.count > 2)
    let whole = grid.visit { cell, _ in PhaseTally([truth[cell]]) }
    #expect(Set(whole.runs.indices.filter { whole.runs[$0] > 0 }) == finished)
  }

  /// Cells whose first runs disagree get all seeds; those whose runs agree do not.
  @Test func uncertainCellsGetMoreRuns() {
    let grid = GridRefinement(rows: 9, columns: 9, levels: 2, firstRuns: 3, allRuns: 8, certainty: 0.8)
    let visit = grid.visit { cell, runs in
      let column = cell % 9
      // In the middle the third run of every three differs.
      return PhaseTally(
        (0..<runs).map { column < 4 ? .memorization : column > 4 || $0 % 3 == 2 ? .confusion : .grokking })
    }
    #expect(visit.isSettled)
    for cell in visit.runs.indices where visit.runs[cell] > 0 {
      #expect(visit.runs[cell] == (cell % 9 == 4 ? 8 : 3))
    }
    #expect(visit.runs.contains(8) && visit.runs.contains(0))
  }

  @Test func certaintiesAreThoseOfTheDocumentation() {
    #expect(abs(PhaseTally([.grokking]).certainty - 0.4567) < 1e-4)
    #expect(abs(PhaseTally([.grokking, .grokking, .grokking]).certainty - 0.8100) < 1e-4)
    #expect(PhaseTally([.confusion, .grokking, .grokking, .confusion]).mostLikely == .grokking)
    #expect(PhaseTally([]).mostLikely == nil && PhaseTally([]).certainty == 0.2)
    #expect(PhaseTally([.testWithoutTrain, .confusion]).fraction(of: .testWithoutTrain)?.value == 0.5)
  }
}
