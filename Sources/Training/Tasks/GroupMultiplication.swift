// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The multiplication table of a finite group: (a, b) ↦ a·b, all ordered products, row a·order + b.
package struct GroupMultiplication: LearningTask, Equatable {
  /// The group of which the multiplication table is to be learned.
  package let group: FiniteGroup
  /// `symmetric group S5`.
  package let summary: String
  /// Whether the group is known to be cyclic, numbered 0, 1, … as the integers modulo its order.
  private let isCyclic: Bool
  /// The name in a scenario.
  package var name: String { "group" }

  /// The largest order: its table has 1.7·10⁷ rows.
  package static let largestOrder = 4096
  /// The largest order of a table that is given: its law of associativity is checked for all 1.3·10⁸ triples.
  package static let largestTable = 512

  /// The integers modulo n under addition, n ≥ 2.
  package static func cyclic(_ n: Int) -> GroupMultiplication {
    GroupMultiplication(group: .cyclic(n), summary: "cyclic group of order \(n)", isCyclic: true)
  }

  /// The direct product of cyclic groups of two elements at least each, ℤ/n₁ × ℤ/n₂ × ….
  package static func abelian(_ factors: [Int]) -> GroupMultiplication {
    GroupMultiplication(
      group: .abelian(factors), summary: "abelian group " + factors.map { "Z\($0)" }.joined(separator: "×"),
      isCyclic: factors.count == 1)
  }

  /// The symmetries of a regular n-gon, n ≥ 3; 2n elements.
  package static func dihedral(_ n: Int) -> GroupMultiplication {
    GroupMultiplication(group: .dihedral(n), summary: "dihedral group of order \(2 * n)", isCyclic: false)
  }

  /// The permutations of n points, n ≥ 2; n! elements.
  package static func symmetric(_ n: Int) -> GroupMultiplication {
    GroupMultiplication(group: .symmetric(n), summary: "symmetric group S\(n)", isCyclic: false)
  }

  private init(group: FiniteGroup, summary: String, isCyclic: Bool) {
    self.group = group
    self.summary = summary
    self.isCyclic = isCyclic
  }

  /// A group by its table.
  package init(_ group: FiniteGroup) {
    self.init(group: group, summary: "group of order \(group.order)", isCyclic: false)
  }

  /// All products. A cyclic group is arithmetic modulo its order, and said to be.
  package func examples(seed: UInt64) -> Examples {
    .pairs(
      symbols: group.order, classes: group.order, order: .ordered,
      algebra: isCyclic ? .modular(group.order) : .group(table: group.table, order: group.order), names: group.names
    ) { group.product($0, $1) }
  }

  /// The catalogue's entry.
  package static let entry = CatalogueEntry<any LearningTask>(
    name: "group", summary: "the products of a finite group",
    formula: "(a, b) ↦ a·b for all elements; element 0 is the identity",
    parameters: [
      .word(
        "group", default: nil, among: ["cyclic", "abelian", "dihedral", "symmetric", "table"],
        "which group: ℤ/n, a product of such, the symmetries of a regular n-gon, the permutations of n points, or a table"
      ),
      .integer("degree", default: 5, .atLeast(1), "n; of no meaning for products and tables"),
      .numbers("factors", default: [], "with 'group: abelian': [2, 4] for ℤ/2 × ℤ/4"),
      Parameter(
        "table", .list(.list(.integer(.any))), default: .list([]),
        "with 'group: table': one row for each element a, a·b in its column b, elements counted from 0"),
      .word("file", default: "", among: [], "with 'group: table': a CSV file that holds the table"),
    ],
    source: "Power et al., arXiv:2201.02177 (2022): S₅; Chughtai et al., arXiv:2302.03025 (2023)",
    example: "task: {kind: group, group: symmetric, degree: 5}"
  ) { (values) throws(Problem) in try GroupMultiplication(reading: values) }
}

extension GroupMultiplication {
  /// The group that a scenario names.
  init(reading values: Parameters) throws(Problem) {
    let kind = values.text("group")
    let rows = values["table"].asList ?? []
    let file = values.text("file")
    if kind == "table" {
      guard rows.isEmpty != file.isEmpty else {
        throw Problem(
          rows.isEmpty
            ? "'group: table' needs a table: give 'table', a list of rows, or 'file', a CSV file."
            : "table and file are both given; leave one out.", at: rows.isEmpty ? "group" : "file")
      }
      self = try file.isEmpty ? Self(rows: rows) : Self(file: file)
      return
    }
    guard rows.isEmpty, file.isEmpty else {
      throw Problem(
        "a table is given, but group is '\(kind)'; say 'group: table'.", at: rows.isEmpty ? "file" : "table")
    }
    let factors = values.numbers("factors")
    if kind == "abelian" {
      self = try Self(factors: factors)
      return
    }
    guard factors.isEmpty else {
      throw Problem("factors are given, but group is '\(kind)'; say 'group: abelian'.", at: "factors")
    }
    let degree = values.integer("degree")
    let allowed: ClosedRange<Int> =
      switch kind {
      case "cyclic": 2...Self.largestOrder
      case "dihedral": 3...Self.largestOrder / 2
      default: 2...6
      }
    guard allowed.contains(degree) else {
      throw Problem(
        "degree is \(degree); for a \(kind) group it must be between \(allowed.lowerBound) and \(allowed.upperBound).",
        at: "degree")
    }
    switch kind {
    case "cyclic": self = .cyclic(degree)
    case "dihedral": self = .dihedral(degree)
    default: self = .symmetric(degree)
    }
  }

  private init(factors numbers: [Double]) throws(Problem) {
    let factors = numbers.compactMap { Int(exactly: $0) }
    guard !numbers.isEmpty else {
      throw Problem("'group: abelian' needs its factors: [2, 4] for ℤ/2 × ℤ/4.", at: "group")
    }
    guard factors.count == numbers.count, factors.allSatisfy({ (2...Self.largestOrder).contains($0) }) else {
      throw Problem(
        "factors holds \(numbers.first { Int(exactly: $0) == nil || $0 < 2 || $0 > Double(Self.largestOrder) }?.shortest ?? ""); "
          + "each is the order of a cyclic group, a whole number between 2 and \(Self.largestOrder).", at: "factors")
    }
    var order = 1
    for factor in factors where order <= Self.largestOrder { order *= factor }
    guard order <= Self.largestOrder else {
      throw Problem(
        "the product of the factors is \(order) or more; at most \(Self.largestOrder) is allowed.", at: "factors")
    }
    self = .abelian(factors)
  }

  private init(rows: [Value]) throws(Problem) {
    let table = rows.map { row in (row.asList ?? []).compactMap { $0.asNumber.map { Int($0) } } }
    try Self.check(order: table.count, at: "table")
    do { self.init(try FiniteGroup(table: table)) } catch { throw Problem(error.description, at: "table") }
  }

  private init(file: String) throws(Problem) {
    do {
      let table = try NumberTable(path: file, header: .absent)
      try Self.check(order: table.rows, at: "file")
      var rows: [[Int]] = []
      for row in 0..<table.rows {
        rows.append([])
        for column in 0..<table.columns {
          guard let element = Int(exactly: table[row, column]) else {
            throw DataFileError(
              "\(table.column(column)) is \(table[row, column].shortest); elements are whole numbers.", in: file,
              line: table.lines[row])
          }
          rows[row].append(element)
        }
      }
      self.init(try FiniteGroup(table: rows))
    } catch let error as Problem {
      throw error
    } catch let error as GroupViolation {
      throw DataFileError(error.description, in: file).problem(at: "file")
    } catch {
      throw Problem("\(error)", at: "file")
    }
  }

  private static func check(order: Int, at key: SettingPath) throws(Problem) {
    guard order <= largestTable else {
      throw Problem("the table has \(order) rows; at most \(largestTable) are allowed.", at: key)
    }
  }
}
