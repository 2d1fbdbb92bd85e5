// SPDX-License-Identifier: GPL-3.0-or-later

/// The order of compared contenders, as far as the comparison tells it.
package struct Ranking: Sendable, Equatable {
  /// The contenders from the best to the worst mean; ties in their own order.
  package let order: [Int]
  /// For each contender the ranks, from 1, that the simultaneous intervals leave it; all hold at once.
  package let ranks: [ClosedRange<Int>]
  /// The largest sets, of two or more, no two of which can be told apart; each in order, sets may overlap.
  package let groups: [[Int]]

  /// Ranks contenders.
  ///
  /// - Parameter largestFirst: whether large outcomes are good.
  package init(_ comparison: PairedComparison, largestFirst: Bool = true) {
    let means = comparison.means.map(\.value)
    let count = means.count
    let sign = largestFirst ? 1.0 : -1.0
    let order = means.indices.sorted {
      means[$0] == means[$1] ? $0 < $1 : sign * means[$0] > sign * means[$1]
    }
    var better = Array(repeating: 0, count: count)
    var worse = better
    var isOpen = Array(repeating: Array(repeating: false, count: count), count: count)
    for difference in comparison.differences {
      let (i, j) = (difference.first, difference.second)
      guard difference.isDecided else {
        isOpen[i][j] = true
        isOpen[j][i] = true
        continue
      }
      let firstIsBetter = sign * difference.estimate.value > 0
      better[firstIsBetter ? j : i] += 1
      worse[firstIsBetter ? i : j] += 1
    }
    self.order = order
    ranks = (0..<count).map { 1 + better[$0]...count - worse[$0] }
    groups = Self.cliques(order, isOpen).filter { $0.count > 1 }
  }

  /// The contenders that cannot be told apart from the one with the best mean, itself included.
  package var leaders: [Int] {
    guard let best = order.first else { return [] }
    return order.filter { ranks[$0].lowerBound == ranks[best].lowerBound }
  }

  /// The maximal cliques, by Bron and Kerbosch's recursion, in the order of their best members.
  private static func cliques(_ order: [Int], _ isJoined: [[Bool]]) -> [[Int]] {
    var found: [[Int]] = []
    func extend(_ clique: [Int], _ candidates: [Int], _ excluded: [Int]) {
      if candidates.isEmpty && excluded.isEmpty { found.append(clique) }
      var (candidates, excluded) = (candidates, excluded)
      while let next = candidates.first {
        extend(clique + [next], candidates.filter { isJoined[next][$0] }, excluded.filter { isJoined[next][$0] })
        candidates.removeFirst()
        excluded.append(next)
      }
    }
    extend([], order, [])
    return found
  }
}
