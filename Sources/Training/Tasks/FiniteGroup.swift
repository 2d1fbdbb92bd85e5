// SPDX-License-Identifier: GPL-3.0-or-later

/// A finite group by its multiplication table; element 0 is the identity.
package struct FiniteGroup: Sendable, Equatable {
  /// How many elements it has.
  package let order: Int
  /// a·b at a·order + b.
  package let table: [Int32]
  /// What the elements are called.
  package let names: [String]

  /// The integers modulo n under addition; elements `0`, `1`, ….
  package static func cyclic(_ n: Int) -> FiniteGroup {
    FiniteGroup(names: (0..<n).map(String.init)) { ($0 + $1) % n }
  }

  /// The direct product of cyclic groups, ℤ/n₁ × ℤ/n₂ × …: every finite abelian group is one. The last factor is counted
  /// fastest; elements `0.0`, `0.1`, ….
  package static func abelian(_ factors: [Int]) -> FiniteGroup {
    var digits: [[Int]] = [[]]
    for factor in factors { digits = digits.flatMap { digit in (0..<factor).map { digit + [$0] } } }
    return FiniteGroup(names: digits.map { $0.map(String.init).joined(separator: ".") }) { a, b in
      zip(zip(digits[a], digits[b]), factors).reduce(0) { $0 * $1.1 + ($1.0.0 + $1.0.1) % $1.1 }
    }
  }

  /// The symmetries of a regular n-gon: rotations `r0`, …, then reflections `s0`, …, with sᵢ = rᵢ s₀ and s₀ rᵢ = r₋ᵢ s₀.
  package static func dihedral(_ n: Int) -> FiniteGroup {
    FiniteGroup(names: (0..<n).map { "r\($0)" } + (0..<n).map { "s\($0)" }) { a, b in
      let (i, j) = (a % n, b % n)
      let turn = a < n ? (i + j) % n : (i - j + n) % n
      return (a < n) == (b < n) ? turn : turn + n
    }
  }

  /// The permutations of n points in lexicographic order, named by their cycles; (a·b)(i) = a(b(i)).
  package static func symmetric(_ n: Int) -> FiniteGroup {
    let permutations = Self.permutations(of: n)
    let places = Dictionary(uniqueKeysWithValues: permutations.enumerated().map { ($1, $0) })
    return FiniteGroup(names: permutations.map(Self.cycles)) { a, b in
      places[permutations[b].map { permutations[a][$0] }] ?? 0
    }
  }

  private init(names: [String], product: (Int, Int) -> Int) {
    let order = names.count
    self.order = order
    self.names = names
    table = (0..<order).flatMap { a in (0..<order).map { b in Int32(product(a, b)) } }
  }

  /// A group from its table, one row for each element.
  ///
  /// - Throws: the first violation of a group's laws: square, closed, identity 0, inverses, associative.
  package init(table rows: [[Int]]) throws(GroupViolation) {
    let order = rows.count
    guard order > 0 else { throw GroupViolation("the table is empty; a group has at least one element.") }
    for (a, row) in rows.enumerated() where row.count != order {
      throw GroupViolation(
        "the table has \(order) rows, but that of element \(a) has \(row.count) entries; it must be square.")
    }
    for (a, row) in rows.enumerated() {
      for (b, product) in row.enumerated() where !(0..<order).contains(product) {
        throw GroupViolation("\(a)·\(b) is \(product); the elements are 0, …, \(order - 1).")
      }
    }
    func isIdentity(_ e: Int) -> Bool {
      (0..<order).allSatisfy { (a: Int) -> Bool in rows[e][a] == a && rows[a][e] == a }
    }
    guard isIdentity(0) else {
      if let identity = (0..<order).first(where: isIdentity) {
        throw GroupViolation("the identity is element \(identity); number the elements so that it is 0.")
      }
      let wrong = (0..<order).first { (a: Int) -> Bool in rows[0][a] != a || rows[a][0] != a } ?? 0
      let isLeft = rows[0][wrong] != wrong
      let product = isLeft ? "0·\(wrong) is \(rows[0][wrong])" : "\(wrong)·0 is \(rows[wrong][0])"
      throw GroupViolation("\(product); element 0 must be the identity.")
    }
    for a in 0..<order where !(0..<order).contains(where: { rows[a][$0] == 0 && rows[$0][a] == 0 }) {
      throw GroupViolation("element \(a) has no inverse: there is no x with \(a)·x = x·\(a) = 0.")
    }
    for a in 0..<order {
      for b in 0..<order {
        let left = rows[rows[a][b]]
        for c in 0..<order where left[c] != rows[a][rows[b][c]] {
          throw GroupViolation(
            "the product is not associative: (\(a)·\(b))·\(c) is \(left[c]), but \(a)·(\(b)·\(c)) is "
              + "\(rows[a][rows[b][c]]).")
        }
      }
    }
    self.init(names: (0..<order).map { "g\($0)" }) { rows[$0][$1] }
  }

  /// The product of two elements.
  package func product(_ a: Int, _ b: Int) -> Int { Int(table[a * order + b]) }

  /// Whether a·b = b·a for all elements.
  package var isCommutative: Bool {
    (0..<order).allSatisfy { a in (0..<a).allSatisfy { b in product(a, b) == product(b, a) } }
  }

  /// In lexicographic order, the identity first.
  private static func permutations(of n: Int) -> [[Int]] {
    (0..<n).reduce([[]]) { begun, _ in
      begun.flatMap { beginning in (0..<n).filter { !beginning.contains($0) }.map { beginning + [$0] } }
    }
  }

  /// Cycle notation with points counted from 1: `(1 2 3)`, `(1 2)(3 4)`, `e`.
  private static func cycles(_ permutation: [Int]) -> String {
    var seen = Set<Int>()
    var text = ""
    for start in permutation.indices where permutation[start] != start && !seen.contains(start) {
      var cycle: [Int] = []
      var point = start
      while seen.insert(point).inserted {
        cycle.append(point)
        point = permutation[point]
      }
      text += "(" + cycle.map { String($0 + 1) }.joined(separator: " ") + ")"
    }
    return text.isEmpty ? "e" : text
  }
}

/// Why a table is not that of a group.
package struct GroupViolation: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence with the elements that show it.
  package let description: String

  init(_ description: String) { self.description = description }
}
