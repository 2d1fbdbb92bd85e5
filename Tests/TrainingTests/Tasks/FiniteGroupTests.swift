// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

@Suite struct FiniteGroupTests {
  static let named: [(group: FiniteGroup, order: Int, isCommutative: Bool)] = [
    (.cyclic(2), 2, true), (.cyclic(7), 7, true), (.cyclic(12), 12, true), (.dihedral(3), 6, false),
    (.abelian([2, 4]), 8, true), (.abelian([3, 3, 2]), 18, true), (.dihedral(4), 8, false), (.dihedral(17), 34, false),
    (.symmetric(2), 2, true), (.symmetric(3), 6, false),
    (.symmetric(4), 24, false), (.symmetric(5), 120, false),
  ]

  private func table(_ group: FiniteGroup) -> [[Int]] {
    (0..<group.order).map { a in (0..<group.order).map { group.product(a, $0) } }
  }

  /// Order of an element: the least k > 0 with aᵏ = 0.
  private func order(of a: Int, in group: FiniteGroup) -> Int {
    var (power, count) = (a, 1)
    while power != 0, count <= group.order { (power, count) = (group.product(power, a), count + 1) }
    return count
  }

  @Test func namedGroupsObeyTheLaws() throws {
    for (group, order, isCommutative) in Self.named {
      #expect(group.order == order)
      #expect(group.isCommutative == isCommutative)
      #expect(Set(group.names).count == order)
      // The laws themselves, apart from the check of tables that users give.
      let elements = 0..<order
      for a in elements {
        #expect(group.product(0, a) == a && group.product(a, 0) == a)
        #expect(Set(elements.map { group.product(a, $0) }) == Set(elements))
      }
      var violations = 0
      for a in elements {
        for b in elements {
          for c in elements
          where group.product(group.product(a, b), c) != group.product(a, group.product(b, c)) { violations += 1 }
        }
      }
      #expect(violations == 0)
      #expect(try FiniteGroup(table: table(group)).table == group.table)
    }
  }

  /// How many elements have which order tells these groups from all others of their size.
  @Test(arguments: [
    (FiniteGroup.cyclic(6), [1: 1, 2: 1, 3: 2, 6: 2]), (.dihedral(4), [1: 1, 2: 5, 4: 2]),
    (.abelian([2, 4]), [1: 1, 2: 3, 4: 4]),
    (.dihedral(5), [1: 1, 2: 5, 5: 4]), (.symmetric(3), [1: 1, 2: 3, 3: 2]),
    (.symmetric(4), [1: 1, 2: 9, 3: 8, 4: 6]), (.symmetric(5), [1: 1, 2: 25, 3: 20, 4: 30, 5: 24, 6: 20]),
  ])
  func ordersOfElements(group: FiniteGroup, expected: [Int: Int]) {
    let counts = (0..<group.order).reduce(into: [:]) { $0[order(of: $1, in: group), default: 0] += 1 }
    #expect(counts == expected)
  }

  @Test func elementsHaveNames() throws {
    #expect(FiniteGroup.symmetric(3).names == ["e", "(2 3)", "(1 2)", "(1 2 3)", "(1 3 2)", "(1 3)"])
    let dihedral = FiniteGroup.dihedral(3)
    #expect(dihedral.names == ["r0", "r1", "r2", "s0", "s1", "s2"])
    // s₀ r₁ = r₂ s₀ = s₂, and the product of permutations goes from right to left: (1 2)(2 3) = (1 2 3).
    #expect(dihedral.product(3, 1) == 5)
    #expect(FiniteGroup.symmetric(3).product(2, 1) == 3)
  }

  @Test func theTaskHoldsAllOrderedProducts() {
    let task = GroupMultiplication.symmetric(5)
    let examples = task.examples(seed: 1)
    let table = rows(of: examples)
    #expect(table.count == 14_400)
    #expect(table.enumerated().allSatisfy { $1.x * 120 + $1.y == $0 && $1.answer == task.group.product($1.x, $1.y) })
    #expect(examples.algebra == .group(table: task.group.table, order: 120))
    #expect(examples.symbolNames == task.group.names)
    #expect(GroupMultiplication.cyclic(12).examples(seed: 1).algebra == .modular(12))
  }

  @Test(
    arguments: [
      ([], "the table is empty; a group has at least one element."),
      (
        [[0, 1], [1]], "the table has 2 rows, but that of element 1 has 1 entries; it must be square."
      ),
      ([[0, 1], [1, 2]], "1·1 is 2; the elements are 0, …, 1."),
      ([[0, 1], [-1, 0]], "1·0 is -1; the elements are 0, …, 1."),
      ([[1, 0], [0, 1]], "the identity is element 1; number the elements so that it is 0."),
      ([[1, 1], [1, 1]], "0·0 is 1; element 0 must be the identity."),
      ([[0, 1], [0, 0]], "1·0 is 0; element 0 must be the identity."),
      ([[0, 1], [1, 1]], "element 1 has no inverse: there is no x with 1·x = x·1 = 0."),
      (
        [[0, 1, 2, 3, 4], [1, 0, 3, 4, 2], [2, 4, 0, 1, 3], [3, 2, 4, 0, 1], [4, 3, 1, 2, 0]],
        "the product is not associative: (1·1)·2 is 2, but 1·(1·2) is 4."
      ),
    ] as [([[Int]], String)])
  func theFirstViolationIsNamed(table: [[Int]], message: String) {
    let error = #expect(throws: GroupViolation.self) { try FiniteGroup(table: table) }
    #expect(error?.description == message)
  }
}
