// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Potentials
package import Randomness

/// Nested sampling of the loss under a Gaussian law: what part of the prior N(0, θ/γ) has L < ε.
///
/// Live points are draws of the prior. The highest ones are taken out and replaced by points below them, which chains of
/// elliptical slices find: a point and a fresh draw span an ellipse along which the prior is the same, and the angle is shrunk
/// until L is low enough. The record is that of nested sampling with L in place of the energy and parts of the prior in place
/// of volumes, so that ln⟨e^{−βL}⟩ is its partition function. Sources: J. Skilling, Bayesian Analysis 1 (2006) 833; I. Murray,
/// R. Adams, D. MacKay, AISTATS (2010).
package struct PriorVolumes: Sendable {
  /// The Gaussian law and the potential.
  package let prior: GaussianPrior
  /// N.
  package let livePoints: Int
  /// Ellipses that a new point is moved along.
  package let moves: Int
  /// The lowest ε that will be asked for; by default sampling goes on until ln⟨e^{−βL}⟩ is known.
  package let lowestLoss: Double?

  /// Angles that are tried before a chain stays where it is.
  private static let mostShrinkings = 60
  /// Factors of e after which sampling ends, whatever the goal, a coordinate.
  private static let mostShrinkage = 40.0

  /// A plan of sampling.
  ///
  /// - Parameter moves: by default two a coordinate, and at least twenty.
  package init(of prior: GaussianPrior, livePoints: Int, moves: Int? = nil, lowestLoss: Double? = nil) {
    self.prior = prior
    self.livePoints = max(20, livePoints)
    self.moves = max(1, moves ?? max(20, 2 * prior.potential.dimension))
    self.lowestLoss = lowestLoss
  }

  /// Runs one repetition.
  ///
  /// - Returns: the record; `nil` if told to stop.
  package func run(
    repetition: UInt32, seed: UInt64, task: StreamTask, progress: (_ shrinkage: Double) -> Bool = { _ in true }
  ) -> NestedRun? {
    var stream = RandomStream(StreamName(seed: seed, task: task, purpose: .nested), walker: repetition)
    var points = (0..<livePoints).map { _ in [Double](repeating: 0, count: prior.potential.dimension) }
    for index in points.indices { prior.draw(into: &points[index], using: &stream) }
    var losses = points.map { loss(at: $0) }
    var record = NestedRun(logVolume: 0)
    record.evaluations = livePoints
    let deletions = max(1, livePoints / 20)
    var shrinkage = 0.0
    var evidence = LogSum()
    let beta = 1 / prior.temperature
    let limit = 50 + Self.mostShrinkage * Double(prior.potential.dimension)
    while shrinkage < limit {
      let order = losses.indices.sorted { losses[$0] == losses[$1] ? $0 < $1 : losses[$0] > losses[$1] }
      let lowest = losses[order[livePoints - 1]]
      if losses[order[0]] == lowest {
        (record.endsOnPlateau, record.isComplete) = (true, true)
        break
      }
      let isLow = lowestLoss.map { losses[order[0]] <= $0 } ?? true
      if isLow, -beta * lowest - shrinkage < evidence.value + log(1e-3) {
        record.isComplete = true
        break
      }
      for (rank, index) in order.prefix(deletions).enumerated() {
        let count = Double(livePoints - rank)
        evidence.add(-beta * losses[index] - shrinkage - log(count))
        record.take(losses[index], count: count)
        shrinkage += 1 / count
      }
      let threshold = losses[order[deletions - 1]]
      let survivors = Array(order.dropFirst(deletions))
      for index in order.prefix(deletions) {
        let origin = survivors[min(Int(stream.uniform() * Double(survivors.count)), survivors.count - 1)]
        (points[index], losses[index]) = (points[origin], losses[origin])
        for _ in 0..<moves {
          record.evaluations += turn(&points[index], &losses[index], below: threshold, using: &stream)
        }
      }
      if !progress(shrinkage) { return nil }
    }
    let rest = losses.sorted(by: >)
    for (rank, loss) in rest.enumerated() { record.take(loss, count: Double(livePoints - rank)) }
    record.finalPoints = livePoints
    return record
  }

  private func loss(at point: [Double]) -> Double {
    let loss = prior.loss(at: point.span)
    return loss.isNaN ? .infinity : loss
  }

  /// Moves a point along an ellipse to where the loss is below a threshold; returns how many losses were computed.
  private func turn(
    _ point: inout [Double], _ loss: inout Double, below threshold: Double, using stream: inout RandomStream
  ) -> Int {
    var other = point
    prior.draw(into: &other, using: &stream)
    var angle = 2 * Double.pi * stream.uniform()
    var (low, high) = (angle - 2 * .pi, angle)
    for trial in 1...Self.mostShrinkings {
      let (along, across) = (cos(angle), sin(angle))
      let there = zip(point, other).map { along * $0 + across * $1 }
      let found = self.loss(at: there)
      if found < threshold {
        (point, loss) = (there, found)
        return trial
      }
      if angle < 0 { low = angle } else { high = angle }
      angle = low + (high - low) * stream.uniform()
    }
    return Self.mostShrinkings
  }
}

extension NestedRun {
  fileprivate mutating func take(_ loss: Double, count: Double) {
    outside.append(0)
    energies.append(loss)
    counts.append(count)
  }
}
