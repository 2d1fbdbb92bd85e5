// SPDX-License-Identifier: GPL-3.0-or-later

/// Which row of a task's examples asks for a pair of symbols.
package struct PairRows: Sendable, Equatable {
  /// How many symbols there are.
  package let symbols: Int
  private let order: PairOrder
  /// The row of (i, j) at i·symbols + j, −1 where there is none.
  private var rows: [Int32]

  /// The index of a table of pairs; `nil` if the examples are not pairs of symbols.
  package init?(_ examples: Examples) {
    guard case .symbols(let inputs, width: 2, let vocabulary) = examples.inputs else { return nil }
    symbols = vocabulary
    order = examples.pairs
    rows = Array(repeating: -1, count: vocabulary * vocabulary)
    for row in 0..<examples.count {
      rows[Int(inputs[2 * row]) * vocabulary + Int(inputs[2 * row + 1])] = Int32(row)
    }
  }

  /// The row that asks for (i, j); of unordered pairs (j, i) is the same row. `nil` where the table has none.
  package subscript(i: Int, j: Int) -> Int? {
    guard (0..<symbols).contains(i), (0..<symbols).contains(j) else { return nil }
    let row = order == .unordered ? rows[min(i, j) * symbols + max(i, j)] : rows[i * symbols + j]
    return row < 0 ? nil : Int(row)
  }
}

extension Examples {
  /// Examples of all pairs (x, y) that an operation is defined for, x slowest: row-major through its table.
  ///
  /// - Parameters:
  ///   - symbols: how many symbols there are.
  ///   - classes: how many answers are possible.
  ///   - answer: the answer to (x, y), `nil` where the operation is not defined.
  static func pairs(
    symbols: Int, classes: Int, order: PairOrder, algebra: Algebra, names: [String]? = nil,
    answer: (_ x: Int, _ y: Int) -> Int?
  ) -> Examples {
    var inputs: [Int32] = []
    var labels: [Int32] = []
    inputs.reserveCapacity(2 * symbols * symbols)
    labels.reserveCapacity(symbols * symbols)
    for x in 0..<symbols {
      for y in (order == .unordered ? x : 0)..<symbols {
        guard let label = answer(x, y) else { continue }
        inputs.append(Int32(x))
        inputs.append(Int32(y))
        labels.append(Int32(label))
      }
    }
    return Examples(
      inputs: .symbols(inputs, width: 2, vocabulary: symbols), targets: .labels(labels, classes: classes),
      algebra: algebra, pairs: order, symbolNames: names ?? (0..<symbols).map(String.init))
  }
}
