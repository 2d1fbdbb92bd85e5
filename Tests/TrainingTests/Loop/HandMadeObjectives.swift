// SPDX-License-Identifier: GPL-3.0-or-later
import Randomness
import Settings

@testable import Training

/// A layout of two groups with a bias each: 4 + 2 numbers `embedding`, 6 + 3 `decoder`.
let twoGroups: ParameterLayout = {
  var layout = ParameterLayout()
  _ = layout.add("embedding.weight", [2, 2], group: "embedding", start: .constant(1))
  _ = layout.add("embedding.bias", [2], group: "embedding", start: .constant(1))
  _ = layout.add("decoder.weight", [3, 2], group: "decoder", start: .constant(1))
  _ = layout.add("decoder.bias", [3], group: "decoder", start: .constant(1))
  return layout
}()

/// One matrix of so many numbers.
func oneGroup(_ count: Int) -> ParameterLayout {
  var layout = ParameterLayout()
  _ = layout.add("decoder.weight", [count, 1], group: "decoder", start: .constant(1))
  return layout
}

/// L(w) = mean over the rows e of Σᵢ λᵢ (wᵢ − cₑᵢ)²/2; row e is right when its own loss is below a threshold.
final class Quadratic<R: Real>: Objective {
  let layout: ParameterLayout
  let curvatures: [Double]
  /// exampleCount × layout.count.
  let centers: [Double]
  let threshold: Double
  /// What dropout adds to the gradient: so many times a deviate of its stream.
  var dropoutNoise = 0.0

  init(_ layout: ParameterLayout, curvatures: [Double], centers: [Double], threshold: Double = 0) {
    self.layout = layout
    self.curvatures = curvatures
    self.centers = centers
    self.threshold = threshold
  }

  var exampleCount: Int { centers.count / layout.count }

  func gradient(
    at weights: Span<R>, rows: Span<Int32>, dropout: DropoutNoise?, into gradient: inout MutableSpan<R>
  ) -> Evaluation {
    for i in 0..<layout.count {
      var sum = 0.0
      for row in 0..<rows.count { sum += centers[Int(rows[row]) * layout.count + i] }
      var g = curvatures[i] * (Double(weights[i]) - sum / Double(rows.count))
      if let dropout {
        g +=
          dropoutNoise
          * NormalStream(dropout.stream).deviate(
            dropout.step * UInt64(layout.count) + UInt64(i), walker: dropout.walker)
      }
      gradient[i] = R(g)
    }
    return evaluate(at: weights, rows: rows)
  }

  func evaluate(at weights: Span<R>, rows: Span<Int32>) -> Evaluation {
    var (sum, correct) = (0.0, 0)
    for row in 0..<rows.count {
      var loss = 0.0
      for i in 0..<layout.count {
        let distance = Double(weights[i]) - centers[Int(rows[row]) * layout.count + i]
        loss += curvatures[i] * distance * distance / 2
      }
      sum += loss
      correct += loss < threshold ? 1 : 0
    }
    return Evaluation(loss: sum / Double(rows.count), correct: correct, count: rows.count)
  }

  func outputs(at weights: Span<R>, rows: Span<Int32>) -> [R] { [] }
}

/// ∂L/∂w = −1 for one weight, so that with rate 1 and w₀ = 0 the weight is the number of steps taken; loss and accuracy
/// are given functions of it. Rows 0..<1000 are training examples, the rest tests.
final class Clock: Objective {
  let layout = oneGroup(1)
  let exampleCount = 2000
  var loss: (Double) -> Double = { _ in 1 }
  var trainAccuracy: (Double) -> Double = { _ in 0 }
  var testAccuracy: (Double) -> Double = { _ in 0 }
  /// How often the test set was evaluated.
  var testEvaluations = 0

  func gradient(
    at weights: Span<Double>, rows: Span<Int32>, dropout: DropoutNoise?, into gradient: inout MutableSpan<Double>
  ) -> Evaluation {
    gradient[0] = -1
    return evaluate(at: weights, rows: rows)
  }

  func evaluate(at weights: Span<Double>, rows: Span<Int32>) -> Evaluation {
    let isTest = rows[0] >= 1000
    testEvaluations += isTest ? 1 : 0
    let accuracy = (isTest ? testAccuracy : trainAccuracy)(weights[0])
    return Evaluation(
      loss: loss(weights[0]), correct: Int((accuracy * Double(rows.count)).rounded()), count: rows.count)
  }

  func outputs(at weights: Span<Double>, rows: Span<Int32>) -> [Double] { [] }

  /// A run of it.
  func trainer(steps: Int, evaluation: EvaluationPlan = EvaluationPlan(), stop: StopRule? = nil) throws -> Trainer<
    Double
  > {
    try Trainer(
      objective: self,
      plan: TrainingPlan(
        StochasticGradientDescent(), rate: 1, steps: steps, evaluation: evaluation, stop: stop),
      train: (0..<1000).map { Int32($0) }, test: (1000..<2000).map { Int32($0) }, initialWeights: [0], seed: 1)
  }
}

/// Euler–Maruyama with a memory in each precision: what a Langevin scheme of another room may ask of the loop.
struct DoubleWalk: Optimizer {
  var name: String { "double-walk" }
  var stateVectors: Int { 1 }
  var doubleStateVectors: Int { 1 }
  var keepsDoublePosition: Bool { true }

  func update<R: Real>(_ slice: inout ParameterSlice<R>, in context: OptimizerStepContext) {
    guard let position = slice.position, let scratch = slice.scratch else { return }
    R.combine(0.1, slice.gradient, 0.9, slice.stateVectors[0], count: slice.count)
    R.confine(slice.stateVectors[0], stiffness: context.penalty, position, scratch, count: slice.count)
    let deviation = (2 * context.temperature * context.rate).squareRoot()
    for i in 0..<slice.count {
      let number = UInt64(context.step) * 64 + UInt64(slice.offset + i)
      let noise = NormalStream(context.noise).deviate(number, walker: context.walker)
      slice.doubleStateVectors[0][i] += noise
      position[i] += deviation * noise - context.rate * scratch[i]
    }
    R.convert(position, slice.weights, count: slice.count)
  }

  static let entry = CatalogueEntry<any Optimizer>(
    name: "double-walk", summary: "a walk in double precision",
    parameters: [
      .number("temperature", default: 1e-3, .nonNegative, "θ"), .number("rate", default: 0.01, .positive, "h"),
    ]
  ) { (_) throws(Problem) in DoubleWalk() }
}
