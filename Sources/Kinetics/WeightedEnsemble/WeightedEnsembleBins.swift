// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
package import Statistics

extension WeightedEnsemble {
  /// Iterations after the first arrival from which the bins are laid.
  private static let measuring = 40
  /// Cells in which the weights along the score are counted.
  private static let cells = 400
  /// Of so much of the weight the bins need not reach below.
  private static let common = 0.1

  /// Bins by the steady state where its law is known; otherwise found by a run of their own: it spreads them over the scores that it has reached until the target is among them,
  /// then lays them by what it finds above each score, see `ScoreBins`.
  ///
  /// Whatever the bins are, the results are right in the mean; only their errors depend on them. To keep these simple the
  /// run should have a task number of its own.
  ///
  /// - Parameters:
  ///   - count: how many bins.
  ///   - limit: the iterations that the run may take to reach the target.
  ///   - goOn: asked after every iteration.
  /// - Throws: `NotApplicable` if the target is not reached within the limit.
  package func explore(
    bins count: Int, iterations limit: Int = 4000, goOn: (WeightedWalkers) -> Bool = { _ in true }
  ) throws(NotApplicable) -> ScoreBins {
    if let law { return Self.bins(count, law.weights(along: excursions.score)) }
    var ensemble = start()
    let usual = scores(of: ensemble).sorted()
    let lowest = usual[Int(Double(usual.count) * Self.common)]
    var highest = usual[usual.count - 1]
    // From a single point there is no width yet; the first iteration makes one.
    var firstArrival: Int?
    var weights: [Double] = []
    var cellScores: (lower: Double, upper: Double) = (lowest, highest)
    while true {
      let bins = ScoreBins(count: count, from: lowest, to: highest)
      iterate(&ensemble, in: bins)
      guard goOn(ensemble) else { return bins }
      let now = scores(of: ensemble)
      if ensemble.walkers.count > 0 { highest = max(highest, now.max() ?? highest) }
      if firstArrival == nil, ensemble.arrivals.last ?? 0 > 0 {
        firstArrival = ensemble.iteration
        cellScores = (lowest, highest)
        weights = Array(repeating: 0, count: Self.cells)
      }
      guard let firstArrival else {
        if ensemble.iteration >= limit {
          throw NotApplicable(
            "the weighted ensemble did not reach the target in \(limit) iterations; it needs more bins or walkers, or a "
              + "score that rises towards the target")
        }
        continue
      }
      let width = (cellScores.upper - cellScores.lower) / Double(Self.cells)
      for (score, weight) in zip(now, ensemble.weights) {
        let cell = Int(((score - cellScores.lower) / width).rounded(.down).clamped(to: 0...Double(Self.cells - 1)))
        weights[cell] += weight
      }
      if ensemble.iteration >= firstArrival + Self.measuring { break }
    }
    return Self.bins(count, cellScores.lower, cellScores.upper, weights)
  }

  /// Bins by weights at scores.
  private static func bins(_ count: Int, _ found: [(score: Double, weight: Double)]) -> ScoreBins {
    let ordered = found.filter { $0.score.isFinite }.sorted { $0.score < $1.score }
    let total = ordered.reduce(0) { $0 + $1.weight }
    var (below, lower) = (0.0, ordered.first?.score ?? 0)
    for entry in ordered where below <= common * total { (below, lower) = (below + entry.weight, entry.score) }
    let upper = ordered.last?.score ?? 1
    guard upper > lower else { return ScoreBins(edges: [lower]) }
    var weights = [Double](repeating: 0, count: cells)
    for entry in ordered {
      let cell = (entry.score - lower) / (upper - lower) * Double(cells)
      weights[Int(cell.rounded(.down).clamped(to: 0...Double(cells - 1)))] += entry.weight
    }
    return bins(count, lower, upper, weights)
  }

  private static func bins(_ count: Int, _ lower: Double, _ upper: Double, _ weights: [Double]) -> ScoreBins {
    var tails: [Double] = []
    var tail = 0.0
    for weight in weights.reversed() {
      tail += weight
      tails.append(tail)
    }
    tails.reverse()
    let filled = tails.lastIndex { $0 > 0 } ?? 0
    let scores = (0...max(filled, 1)).map { lower + (upper - lower) * Double($0) / Double(cells) }
    return ScoreBins(count: count, scores: scores, tails: Array(tails[0...max(filled, 1)]))
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    self >= range.lowerBound ? Swift.min(self, range.upperBound) : range.lowerBound
  }
}
