// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Training

/// A training step as the peers do it: full batch, single precision, AdamW on all parameters.
enum TrainingWork: String, CaseIterable {
  /// 1–200–200–30 tanh on 45 pairs of ten symbols, squared error against random codes.
  case toy
  /// 256–256–97 on two concatenated embeddings of 128, 2800 pairs of 97 symbols.
  case mlp
  /// One layer of width 128 with four heads and 512 neurons, 2823 pairs of 97 symbols.
  case transformer
  /// W₂(W₁x)² with 128 neurons on half of the pairs of 23 symbols: the run of which sweeps of grok times consist.
  case quadratic

  /// Allocations per step that are not ours: OpenBLAS takes 800 bytes within a product of its smallest kind.
  var foreignAllocations: Int { self == .toy ? 1 : 0 }

  private var rowCount: Int32 {
    switch self {
    case .toy: 45
    case .mlp: 2800
    case .transformer: 2823
    case .quadratic: 264
    }
  }

  private var symbols: Int {
    switch self {
    case .toy: 10
    case .mlp, .transformer: 97
    case .quadratic: 23
    }
  }

  private func objective(threads: Int) throws -> NetworkObjective<Float> {
    // Pairs in an order without structure: multiples of a number that is prime to the size of the table.
    let pairs = (0..<symbols * symbols).map { number in
      let pair = number * 7919 % (symbols * symbols)
      return [Int32(pair / symbols), Int32(pair % symbols)]
    }
    let classes = self == .toy ? 19 : symbols
    let examples = Examples(
      inputs: .symbols(pairs.flatMap { $0 }, width: 2, vocabulary: symbols),
      targets: .labels(pairs.map { ($0[0] + $0[1]) % Int32(classes) }, classes: classes))
    let model: any Model =
      switch self {
      case .toy: try ToyDecoder()
      case .mlp: try EmbeddingMLP()
      case .transformer: Transformer()
      case .quadratic: try QuadraticNetwork()
      }
    return try NetworkObjective(
      model: model, loss: self == .toy ? .squaredError(mean: .elements, codes: .random(width: 30)) : .crossEntropy,
      examples: examples, rowCapacity: Int(rowCount), threads: threads)
  }

  /// What a step takes.
  struct Times {
    /// The best mean of ten steps in a row, as other work of the machine only adds.
    var seconds: Double
    /// Of all threads together, on average.
    var processorSeconds: Double
    /// Of all counted steps together.
    var totalSeconds: Double
    /// Floating-point operations of the gradient.
    var work: Int
    /// How many steps were taken.
    var steps: Int
  }

  /// Takes so many steps on one thread.
  func take(steps: Int) throws { _ = try run(threads: 1, seconds: 0, atLeast: steps) }

  /// Takes steps for some time.
  ///
  /// - Parameters:
  ///   - least: the fewest steps, rounded up to tens.
  ///   - observe: called before and after the steps that are counted.
  func run(threads: Int, seconds: Double, atLeast least: Int = 0, observe: () -> Void = {}) throws -> Times {
    let objective = try objective(threads: threads)
    var weights = objective.layout.initialWeights(seed: 1, replica: 0).map { Float($0) }
    let count = weights.count
    var gradient = [Float](repeating: 0, count: count)
    var first = gradient
    var second = gradient
    let rows = Array(0..<rowCount)

    var step = 0
    func steps(_ number: Int) {
      for _ in 0..<number {
        step += 1
        var span = gradient.mutableSpan
        _ = objective.gradient(at: weights.span, rows: rows.span, dropout: nil, into: &span)
        weights.withUnsafeMutableBufferPointer { weights in
          first.withUnsafeMutableBufferPointer { first in
            second.withUnsafeMutableBufferPointer { second in
              guard let weights = weights.baseAddress, let first = first.baseAddress, let second = second.baseAddress
              else { return }
              Float.adam(
                weights: weights, gradient: gradient, first: first, second: second, count: count, rate: 1e-3,
                beta1: 0.9, beta2: 0.98, epsilon: 1e-8, firstCorrection: 1 / (1 - pow(0.9, Double(step))),
                secondCorrection: 1 / (1 - pow(0.98, Double(step))), shrink: 1e-3, penalty: 0)
            }
          }
        }
      }
    }

    steps(3)
    observe()
    var times = Times(seconds: .infinity, processorSeconds: 0, totalSeconds: 0, work: objective.gradientWork, steps: 0)
    let (start, processor) = (Date(), processorTime())
    repeat {
      let before = Date()
      steps(10)
      times.steps += 10
      times.seconds = min(times.seconds, -before.timeIntervalSinceNow / 10)
    } while times.steps < least || -start.timeIntervalSinceNow < seconds
    times.totalSeconds = -start.timeIntervalSinceNow
    times.processorSeconds = (processorTime() - processor) / Double(times.steps)
    observe()
    return times
  }
}
