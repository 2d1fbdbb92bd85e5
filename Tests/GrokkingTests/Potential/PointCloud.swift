// SPDX-License-Identifier: GPL-3.0-or-later
import Grokking
import Randomness
import TestSupport
import Training

/// Weights that are drawn to points: loss_l = ½ Σ_c k_c (w_c − a_lc)².
///
/// Everything is known: H = diag(k), the mean loss is lowest at the mean of the points, an example's gradient scatters about
/// the mean by k_c (a_lc − ā_c) wherever w is. The answer to an example is right when w is within one of a_l.
final class PointCloud<R: Real>: Objective {
  typealias Number = R
  let stiffness: [Double]
  let points: [[Double]]
  let layout: ParameterLayout

  init(stiffness: [Double], points: [[Double]]) {
    self.stiffness = stiffness
    self.points = points
    var layout = ParameterLayout()
    _ = layout.add("weight", [stiffness.count], group: "decoder", start: .constant(0))
    self.layout = layout
  }

  var exampleCount: Int { points.count }

  func gradient(
    at weights: Span<R>, rows: Span<Int32>, dropout: DropoutNoise?, into gradient: inout MutableSpan<R>
  ) -> Evaluation {
    for c in stiffness.indices {
      var sum = R.zero
      for index in rows.indices { sum += weights[c] - R(points[Int(rows[index])][c]) }
      gradient[c] = R(stiffness[c]) * sum / R(rows.count)
    }
    return evaluate(at: weights, rows: rows)
  }

  func evaluate(at weights: Span<R>, rows: Span<Int32>) -> Evaluation {
    var (loss, correct) = (0.0, 0)
    for index in rows.indices {
      let point = points[Int(rows[index])]
      let differences = point.indices.map { Double(weights[$0]) - point[$0] }
      loss += zip(stiffness, differences).reduce(0) { $0 + $1.0 * $1.1 * $1.1 / 2 }
      if differences.allSatisfy({ abs($0) <= 1 }) { correct += 1 }
    }
    return Evaluation(loss: loss / Double(rows.count), correct: correct, count: rows.count)
  }

  func outputs(at weights: Span<R>, rows: Span<Int32>) -> [R] { [] }
}

/// A cloud of points with reproducible places.
struct Cloud: Sendable {
  var stiffness = [0.5, 1.0, 2.0]
  var points: [[Double]]
  var train: [Int32]
  var test: [Int32]

  init(train: Int = 24, test: Int = 6) {
    var random = SplitMix(5)
    points = (0..<train + test).map { _ in (0..<3).map { _ in 4 * random.uniform() - 2 } }
    self.train = (0..<Int32(train)).map { ($0 * 7) % Int32(train) }
    self.test = (Int32(train)..<Int32(train + test)).map { $0 }
  }

  func potential<R: Real>(
    _ number: R.Type = Double.self, confinement: Double = 0.25, batch: Int? = nil, seed: UInt64 = 3
  ) throws -> NetworkPotential {
    let (stiffness, points) = (stiffness, points)
    return try NetworkPotential(
      train: train, test: test, confinement: confinement, batch: batch,
      batches: StreamName(seed: seed, task: 0, purpose: .batches),
      initialWeights: { walker in Array(repeating: Double(walker), count: 3) },
      objective: { _ in PointCloud<R>(stiffness: stiffness, points: points) })
  }

  /// The mean of the training points along a coordinate.
  func mean(_ c: Int) -> Double { train.reduce(0) { $0 + points[Int($1)][c] } / Double(train.count) }

  /// Their variance, with the denominator n.
  func variance(_ c: Int) -> Double {
    let mean = mean(c)
    return train.reduce(0) { $0 + (points[Int($1)][c] - mean) * (points[Int($1)][c] - mean) } / Double(train.count)
  }
}
