// SPDX-License-Identifier: GPL-3.0-or-later
package import Potentials

/// A score that counts outside of a region only: within it, it is lower than any level.
///
/// A walker that leaves home has crossed a surface {score = s₀} when it is outside of home with a score of s₀ or more; where
/// home reaches beyond the surface, the score alone would end it while it is still at home.
package struct OutsideScore: Score {
  private let score: any Score
  private let region: Region
  private let potential: any Potential

  /// The score of the walkers outside of a region.
  package init(_ score: any Score, outside region: Region, in potential: any Potential) {
    self.score = score
    self.region = region
    self.potential = potential
  }

  /// The score, or the lowest finite number within the region.
  package func scores(walkers: Int, at positions: Span<Double>, into scores: inout MutableSpan<Double>) {
    score.scores(walkers: walkers, at: positions, into: &scores)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, walkers)) { memory in
      memory.initialize(repeating: .infinity)
      var distances = memory.mutableSpan
      region.distances(walkers: walkers, at: positions, in: potential, into: &distances)
      for w in 0..<walkers where distances[w] <= 0 { scores[w] = -.greatestFiniteMagnitude }
    }
  }
}

extension Excursions {
  /// The way out: nothing ends at home.
  package var outward: Excursions {
    var result = self
    result.home = nil
    result.floor = -.infinity
    return result
  }

  /// The way out on which a level counts outside of home only.
  package var outside: Excursions {
    var result = outward
    if let home { result.score = OutsideScore(score, outside: home, in: potential) }
    return result
  }

  /// Which of some walkers stand at home.
  package func isHome(_ walkers: Walkers) -> [Bool] {
    guard let home, walkers.count > 0 else { return Array(repeating: false, count: walkers.count) }
    var distances = [Double](repeating: .infinity, count: walkers.count)
    var span = distances.mutableSpan
    home.distances(walkers: walkers.count, at: walkers.positions.span, in: potential, into: &span)
    return distances.map { $0 <= 0 }
  }
}
