// SPDX-License-Identifier: GPL-3.0-or-later
import Dynamics
import Foundation
import Grokking
import Potentials
import Training

/// Walkers on the loss of a two-hot quadratic network modulo 23, 423 of its 529 pairs, in single precision.
struct NetworkWork {
  /// The widths of the hidden layer that are measured.
  static let widths = [128, 64, 24]

  private let problem: LearningProblem
  private let potential: NetworkPotential
  private let width: Int

  init(width: Int) throws {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: 23), settings: SplitSettings(.fraction(0.8), seed: 0), seed: 1)
    problem = try LearningProblem(
      data: data, model: try QuadraticNetwork(width: width), loss: .crossEntropy, precision: .single, seed: 1)
    potential = try NetworkPotential(problem, confinement: 1e-3, seed: 1)
    self.width = width
  }

  /// Operations of a gradient: a product forward becomes two backward, as in `NetworkObjective.gradientWork`.
  var operations: Double { 3 * Double(problem.split.train.count) * Double(2 * width * 23 + 2 * width) }

  /// What is measured, in processor seconds of the fastest of many short rounds, in turn: other work only adds.
  struct Seconds {
    /// Of a step of Euler–Maruyama.
    var step = Double.infinity
    /// Of a gradient in the network's precision.
    var gradient = Double.infinity
    /// Of a product of matrices 768 × 768 in single precision.
    var product = Double.infinity
    /// GFLOP/s of that.
    var limit: Double { 2e-9 * Double(Self.size * Self.size * Self.size) / product }

    static let size = 768
  }

  func seconds() throws -> Seconds {
    let objective = try NetworkObjective<Float>(
      model: problem.model, loss: problem.loss, examples: problem.examples, rowCapacity: problem.split.train.count)
    let (weights, rows) = (potential.initialPosition(of: 0).map { Float($0) }, problem.split.train)
    var slope = weights
    var ensemble = try Ensemble(
      potential: potential, integrator: EulerMaruyama(), timeStep: 1e-6, schedule: ConstantTemperature(1e-6),
      starts: potential.initialPosition(of: 0), walkers: 0..<1, seed: 1)
    let size = Seconds.size
    let left = [Float](repeating: 0.5, count: size * size)
    var product = left
    func time(_ count: Int, _ work: () -> Void) -> Double {
      func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
      }
      let start = now()
      work()
      return (now() - start) / Double(count)
    }
    var best = Seconds()
    for _ in 0..<100 {
      best.step = min(best.step, time(200) { ensemble.run(steps: 200) })
      let gradient = time(50) {
        for _ in 0..<50 {
          var output = slope.mutableSpan
          _ = objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &output)
        }
      }
      best.gradient = min(best.gradient, gradient)
      let large = time(1) {
        Float.multiply(
          size, size, size, 1, left, transposed: false, lda: size, left, transposed: true, ldb: size, 0, &product,
          ldc: size)
      }
      best.product = min(best.product, large)
    }
    return best
  }
}
