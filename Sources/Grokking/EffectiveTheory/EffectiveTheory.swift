// SPDX-License-Identifier: GPL-3.0-or-later
package import Statistics
package import Training

/// What the parallelogram theory says of one training set (Z. Liu et al., arXiv:2205.10343, section 3.2).
///
/// P₀(D) are the pairs of distinct training pairs with equal answers; A has a row +1 +1 −1 −1 for each, added where
/// indices coincide. The embeddings follow the gradient of ℓ_eff = ℓ₀/Z₀, ℓ₀ = Σ|E_i + E_j − E_m − E_n|²/|P₀(D)|,
/// Z₀ = Σ|E_k|², with H = 2AᵀA/(Z₀|P₀(D)|). The slowest decaying part has the rate λ₃; it needs 1/(λ₃η) steps of size η to
/// fall to 1/e, about three of these to converge.
package struct EffectiveTheory: Sendable, Equatable {
  /// The definition of rates.
  package let definition: TheoryDefinition
  /// |P₀(D)|.
  package let parallelograms: Int
  /// The nullity of A, exactly.
  package let nullity: Int
  /// The nullity for the whole table: 2 for addition, 1 for groups.
  package let leastNullity: Int
  /// Components of the solutions modulo 2π; `nil` where the numbers of the lattice overflow.
  package let components: Int?
  /// Whether the structure of the whole table is forced; `nil` where the numbers of the lattice overflow.
  package let isUnique: Bool?
  /// λ₃Z₀, for groups λ₂Z₀: the rate of the slowest decaying part at Z₀ = 1; exactly 0 while more numbers are free.
  package let slowestRate: Double

  /// The theory of a training set.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - training: the rows that are trained on.
  ///   - definition: the relations that rates are made of.
  /// - Throws: `NotApplicable` if a row is not in the table or a number is not finite.
  package init(_ table: RelationTable, training: [Int32], definition: TheoryDefinition = .paper) throws(NotApplicable) {
    guard training.allSatisfy({ $0 >= 0 && Int($0) < table.rows }) else {
      throw NotApplicable("the training set has rows that the table has not")
    }
    var set = GrowingTrainingSet(table)
    for row in training { set.add(row: Int(row)) }
    self.definition = definition
    parallelograms = set.parallelograms
    nullity = set.nullity
    leastNullity = table.leastNullity
    components = set.components
    isUnique = set.isUnique
    slowestRate = try Self.rate(set, definition, SymmetricSpectrum(dimension: table.symbols))
  }

  static func rate(
    _ set: GrowingTrainingSet, _ definition: TheoryDefinition, _ spectrum: SymmetricSpectrum
  ) throws(NotApplicable) -> Double {
    switch definition {
    case .paper:
      guard let rate = set.slowestRate(spectrum) else { throw NotApplicable("the eigenvalues do not converge") }
      return rate
    case .publishedPrograms:
      let (table, gram) = (set.table, set.averagedGram(.publishedPrograms))
      guard table.leastNullity < table.symbols else { return 0 }
      guard let gram, let value = spectrum.eigenvalue(table.leastNullity, of: gram) else {
        throw NotApplicable("the eigenvalues do not converge")
      }
      return 2 * value
    }
  }

  /// λ₃ of a training set at Z₀ = 1, for groups λ₂; 0 where the relations leave more numbers free than the whole table.
  ///
  /// Cheap enough for every run of a sweep: far below a millisecond with ten symbols, some tenths of a second with a hundred.
  ///
  /// - Parameters:
  ///   - algebra: which pairs have the same answer; `.modular` is taken for the sum modulo p.
  ///   - pairs: all pairs of the table, as in `Examples.symbolPairs`.
  ///   - training: the rows that are trained on, as in a split.
  ///   - squaredNorm: Z₀ = Σ|E_k|².
  /// - Throws: `NotApplicable` if the operation does not commute or rows and symbols do not fit.
  package static func lambda3(
    of algebra: Algebra, pairs: [SymbolPair], training: [Int32], squaredNorm: Double = 1
  ) throws(NotApplicable) -> Double {
    try lambda3(of: RelationTable(algebra: algebra, pairs: pairs), training: training, squaredNorm: squaredNorm)
  }

  /// λ₃ of a training set at Z₀ = 1, for groups λ₂, with a table that is made once for a sweep.
  package static func lambda3(
    of table: RelationTable, training: [Int32], squaredNorm: Double = 1
  ) throws(NotApplicable) -> Double {
    guard training.allSatisfy({ $0 >= 0 && Int($0) < table.rows }) else {
      throw NotApplicable("the training set has rows that the table has not")
    }
    // Without the lattice, which the rate does not need.
    var set = GrowingTrainingSet(table, whole: nil)
    for row in training { set.add(row: Int(row)) }
    return try rate(set, .paper, SymmetricSpectrum(dimension: table.symbols)) / squaredNorm
  }

  /// Steps of size η in which the slowest part falls to 1/e: Z₀/(λη); `nil` where nothing decays.
  package func predictedSteps(rate: Double, squaredNorm: Double = 1) -> Double? {
    slowestRate > 0 && rate > 0 ? squaredNorm / (slowestRate * rate) : nil
  }
}
