// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// Solves −Lu = s on a grid however slowly its wells are left.
///
/// −L itself is as nearly singular as the slowest escape is slow. With one cell pinned at the bottom of every deep well it
/// is not. The exact values at the pins then follow from a Markov chain between them,
///
///     Σ_l c_kl (u_k − u_l) + Σ_r c_kr (u_k − v_r) = b_k,
///
/// which is eliminated without a subtraction (Grassmann, Taksar and Heyman, Oper. Res. 33 (1985) 1107), so that rates of
/// 10⁻⁵⁰ keep all their digits.
struct MetastableSolver {
  let grid: EnergyGrid
  private let regions: GridRegions?
  private let solver: GridSolver
  /// The pinned cells whose values are found by the chain.
  private let pins: [Int]
  /// The probability to reach each pin before the others and the absorbing regions.
  private let reaches: [[Double]]
  /// c_kl and, in the last column, the conductance to all that absorbs.
  private let conductances: [[Double]]

  /// Wells shallower than this many θ cost e⁸ = 3000 units of rounding, which is nothing.
  private static let depth = 8.0
  private static let mostPins = 48

  /// Factors the operator.
  ///
  /// - Parameters:
  ///   - grid: the cells.
  ///   - regions: what absorbs. If `nil` the lowest cell does: then u is zero there, and known up to a constant.
  init(_ grid: EnergyGrid, absorbing regions: GridRegions?) throws(NotApplicable) {
    self.grid = grid
    self.regions = regions
    var bottoms = grid.wellBottoms(deeperThan: Self.depth / grid.beta) { cell in
      regions.map { $0.label[cell] >= 0 } ?? false
    }
    let anchor = regions == nil ? bottoms.first : nil
    if anchor != nil { bottoms.removeFirst() }
    bottoms = Array(bottoms.sorted { grid.energies[$0] < grid.energies[$1] }.prefix(Self.mostPins))
    pins = bottoms
    let solver = try GridSolver(grid, absorbing: regions, pins: bottoms + (anchor.map { [$0] } ?? []))
    self.solver = solver

    // The probability to be absorbed before any pin is met.
    var absorption = [Double](repeating: 0, count: grid.place.count)
    for passage in regions?.passages ?? [] { absorption[Int(passage.cell)] += passage.rate }
    if let anchor {
      for (cell, rate) in grid.ways(into: anchor) { absorption[cell] += rate }
    }
    var escapes = try solver.solve(absorption)
    if let anchor { escapes[anchor] = 1 }
    var reaches: [[Double]] = []
    for pin in bottoms {
      var source = [Double](repeating: 0, count: grid.place.count)
      for (cell, rate) in grid.ways(into: pin) { source[cell] += rate }
      var reach = try solver.solve(source)
      reach[pin] = 1
      reaches.append(reach)
    }
    self.reaches = reaches
    var conductances = bottoms.map { _ in [Double](repeating: 0, count: bottoms.count + 1) }
    for (k, pin) in bottoms.enumerated() {
      for (l, reach) in reaches.enumerated() where l != k {
        conductances[k][l] = Self.flow(from: pin, to: reach, regions: regions, on: grid)
      }
      conductances[k][bottoms.count] =
        Self.flow(from: pin, to: escapes, regions: regions, on: grid) + Self.direct(from: pin, regions, grid) { _ in 1 }
    }
    self.conductances = conductances
  }

  /// Solves −Lu = source with values in the absorbing regions.
  ///
  /// - Parameters:
  ///   - source: one number a cell.
  ///   - values: the values of u in the regions; zero if there are none.
  func solve(source: [Double], values: [Double] = []) throws(NotApplicable) -> [Double] {
    var driven = source
    for passage in regions?.passages ?? [] where Int(passage.region) < values.count {
      driven[Int(passage.cell)] += passage.rate * values[Int(passage.region)]
    }
    var solution = try solver.solve(driven)
    if let regions {
      for cell in solution.indices where regions.label[cell] >= 0 && Int(regions.label[cell]) < values.count {
        solution[cell] = values[Int(regions.label[cell])]
      }
    }
    guard !pins.isEmpty else { return solution }
    let loads = pins.map { pin in
      grid.root[pin] * grid.root[pin] * source[pin]
        + Self.flow(from: pin, to: solution, regions: regions, on: grid)
        + Self.direct(from: pin, regions, grid) { $0 < values.count ? values[$0] : 0 }
    }
    let heights = Self.chain(conductances, loads)
    for (reach, height) in zip(reaches, heights) {
      for cell in solution.indices { solution[cell] += reach[cell] * height }
    }
    return solution
  }

  /// Σ w u over the faces of a pinned cell, regions left out.
  private static func flow(from pin: Int, to u: [Double], regions: GridRegions?, on grid: EnergyGrid) -> Double {
    var sum = 0.0
    for (cell, rate) in grid.ways(into: pin) where (regions?.label[cell] ?? -1) < 0 {
      sum += grid.root[cell] * grid.root[cell] * rate * u[cell]
    }
    return sum
  }

  /// Σ w v over the passages of a pinned cell into regions.
  private static func direct(
    from pin: Int, _ regions: GridRegions?, _ grid: EnergyGrid, _ value: (Int) -> Double
  ) -> Double {
    var sum = 0.0
    for passage in regions?.passages ?? [] where Int(passage.cell) == pin {
      sum += grid.root[pin] * grid.root[pin] * passage.rate * value(Int(passage.region))
    }
    return sum
  }

  /// Eliminates the chain from its last state and substitutes back; every quantity but the loads is positive.
  private static func chain(_ conductances: [[Double]], _ loads: [Double]) -> [Double] {
    let count = loads.count
    var c = conductances
    var b = loads
    var exits = [Double](repeating: 0, count: count)
    for n in stride(from: count - 1, through: 0, by: -1) {
      exits[n] = c[n][count] + c[n][..<n].reduce(0, +)
      guard exits[n] > 0 else { continue }
      for i in 0..<n {
        let share = c[i][n] / exits[n]
        for j in 0..<n where j != i { c[i][j] += share * c[n][j] }
        c[i][count] += share * c[n][count]
        b[i] += share * b[n]
      }
    }
    var u = [Double](repeating: 0, count: count)
    for n in 0..<count where exits[n] > 0 {
      u[n] = (b[n] + (0..<n).reduce(0) { $0 + c[n][$1] * u[$1] }) / exits[n]
    }
    return u
  }
}

extension EnergyGrid {
  /// The neighbors of a cell with their rates into it.
  func ways(into cell: Int) -> [(cell: Int, rate: Double)] {
    var found: [(cell: Int, rate: Double)] = []
    for face in faces {
      let (first, second) = (Int(face.first), Int(face.second))
      if second == cell { found.append((first, face.rate * root[second] / root[first])) }
      if first == cell { found.append((second, face.rate * root[first] / root[second])) }
    }
    return found
  }
}
