// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Training

/// Products with the Hessian of networks of every kind beside gradients of the same rows, on one thread.
enum CurvatureWork {
  /// Processor seconds of the fastest of several short rounds, in turn: other work only adds.
  struct Seconds {
    var gradient = Double.infinity
    var hessian = Double.infinity
    var gaussNewton = Double.infinity
  }

  /// Networks with the rows of a table modulo p that they are trained on.
  static func networks() throws -> [(name: String, model: any Model, modulus: Int, loss: Loss)] {
    var deep = Transformer()
    (deep.layers, deep.normalization, deep.activation) = (2, .pre, .gelu)
    return [
      ("quadratic-128", try QuadraticNetwork(width: 128), 23, .crossEntropy),
      ("embedding-mlp", try EmbeddingMLP(), 53, .crossEntropy),
      ("toy-decoder", try ToyDecoder(), 10, .squaredError(mean: .elements, codes: .random(width: 30))),
      ("transformer", Transformer(), 53, .crossEntropy),
      ("transformer-2-pre-gelu", deep, 31, .crossEntropy),
    ]
  }

  static func seconds<R: Real>(_ number: R.Type, _ model: any Model, modulus: Int, loss: Loss) throws -> Seconds {
    let data = try LearningData(
      task: try ModularArithmetic(.sum, modulus: modulus), settings: SplitSettings(.fraction(0.8), seed: 0), seed: 1)
    let rows = data.split.train
    let objective = try NetworkObjective<R>(
      model: model, loss: loss, examples: data.examples, rowCapacity: rows.count)
    let curvature = try NetworkCurvature<R>(
      model: model, loss: loss, examples: data.examples, rowCapacity: rows.count)
    let weights = objective.layout.initialWeights(seed: 1, replica: 0).map { R($0) }
    let direction = objective.layout.initialWeights(seed: 2, replica: 0).map { R($0) }
    var output = weights
    func time(_ work: (inout MutableSpan<R>) -> Void) -> Double {
      func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
      }
      var span = output.mutableSpan
      let start = now()
      work(&span)
      return now() - start
    }
    var best = Seconds()
    let clock = Date()
    var rounds = 0
    while rounds < 5 || -clock.timeIntervalSinceNow < 1 && rounds < 300 {
      rounds += 1
      best.gradient = min(
        best.gradient,
        time { _ = objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &$0) })
      best.hessian = min(
        best.hessian,
        time { curvature.hessianProduct(at: weights.span, rows: rows.span, times: direction.span, into: &$0) })
      best.gaussNewton = min(
        best.gaussNewton,
        time { curvature.gaussNewtonProduct(at: weights.span, rows: rows.span, times: direction.span, into: &$0) })
    }
    return best
  }

  /// Prints, for each network and precision, µs of a gradient, and of the products in gradients.
  static func report() throws {
    for network in try networks() {
      let single = try seconds(Float.self, network.model, modulus: network.modulus, loss: network.loss)
      let double = try seconds(Double.self, network.model, modulus: network.modulus, loss: network.loss)
      for (precision, found) in [("single", single), ("double", double)] {
        print(
          network.name, precision,
          String(
            format: "%.1f µs; Hessian product %.2f, Gauss–Newton product %.2f gradients", found.gradient * 1e6,
            found.hessian / found.gradient, found.gaussNewton / found.gradient))
      }
    }
  }
}
