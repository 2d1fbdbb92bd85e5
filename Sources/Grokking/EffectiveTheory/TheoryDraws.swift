// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics

/// What the parallelogram theory says of training sets of all sizes along one random order of the rows.
package struct TheoryDraw: Sendable, Equatable {
  /// The nullity after 0, 1, …, all rows.
  package var nullities: [Int]
  /// The first number of rows that forces the structure of the whole table; `nil` if not even all rows do, or it is not known.
  package var criticalSize: Int?
  /// The first number of rows that leaves no more numbers free than the whole table; `nil` if not even all rows do.
  package var rankCriticalSize: Int?
  /// Whether the lattice stayed within 64 bits wherever it had to decide.
  package var isKnown: Bool
  /// λ·Z₀ of the slowest decaying part at the sizes that were asked for.
  package var rates: [Double]
}

/// Nested training sets, drawn again and again from one table.
///
/// The first k rows of a random order are a random training set of k rows, so that one order tells of all sizes. Sets of
/// different sizes from one order are not independent, those of different orders are.
package final class TheoryDraws {
  /// The table of the operation of which training sets are drawn.
  package let table: RelationTable
  /// The sizes at which rates are wanted, ascending.
  package let sizes: [Int]
  private let definition: TheoryDefinition
  private let empty: GrowingTrainingSet
  private let spectrum: SymmetricSpectrum
  private let commonRate: Double?

  /// Prepares the draws of training sets of a table.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - sizes: numbers of rows at which rates are wanted, from 0 to all.
  ///   - definition: the relations that rates are made of.
  /// - Throws: `NotApplicable` if a number is not finite.
  package init(_ table: RelationTable, sizes: [Int], definition: TheoryDefinition = .paper) throws(NotApplicable) {
    self.table = table
    self.sizes = sizes.filter { (0...table.rows).contains($0) }.sorted()
    self.definition = definition
    empty = GrowingTrainingSet(table)
    spectrum = SymmetricSpectrum(dimension: table.symbols)
    commonRate =
      definition == .paper ? nil : try EffectiveTheory.rate(empty, definition, spectrum)
  }

  /// Goes through the rows in an order.
  ///
  /// - Throws: `NotApplicable` if a number is not finite.
  package func draw(_ order: [Int32]) throws(NotApplicable) -> TheoryDraw {
    var set = empty
    var result = TheoryDraw(nullities: [set.nullity], isKnown: true, rates: [])
    result.nullities.reserveCapacity(order.count + 1)
    result.rates.reserveCapacity(sizes.count)
    var next = 0
    var rate: Double?
    func observe() throws(NotApplicable) {
      if result.rankCriticalSize == nil, set.hasLeastNullity {
        result.rankCriticalSize = set.rows
      }
      if result.criticalSize == nil, result.rankCriticalSize != nil {
        switch set.isUnique {
        case true?: result.criticalSize = set.rows
        case false?: break
        case nil: result.isKnown = false
        }
      }
      while next < sizes.count, sizes[next] == set.rows {
        if rate == nil { rate = commonRate ?? set.slowestRate(spectrum) }
        guard let rate else { throw NotApplicable("the eigenvalues do not converge") }
        result.rates.append(rate)
        next += 1
      }
    }
    try observe()
    for row in order {
      if set.add(row: Int(row)) { rate = nil }
      result.nullities.append(set.nullity)
      try observe()
    }
    return result
  }
}
