// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
package import Statistics

/// How well trained embeddings follow the flow of the effective loss.
///
/// Both begin with the same standardized embeddings (zero mean, unit n − 1 deviation in each dimension), and both are
/// standardized at each step, as in figure 4 (c, d) of Z. Liu et al. The similarity at a step is their
/// correlation over symbols and dimensions, 1 where they are alike; the mean squared deviation is 2(1 − similarity). The theory's
/// clock says that a step of rate η takes the time η; an optimizer that scales gradients, as Adam does, keeps another clock, so that
/// a factor between the two can be fitted.
package struct TrajectoryComparison: Sendable, Equatable {
  /// The mean similarity over the steps after the first.
  package let similarity: Double
  /// The factor from the theory's time to that of training.
  package let timeFactor: Double
  /// The standardized embeddings of the theory at the steps.
  package let predicted: [[Double]]

  /// √(2(1 − similarity)), the root of the mean squared deviation in units of the standard deviation of the embeddings.
  package var deviation: Double { max(0, 2 * (1 - similarity)).squareRoot() }

  /// A comparison at a given clock.
  ///
  /// - Parameters:
  ///   - flow: the flow from the standardized embeddings before the first step.
  ///   - steps: the steps, the first 0.
  ///   - trained: the standardized embeddings at the steps.
  ///   - rate: the time of the flow that a step takes.
  ///   - timeFactor: how many times faster training is.
  package init(
    _ flow: EffectiveFlow, steps: [Double], trained: [[Double]], rate: Double, timeFactor: Double = 1
  ) throws(NotApplicable) {
    var predicted: [[Double]] = []
    var sum = 0.0
    for (index, step) in steps.enumerated() {
      let embedding = try Representation(
        flow.embedding(at: step * rate * timeFactor), symbols: flow.start.symbols, width: flow.start.width
      ).standardized().values
      guard index < trained.count, trained[index].count == embedding.count else {
        throw NotApplicable("a dimension of the embeddings does not vary at step \(Int(step))")
      }
      let product = zip(embedding, trained[index]).reduce(0) { $0 + $1.0 * $1.1 }
      if index > 0 { sum += product / Double((flow.start.symbols - 1) * flow.start.width) }
      predicted.append(embedding)
    }
    guard steps.count > 1 else { throw NotApplicable("there are no steps to compare") }
    similarity = sum / Double(steps.count - 1)
    self.timeFactor = timeFactor
    self.predicted = predicted
  }

  /// The comparison at the clock that makes both most similar, sought between 10⁻³ and 10³ times the theory's.
  package static func fitted(
    _ flow: EffectiveFlow, steps: [Double], trained: [[Double]], rate: Double
  ) throws(NotApplicable) -> TrajectoryComparison {
    // At most 60 of the steps say which clock is best.
    let stride = max(1, steps.count / 60)
    let kept = steps.indices.filter { $0 % stride == 0 }
    let (fewSteps, fewTrained) = (kept.map { steps[$0] }, kept.filter { $0 < trained.count }.map { trained[$0] })
    var (center, width, best) = (0.0, 3 * log(10.0), -Double.infinity)
    for _ in 0..<4 {
      let middle = center
      for offset in -12...12 {
        let logarithm = middle + width * Double(offset) / 12
        let found = try TrajectoryComparison(
          flow, steps: fewSteps, trained: fewTrained, rate: rate, timeFactor: exp(logarithm)
        ).similarity
        if found > best { (center, best) = (logarithm, found) }
      }
      width /= 8
    }
    return try TrajectoryComparison(flow, steps: steps, trained: trained, rate: rate, timeFactor: exp(center))
  }
}
