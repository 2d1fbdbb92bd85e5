// SPDX-License-Identifier: GPL-3.0-or-later

/// Runs drawn anew with replacement, in whole clusters: how often each run counts in each replicate.
///
/// Several laws that are to be compared get the same draws.
package struct ResampledRuns: Sendable {
  /// One number a run in each replicate.
  let counts: [[Double]]

  /// Draws as many runs as there are, with replacement.
  ///
  /// - Parameters:
  ///   - runs: how many runs there are.
  ///   - clusters: which runs are drawn together, as those that share a training set; `nil` where each stands for itself.
  ///   - replicates: how often to draw.
  ///   - generator: where the draws come from; name its seed, and the result is reproducible.
  package init(
    runs: Int, clusters: [Int]? = nil, replicates: Int = 1000, using generator: inout some RandomNumberGenerator
  ) {
    var members: [[Int]] = []
    var places: [Int: Int] = [:]
    for run in 0..<runs {
      let name = clusters?[run] ?? run
      if let place = places[name] {
        members[place].append(run)
      } else {
        places[name] = members.count
        members.append([run])
      }
    }
    var all: [[Double]] = []
    all.reserveCapacity(replicates)
    for _ in 0..<(members.isEmpty ? 0 : replicates) {
      var counts = [Double](repeating: 0, count: runs)
      for _ in members {
        for run in members[Int.random(in: 0..<members.count, using: &generator)] { counts[run] += 1 }
      }
      all.append(counts)
    }
    counts = all
  }
}
