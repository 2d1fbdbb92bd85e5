// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Bins along a score: the intervals between ascending edges, the first and the last without end.
package struct ScoreBins: Sendable, Equatable, Codable {
  /// The part of the way that is divided by the score alone.
  private static let evenShare = 0.25
  /// The inner edges, ascending; one fewer than there are bins.
  package let edges: [Double]

  /// How many bins there are.
  package var count: Int { edges.count + 1 }

  /// Bins between edges; they are sorted.
  package init(edges: [Double]) { self.edges = edges.sorted() }

  /// So many bins of one width over a range; the first and the last go on beyond it.
  package init(count: Int, from lower: Double, to upper: Double) {
    let inner = max(0, count - 1)
    edges = (0..<inner).map { lower + (upper - lower) * Double($0 + 1) / Double(inner + 1) }
  }

  /// Bins that divide the way by the score and, mostly, by the logarithm of what is found above it.
  ///
  /// On a slope most bins are needed where the tail weight G(s), what the ensemble holds above s, falls fast; on the far side
  /// of the barrier, where it does not fall, walkers arrive by themselves and need few. The edges lie at equal steps of
  /// u(s) = ¼(s − s₀)/(s₁ − s₀) + ¾ ln G(s)/ln G(s₁).
  ///
  /// - Parameters:
  ///   - count: how many bins.
  ///   - scores: ascending.
  ///   - tails: G at the scores, positive and falling.
  init(count: Int, scores: [Double], tails: [Double]) {
    guard let first = scores.first, let last = scores.last, let least = tails.last, let most = tails.first, last > first
    else {
      edges = scores.first.map { [$0] } ?? []
      return
    }
    let drop = log(most / least)
    let way = zip(scores, tails).map { score, tail in
      let share = (score - first) / (last - first)
      return drop > 0 ? Self.evenShare * share + (1 - Self.evenShare) * log(most / tail) / drop : share
    }
    var result: [Double] = []
    var index = 0
    for edge in 1..<max(count, 2) {
      let wanted = Double(edge) / Double(count)
      while index + 2 < way.count, way[index + 1] < wanted { index += 1 }
      let step = way[index + 1] - way[index]
      let share = step > 0 ? (wanted - way[index]) / step : 0
      result.append(scores[index] + min(max(share, 0), 1) * (scores[index + 1] - scores[index]))
    }
    edges = result
  }

  /// The bin of a score: how many edges are not above it. What is not a number falls into the first.
  package func bin(of score: Double) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
