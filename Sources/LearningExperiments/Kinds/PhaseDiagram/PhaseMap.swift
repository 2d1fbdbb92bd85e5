// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Runs
import Settings
import Statistics

/// A phase diagram: cells over two axes, some of which may stand for others that were not visited.
///
/// The number of a cell is row · columns + column; rows follow the first axis of the sweep, which is the abscissa.
struct PhaseMap: Sendable {
  let cells: [PhaseCell]
  let rows: Int
  let columns: Int
  /// The cell that tells what a cell is: itself, or the visited one nearest to it; `nil` where nothing is known.
  let sources: [Int?]
  /// Runs that every visited cell has: of the same seeds everywhere.
  let firstRuns: Int
  /// Runs that a cell can have.
  let allRuns: Int
  /// Whether not all cells had to be visited.
  let isRefined: Bool
  /// The first and the second axis of the sweep.
  let axes: (x: PhaseAxis, y: PhaseAxis)

  init(
    cells: [PhaseCell], rows: Int, columns: Int, sources: [Int?], firstRuns: Int, allRuns: Int, isRefined: Bool
  ) {
    self.cells = cells
    (self.rows, self.columns) = (rows, columns)
    self.sources = sources.map { source in source.flatMap { cells[$0].runs.isEmpty ? nil : $0 } }
    (self.firstRuns, self.allRuns, self.isRefined) = (firstRuns, allRuns, isRefined)
    let names = cells.first?.coordinates.keys ?? []
    func axis(_ number: Int, _ indices: [Int]) -> PhaseAxis {
      let name = number < names.count ? names[number] : ""
      return PhaseAxis(name: name, values: indices.map { cells[$0].coordinates[name] ?? .null })
    }
    var axes = (x: axis(0, (0..<rows).map { $0 * columns }), y: axis(1, Array(0..<columns)))
    PhaseAxis.shorten(&axes.x, &axes.y)
    self.axes = axes
  }

  /// Whether a cell was visited itself.
  func isVisited(_ cell: Int) -> Bool { sources[cell] == cell }

  /// The most likely phase of a cell, that of the cell which stands for it where it was not visited.
  func phase(of cell: Int) -> LearningPhase? { sources[cell].flatMap { cells[$0].tally.mostLikely } }

  /// The phases that any run ended in, in their order.
  var occurring: [LearningPhase] {
    LearningPhase.allCases.filter { phase in cells.contains { $0.tally[phase] > 0 } }
  }

  /// The part of the diagram's area that each cell stands for, as it is drawn.
  var areas: [Double] {
    let (along, up) = (axes.x.widths, axes.y.widths)
    return (0..<rows).flatMap { row in (0..<columns).map { along[row] * up[$0] } }
  }

  /// Runs that were made, and those of the full grid.
  var cost: (runs: Int, all: Int) { (cells.reduce(0) { $0 + $1.runs.count }, rows * columns * allRuns) }

  // MARK: - Over seeds

  /// A number of the whole diagram with its error over the seeds: found for the diagram of each seed by itself.
  ///
  /// All cells share their seeds, so cells are not independent of one another, and only seeds tell the error. Runs of one data
  /// seed count as one. With a single data seed the error is over initial weights only; with one run there is none.
  ///
  /// - Parameter number: of the phases of all cells; `nil` where it has no meaning.
  func overSeeds(_ number: ([LearningPhase?]) -> Double?) -> (estimate: Estimate, note: String?)? {
    let model = cells.lazy.flatMap(\.runs).map(\.modelSeed).max().map { $0 + 1 } ?? 1
    let found = (0..<firstRuns).compactMap { run -> (seed: Int, value: Double)? in
      let phases = sources.map { source -> LearningPhase? in
        source.flatMap { source in
          cells[source].runs.first { $0.dataSeed == run / model && $0.modelSeed == run % model }?.phase
        }
      }
      guard phases.contains(where: { $0 != nil }) else { return nil }
      return number(phases).map { (run / model, $0) }
    }
    guard !found.isEmpty else { return nil }
    let sets = Dictionary(grouping: found, by: \.seed)
    let means = sets.keys.sorted().compactMap {
      sets[$0].map { runs in runs.reduce(0) { $0 + $1.value } / Double(runs.count) }
    }
    if let estimate = mean(of: means) { return (Self.within01(estimate), nil) }
    if let estimate = mean(of: found.map(\.value)) {
      return (Self.within01(estimate), "the error is over initial weights only: all runs share one training set")
    }
    return (
      Estimate(found[0].value, standardError: .nan), "of one run a cell; the error is not known without more seeds"
    )
  }

  private static func within01(_ estimate: Estimate) -> Estimate {
    var result = estimate
    result.interval = estimate.interval.flatMap {
      .between(min(1, max(0, $0.lowerBound)), min(1, max(0, $0.upperBound)))
    }
    return result
  }

  // MARK: - Borders

  /// The pairs of neighboring cells, side by side or one above the other.
  var neighborPairs: [(Int, Int)] {
    (0..<rows).flatMap { row in
      (0..<columns).flatMap { column -> [(Int, Int)] in
        let cell = row * columns + column
        return (column + 1 < columns ? [(cell, cell + 1)] : []) + (row + 1 < rows ? [(cell, cell + columns)] : [])
      }
    }
  }

  /// The part of a phase's border that lies against another one; `nil` where the phase has no border.
  func borderShare(of phase: LearningPhase, against neighbor: LearningPhase, in phases: [LearningPhase?]) -> Double? {
    var border = 0
    var shared = 0
    for (one, other) in neighborPairs {
      guard let first = phases[one], let second = phases[other], first != second else { continue }
      guard first == phase || second == phase else { continue }
      border += 1
      if first == neighbor || second == neighbor { shared += 1 }
    }
    return border > 0 ? Double(shared) / Double(border) : nil
  }

  // MARK: - Results

  /// Adds what is known of the cells to the results.
  func addVariables(to data: inout Dataset, along shape: [(dimension: String, size: Int)]) {
    let indices = cells.indices
    data.add(
      "most_likely_phase", .texts(indices.map { phase(of: $0)?.rawValue ?? "" }), shape: shape,
      longName: "phase that most runs ended in; of the nearest visited cell where the cell was not visited")
    data.add(
      "certainty", .numbers(indices.map { isVisited($0) ? cells[$0].certainty : .nan }), shape: shape,
      longName: "posterior probability that the most likely phase is the most frequent one, uniform Dirichlet prior")
    data.add(
      "visited", .numbers(indices.map { isVisited($0) ? 1 : 0 }), shape: shape, longName: "whether the cell was visited"
    )
    let phases = LearningPhase.allCases
    data.add("phase", phases.map(\.rawValue), over: ["phase": phases.count], longName: "phase of learning")
    data.add(
      "phase_fraction",
      .numbers(
        indices.flatMap { cell in
          phases.map { cells[cell].tally.fraction(of: $0)?.value ?? .nan }
        }), shape: shape + [(dimension: "phase", size: phases.count)],
      longName: "part of the runs that ended in a phase")
    func median(_ name: String, _ what: String, _ value: (PhaseCell) -> CensoredMedian?) {
      data.add(
        name, .numbers(cells.map { value($0)?.quantile.value ?? .nan }), shape: shape, units: "step",
        longName: "Kaplan–Meier median of \(what); missing where it was not reached")
    }
    median("median_memorization", "t_train") { $0.median(\.memorization) }
    median("median_grokking", "t_test") { $0.median(\.grokking) }
    median("median_gap", "t_test − t_train") { $0.medianGap }
  }
}
