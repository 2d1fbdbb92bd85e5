// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials
package import Statistics

/// The committor between home and target on two coarse grids of one or two dimensions, for scores and for the time that is
/// spent away from the path.
///
/// Where a region is too small for the grid it is widened by a cell or two: a score that is a little off costs a little
/// variance and nothing else.
package struct CommittorSolution: Sendable {
  /// The grids of widths 2h and h.
  let grids: [EnergyGrid]
  /// Where home (0) and target (1) lie.
  let regions: [GridRegions]
  /// q on both grids.
  let committors: [[Double]]
  /// The landscape.
  let potential: any Potential
  /// θ.
  let temperature: Double

  /// Cells along the longest axis where nothing else is said.
  static let lineCells = 1024
  static let planeCells = 96
  /// How much finer the grid may become for small regions.
  private static let finest = 2
  /// By how many cells a region is widened at most that the finest grid cannot see.
  private static let widest = 2

  /// Solves for the committor.
  ///
  /// - Parameters:
  ///   - potential: of one or two dimensions.
  ///   - temperature: θ.
  ///   - home: where q = 0.
  ///   - target: where q = 1.
  ///   - cells: along the longest axis; 1024 on the line, 96 in the plane or so many that home and target hold some, if `nil`.
  /// - Throws: `NotApplicable` in more dimensions, or where the grid cannot tell home and target.
  package init(
    potential: any Potential, temperature: Double, home: Region, target: Region, cells: Int? = nil
  ) throws(NotApplicable) {
    guard (1...2).contains(potential.dimension) else {
      throw NotApplicable(
        "the committor is solved in one and two dimensions and the potential has \(potential.dimension)")
    }
    self.potential = potential
    self.temperature = temperature
    let wanted = cells ?? (potential.dimension == 1 ? Self.lineCells : Self.planeCells)
    let refined = cells == nil ? [wanted, wanted * Self.finest] : [wanted]
    var trials = refined.map { (cells: $0, width: 0) }
    if cells == nil { trials += (1...Self.widest).map { (wanted * Self.finest, $0) } }
    var failure = NotApplicable("there is no grid")
    for trial in trials {
      do {
        let found = try Self.solved(potential, temperature, home, target, cells: trial.cells, widenedBy: trial.width)
        (grids, regions, committors) = found
        return
      } catch { failure = error }
    }
    throw failure
  }

  private static func solved(
    _ potential: any Potential, _ temperature: Double, _ home: Region, _ target: Region, cells: Int,
    widenedBy width: Int
  ) throws(NotApplicable) -> ([EnergyGrid], [GridRegions], [[Double]]) {
    let coarsest = max(16, cells >> (FokkerPlanck.levels - 1))
    let equation = try FokkerPlanck(potential: potential, temperature: temperature, cells: coarsest)
    let grids = Array(try equation.grids(connecting: [home, target], absorbing: target).suffix(2))
    let reach = Double(width) * (grids.last?.widths.max() ?? 0)
    let places = [home, target].map { width > 0 ? $0.widened(by: reach) ?? $0 : $0 }
    var solved: ([EnergyGrid], [GridRegions], [[Double]]) = ([], [], [])
    for (level, grid) in grids.enumerated() {
      do {
        let regions = try GridRegions(places, on: grid)
        let solver = try MetastableSolver(grid, absorbing: regions)
        let source = [Double](repeating: 0, count: grid.place.count)
        solved.2.append(try solver.solve(source: source, values: [0, 1]))
        solved.0.append(grid)
        solved.1.append(regions)
      } catch {
        // The coarser of the two is for the error of the other one alone.
        guard level + 1 < grids.count else { throw error }
      }
    }
    return solved
  }

  /// The finest grid with its regions and q.
  var finest: (grid: EnergyGrid, regions: GridRegions, committor: [Double])? {
    guard let grid = grids.last, let regions = regions.last, let committor = committors.last else { return nil }
    return (grid, regions, committor)
  }
}
