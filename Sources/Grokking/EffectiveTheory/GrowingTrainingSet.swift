// SPDX-License-Identifier: GPL-3.0-or-later

/// Which relations the rates and trajectories of the parallelogram theory are made of.
package enum TheoryDefinition: String, Sendable, Equatable, CaseIterable {
  /// Those of the training set, P₀(D), their squares averaged: ℓ₀ = Σ|E_i + E_j − E_m − E_n|²/|P₀(D)|, as the paper writes it.
  case paper
  /// Those of the whole table whatever the training set, their squares added: what the published programs integrate. Nullity
  /// and uniqueness are those of the training set there, too.
  case publishedPrograms = "published-programs"
}

/// A training set to which rows are added, with what its parallelograms force at each size.
///
/// Relations only accumulate, so that one random order of the rows tells of all sizes: for each added row one relation at most enters the ranks, and
/// AᵀA changes in a few places.
package struct GrowingTrainingSet {
  /// The table of the operation, to which the pairs belong.
  package let table: RelationTable
  /// |P₀(D)|: pairs of distinct training pairs with equal answers.
  package private(set) var parallelograms = 0
  /// Rows so far.
  package private(set) var rows = 0
  /// AᵀA, row-major.
  private(set) var gram: [Double]
  private var isTrained: [Bool]
  /// The trained pairs of each answer as a chain: its first and last pair, and the one before each pair; −1 for none.
  private var firstOfAnswer: [Int32]
  private var lastOfAnswer: [Int32]
  private var previous: [Int32]
  private var rank: RelationRank
  private var lattice: RelationLattice?
  private let whole: RelationLattice?
  /// Remembered from the time when it became so.
  private var isComplete = false

  /// An empty training set.
  package init(_ table: RelationTable) { self.init(table, whole: Self.wholeLattice(table)) }

  init(_ table: RelationTable, whole: RelationLattice?) {
    self.table = table
    self.whole = whole
    let n = table.symbols
    gram = [Double](repeating: 0, count: n * n)
    isTrained = [Bool](repeating: false, count: table.pairs.count)
    firstOfAnswer = [Int32](repeating: -1, count: table.answerCount)
    lastOfAnswer = firstOfAnswer
    previous = [Int32](repeating: -1, count: table.pairs.count)
    rank = RelationRank(columns: n)
    lattice = whole == nil ? nil : RelationLattice(columns: n)
    isComplete = whole == nil && n == table.leastNullity
  }

  /// The lattice that all relations of a group span; `nil` for addition, where the rank decides.
  static func wholeLattice(_ table: RelationTable) -> RelationLattice? {
    guard table.leastComponents > 1, let full = try? RelationTable.full(table.algebra) else { return nil }
    var lattice = RelationLattice(columns: full.symbols)
    var first = [Int](repeating: -1, count: full.answerCount)
    for (pair, answer) in full.answers.enumerated() {
      if first[Int(answer)] < 0 {
        first[Int(answer)] = pair
      } else {
        lattice.insert(full.pairs[pair], full.pairs[first[Int(answer)]])
      }
    }
    return lattice
  }

  /// Adds a row of the task's table.
  ///
  /// - Returns: whether the relations have changed.
  @discardableResult
  package mutating func add(row: Int) -> Bool {
    rows += 1
    let number = table.pairOfRow[row]
    guard !isTrained[Int(number)] else { return false }
    isTrained[Int(number)] = true
    let answer = Int(table.answers[Int(number)])
    let pair = table.pairs[Int(number)]
    var other = lastOfAnswer[answer]
    previous[Int(number)] = other
    lastOfAnswer[answer] = number
    guard other >= 0 else {
      firstOfAnswer[answer] = number
      return false
    }
    while other >= 0 {
      parallelograms += 1
      addToGram(pair, table.pairs[Int(other)])
      other = previous[Int(other)]
    }
    guard !isComplete else { return true }
    let first = table.pairs[Int(firstOfAnswer[answer])]
    if nullity > table.leastNullity { rank.insert(pair, first) }
    lattice?.insert(pair, first)
    if hasLeastNullity { isComplete = whole.map { isWhole($0) == true } ?? true }
    return true
  }

  /// How many free numbers the relations leave: symbols − rank(A), exactly.
  package var nullity: Int { table.symbols - rank.rank }

  /// Whether no more numbers are free than with the whole table: for addition the linear structure is then forced.
  package var hasLeastNullity: Bool { nullity == table.leastNullity }

  /// Whether the relations force the structure of the whole table: a + k·b for addition; for groups a character of the
  /// group, which needs the same lattice of relations and not only the same rank. `nil` where the numbers of the lattice overflow.
  package var isUnique: Bool? {
    guard hasLeastNullity else { return false }
    guard let whole, !isComplete else { return isComplete }
    return isWhole(whole)
  }

  /// Whether the relations, of full rank, span the lattice of the whole table.
  private func isWhole(_ whole: RelationLattice) -> Bool? {
    if let index = lattice?.index(in: whole) { return index == 1 }
    // The echelon form of a basis that grew row by row has overflowed; that of all relations at once rarely does.
    return SmithNormalForm.torsionOrder(of: relations).map { $0 == table.leastComponents }
  }

  /// A relation for each trained pair that is not the first of its answer; they span the lattice.
  private var relations: [[Int]] {
    lastOfAnswer.indices.flatMap { answer -> [[Int]] in
      var rows: [[Int]] = []
      var number = lastOfAnswer[answer]
      while number >= 0, number != firstOfAnswer[answer] {
        let (pair, first) = (table.pairs[Int(number)], table.pairs[Int(firstOfAnswer[answer])])
        var row = [Int](repeating: 0, count: table.symbols)
        row[pair.first] += 1
        row[pair.second] += 1
        row[first.first] -= 1
        row[first.second] -= 1
        rows.append(row)
        number = previous[Int(number)]
      }
      return rows
    }
  }

  /// How many components the solutions modulo 2π have, the order of the torsion of ℤⁿ/L; `nil` where numbers overflow.
  package var components: Int? { SmithNormalForm.torsionOrder(of: relations) }

  /// The matrix whose eigenvalues times 2/Z₀ are the rates: AᵀA/|P₀(D)|, or as the definition says. `nil` without parallelograms.
  package func averagedGram(_ definition: TheoryDefinition = .paper) -> [Double]? {
    switch definition {
    case .paper: return parallelograms > 0 ? gram.map { $0 / Double(parallelograms) } : nil
    case .publishedPrograms:
      guard let full = try? RelationTable.full(table.algebra) else { return nil }
      var whole = GrowingTrainingSet(full, whole: nil)
      for row in 0..<full.rows { whole.add(row: row) }
      return whole.gram
    }
  }

  /// λ·Z₀ of the slowest motion that the whole table would let decay: for addition λ₃Z₀, the third eigenvalue of
  /// 2AᵀA/|P₀(D)|, for groups the second, about any character. It is exactly 0 while more numbers are free.
  func slowestRate(_ spectrum: SymmetricSpectrum) -> Double? {
    guard hasLeastNullity, parallelograms > 0, table.leastNullity < table.symbols else { return 0 }
    return spectrum.eigenvalue(table.leastNullity, of: gram).map { 2 * $0 / Double(parallelograms) }
  }

  private mutating func addToGram(_ one: SymbolPair, _ other: SymbolPair) {
    let n = table.symbols
    @inline(__always) func add(_ i: Int, _ sign: Double) {
      gram[i * n + one.first] += sign
      gram[i * n + one.second] += sign
      gram[i * n + other.first] -= sign
      gram[i * n + other.second] -= sign
    }
    add(one.first, 1)
    add(one.second, 1)
    add(other.first, -1)
    add(other.second, -1)
  }
}
