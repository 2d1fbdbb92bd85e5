// SPDX-License-Identifier: GPL-3.0-or-later

/// One value of an order parameter, measured in a system of a size at a value of the control parameter.
package struct FiniteSizeRun: Sendable, Equatable {
  /// L > 0, in any unit.
  package var size: Double
  /// r, what drives the system through its transition.
  package var control: Double
  /// Which independent draw of the system it belongs to; runs of one size that share it stay together in the bootstrap.
  package var split: Int
  /// m, the order parameter.
  package var value: Double

  /// A measured value.
  package init(size: Double, control: Double, split: Int, value: Double) {
    self.size = size
    self.control = control
    self.split = split
    self.value = value
  }
}

/// An order parameter over sizes and control parameters, with the splits that it was measured on.
///
/// Neither the order of the runs nor the names of the splits matter: all is sorted by its numbers.
package struct FiniteSizeTable: Sendable {
  /// The runs at one size and one control parameter; each split counts once, whatever the number of its runs.
  package struct Cell: Sendable, Equatable {
    /// Which of the sizes.
    package let size: Int
    /// r.
    package let control: Double
    /// How many splits there are.
    package let splits: Int
    /// ⟨m⟩, ⟨m²⟩ and ⟨m⁴⟩ over the splits.
    package let moments: Moments
    /// The variance of m from split to split, s²; `nil` with a single split.
    package let variance: Double?
  }

  /// ⟨m⟩, ⟨m²⟩ and ⟨m⁴⟩.
  package struct Moments: Sendable, Equatable {
    package var first = 0.0
    package var second = 0.0
    package var fourth = 0.0
  }

  /// What one split has in its cells.
  struct Block: Sendable {
    var cells: [Int]
    var moments: [Moments]
  }

  /// The sizes, ascending.
  package let sizes: [Double]
  /// The cells by size, then by control parameter.
  package let cells: [Cell]
  /// Splits of one size that were measured at the same control parameters: what is drawn anew among themselves.
  let strata: [[Block]]

  /// A table of runs; those that are not finite or have no positive size are left out.
  package init(_ runs: [FiniteSizeRun]) {
    let runs = runs.filter { $0.size > 0 && $0.size.isFinite && $0.control.isFinite && $0.value.isFinite }
    let sizes = Set(runs.map(\.size)).sorted()
    self.sizes = sizes
    let bySize = Dictionary(grouping: runs, by: \.size)
    var cells: [Cell] = []
    var strata: [[Block]] = []
    for (index, size) in sizes.enumerated() {
      let members = bySize[size] ?? []
      let controls = Set(members.map(\.control)).sorted()
      let first = cells.count
      let places = Dictionary(uniqueKeysWithValues: controls.enumerated().map { ($1, first + $0) })
      let blocks = Dictionary(grouping: members, by: \.split).values.map { Self.block($0, places) }
      cells += controls.indices.map { Self.cell(index, controls[$0], first + $0, blocks) }
      strata += Self.strata(blocks)
    }
    self.cells = cells
    self.strata = strata
  }

  private static func block(_ runs: [FiniteSizeRun], _ places: [Double: Int]) -> Block {
    let groups = Dictionary(grouping: runs) { places[$0.control] ?? 0 }
    let cells = groups.keys.sorted()
    let moments = cells.map { cell in
      // Sorted, so that sums do not depend on the order of rows.
      let values = (groups[cell] ?? []).map(\.value).sorted()
      let count = Double(values.count)
      return Moments(
        first: values.reduce(0, +) / count, second: values.reduce(0) { $0 + $1 * $1 } / count,
        fourth: values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count)
    }
    return Block(cells: cells, moments: moments)
  }

  private static func cell(_ size: Int, _ control: Double, _ place: Int, _ blocks: [Block]) -> Cell {
    let found = blocks.compactMap { block in block.cells.firstIndex(of: place).map { block.moments[$0] } }
      .sorted { ($0.first, $0.second, $0.fourth) < ($1.first, $1.second, $1.fourth) }
    let count = Double(found.count)
    let moments = Moments(
      first: found.reduce(0) { $0 + $1.first } / count, second: found.reduce(0) { $0 + $1.second } / count,
      fourth: found.reduce(0) { $0 + $1.fourth } / count)
    let squares = found.reduce(0) { $0 + ($1.first - moments.first) * ($1.first - moments.first) }
    return Cell(
      size: size, control: control, splits: found.count, moments: moments,
      variance: found.count > 1 ? squares / (count - 1) : nil)
  }

  /// Blocks by the cells that they have; those that are alone with theirs are one group.
  private static func strata(_ blocks: [Block]) -> [[Block]] {
    let groups = Dictionary(grouping: blocks, by: \.cells).sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let alone = groups.filter { $0.value.count == 1 }.flatMap(\.value)
    let together = groups.filter { $0.value.count > 1 }.map { key, blocks in
      blocks.sorted { one, other in
        one.moments.lexicographicallyPrecedes(other.moments) {
          ($0.first, $0.second, $0.fourth) < ($1.first, $1.second, $1.fourth)
        }
      }
    }
    return alone.isEmpty ? together : together + [alone]
  }

  /// The table of some of its sizes.
  package func keeping(_ isKept: (Int) -> Bool) -> FiniteSizeTable { FiniteSizeTable(self, keeping: isKept) }

  private init(_ table: FiniteSizeTable, keeping isKept: (Int) -> Bool) {
    let kept = table.sizes.indices.filter(isKept)
    let sizePlaces = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    let keptCells = table.cells.indices.filter { sizePlaces[table.cells[$0].size] != nil }
    let cellPlaces = Dictionary(uniqueKeysWithValues: keptCells.enumerated().map { ($1, $0) })
    sizes = kept.map { table.sizes[$0] }
    cells = keptCells.map { place in
      let cell = table.cells[place]
      return Cell(
        size: sizePlaces[cell.size] ?? 0, control: cell.control, splits: cell.splits, moments: cell.moments,
        variance: cell.variance)
    }
    strata = table.strata.compactMap { stratum in
      let blocks = stratum.filter { $0.cells.allSatisfy { cellPlaces[$0] != nil } }
        .map { Block(cells: $0.cells.compactMap { cellPlaces[$0] }, moments: $0.moments) }
      return blocks.isEmpty ? nil : blocks
    }
  }

  /// Splits beyond the first of each stratum: what the spread from split to split is known by.
  var degreesOfFreedom: Int { strata.reduce(0) { $0 + $1.count - 1 } }

  /// The moments of all cells after drawing splits anew; a cell that no split was drawn for keeps its own.
  func resampled(using generator: inout some RandomNumberGenerator) -> [Moments] {
    var sums = [Moments](repeating: Moments(), count: cells.count)
    var counts = [Double](repeating: 0, count: cells.count)
    for stratum in strata {
      for _ in stratum.indices {
        let block = stratum[Int.random(in: 0..<stratum.count, using: &generator)]
        for (cell, moments) in zip(block.cells, block.moments) {
          sums[cell].first += moments.first
          sums[cell].second += moments.second
          sums[cell].fourth += moments.fourth
          counts[cell] += 1
        }
      }
    }
    return cells.indices.map { cell in
      let count = counts[cell]
      guard count > 0 else { return cells[cell].moments }
      return Moments(
        first: sums[cell].first / count, second: sums[cell].second / count, fourth: sums[cell].fourth / count)
    }
  }

  /// Deviations of the cells' means as another set of splits would have them.
  ///
  /// Drawing anew shows the spread of n splits with their own mean, (n − 1)/n of the variance: the deviations are enlarged by
  /// √(n/(n − 1)).
  func noise(using generator: inout some RandomNumberGenerator) -> [Double] {
    zip(cells, resampled(using: &generator)).map { cell, moments in
      guard cell.splits > 1 else { return 0 }
      let count = Double(cell.splits)
      return (moments.first - cell.moments.first) * (count / (count - 1)).squareRoot()
    }
  }
}
