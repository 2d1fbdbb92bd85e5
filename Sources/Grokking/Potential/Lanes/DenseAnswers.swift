// SPDX-License-Identifier: GPL-3.0-or-later
import Potentials
import Training

/// What the answers of a small network are like, walker by walker in lanes.
struct DenseAnswers<L: AnswerLanes> {
  /// How many examples are answered rightly: the label's output is the largest; of equal ones the first counts.
  var right: L
  /// The smallest of z_y − max_{j ≠ y} z_j over the examples.
  var leastMargin: L
  /// Its sum over the examples.
  var marginSum: L
}

/// Lanes that can be compared.
protocol AnswerLanes: NetworkLanes {
  /// 1 where a > b, else 0.
  static func above(_ a: Self, _ b: Self) -> Self
}

extension Double: AnswerLanes {
  static func above(_ a: Double, _ b: Double) -> Double { a > b ? 1 : 0 }
}

extension SIMD8: AnswerLanes where Scalar == Double {
  static func above(_ a: Self, _ b: Self) -> Self { Self(repeating: 0).replacing(with: 1, where: a .> b) }
}

extension DenseLoss {
  /// Whether answers are classes.
  var hasClasses: Bool { plan.labels != nil }

  /// A pass over the examples that looks at the answers; the largest and smallest of none is ∓∞.
  @inline(__always)
  func answers<L: AnswerLanes>(_ w: UnsafePointer<L>, scratch: UnsafeMutablePointer<L>) -> DenseAnswers<L> {
    var found = DenseAnswers(
      right: L(repeating: 0), leastMargin: L(repeating: .infinity), marginSum: L(repeating: 0))
    let plan = plan
    guard let labels = plan.labels else { return found }
    let outputs = scratch + plan.outputs
    for row in 0..<plan.rowCount {
      forward(plan, w, plan.inputs + row * plan.inputWidth, scratch)
      var earlier = L(repeating: -.infinity)
      var later = earlier
      for k in 0..<labels[row] { earlier = L.larger(outputs[k], earlier) }
      for k in (labels[row] + 1)..<max(plan.outputWidth, labels[row] + 1) { later = L.larger(outputs[k], later) }
      let own = outputs[labels[row]]
      found.right = found.right + L.above(own, earlier) * (1 - L.above(later, own))
      let margin = own - L.larger(earlier, later)
      found.leastMargin = -L.larger(-margin, -found.leastMargin)
      found.marginSum = found.marginSum + margin
    }
    return found
  }

  /// The mean loss without the confinement, and how many answers are right, at a point.
  func evaluation(at position: Span<Double>) -> Evaluation {
    let found = withRoom(Double.self) { weights, _, scratch in
      for c in 0..<dimension { weights[c] = position[c] }
      let loss = pass(weights, scratch: scratch, gradient: nil)
      return (loss, answers(weights, scratch: scratch).right)
    }
    return Evaluation(
      loss: found?.0 ?? .nan, correct: hasClasses ? found.map { Int($0.1) } : nil, count: plan.rowCount)
  }

  /// What the answers are like at a point.
  func answers(at position: Span<Double>) -> DenseAnswers<Double>? {
    withRoom(Double.self) { weights, _, scratch in
      for c in 0..<dimension { weights[c] = position[c] }
      return answers(weights, scratch: scratch)
    }
  }

  /// The mean loss without the confinement for each walker of a block, coordinate-major.
  func losses(walkers: Int, at positions: Span<Double>, into losses: inout MutableSpan<Double>) {
    losses.withUnsafeMutableBufferPointer { output in
      eight(walkers, positions) { first, count, weights, _, scratch in
        let loss = pass(weights, scratch: scratch, gradient: nil)
        for lane in 0..<count { output[first + lane] = loss[lane] }
      }
    }
  }

  /// A number of the answers for each walker of a block.
  func answers(
    walkers: Int, at positions: Span<Double>, into values: inout MutableSpan<Double>,
    _ number: (DenseAnswers<SIMD8<Double>>) -> SIMD8<Double>
  ) {
    values.withUnsafeMutableBufferPointer { output in
      eight(walkers, positions) { first, count, weights, _, scratch in
        let found = number(answers(weights, scratch: scratch))
        for lane in 0..<count { output[first + lane] = found[lane] }
      }
    }
  }

  /// How many examples there are; of a linear network with a squared error they are told by as few rows as it has inputs.
  var rowCount: Int { plan.rowCount }
}
