// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The loss of a model on examples, and its gradient: a network compiled once for a row capacity.
///
/// The numbers depend on weights and rows alone, not on the number of threads. A pass allocates nothing; the
/// rows' index lists are kept as long as the rows stay the same.
package final class NetworkObjective<R: Real>: Objective {
  /// Which tensor lies where in the vector of weights.
  package var layout: ParameterLayout { tape.layout }
  /// How many examples there are.
  package let exampleCount: Int
  /// How many numbers the network puts out.
  package var outputWidth: Int { tape.output.width }
  /// How many bytes the buffers of activations and gradients take.
  package var bytes: Int { tape.bytes }
  /// Floating-point operations that remain in a gradient of the rows of the last pass: multiplications and additions of
  /// products of matrices, attention and sums of rows, three times those of the forward pass.
  package var gradientWork: Int { tape.gradientWork }

  private let tape: Tape<R>
  /// The class of each example where the loss is an entropy of them, and whether it is that of StableMax.
  let labelsOfEntropy: [Int32]?
  let isStableMax: Bool

  /// Compiles a model.
  ///
  /// - Parameters:
  ///   - rowCapacity: how many examples a pass takes at once; longer lists are taken in several passes.
  ///   - threads: how many threads share the work; more than four find nothing to do.
  ///   - sharing: whether equal rows are computed once.
  ///   - codeSeed: the seed of random codes.
  /// - Throws: a `Problem` if the model does not fit the examples or the loss does not fit their targets.
  package init(
    model: any Model, loss: Loss, examples: Examples, rowCapacity: Int, threads: Int = 1,
    sharing: RowSharing = .distinct, codeSeed: UInt64 = 0
  ) throws(Problem) {
    try Self.check(examples)
    let width: Int
    do { width = try loss.outputWidth(for: examples.targets) } catch { throw error.below("loss") }
    var builder = NetworkBuilder(examples: examples, outputWidth: width)
    let output: Node
    do { output = try model.build(&builder) } catch { throw error.below("model") }
    exampleCount = examples.count
    isStableMax = loss == .stableMax
    if case .labels(let labels, _) = examples.targets, loss == .crossEntropy || isStableMax {
      labelsOfEntropy = labels
    } else {
      labelsOfEntropy = nil
    }
    tape = Tape(
      builder, output: output, examples: examples, loss: loss, capacity: max(min(rowCapacity, examples.count), 1),
      threads: threads, sharing: sharing, codeSeed: codeSeed)
  }

  /// Symbols and labels are numbers of rows of tables: one that is out of range would read what is not there.
  static func check(_ examples: Examples) throws(Problem) {
    func check(_ numbers: [Int32], _ count: Int, _ what: String, width: Int) throws(Problem) {
      guard let wrong = numbers.firstIndex(where: { $0 < 0 || $0 >= count }) else { return }
      throw Problem(
        "example \(wrong / max(width, 1)) has the \(what) \(numbers[wrong]); it must be from 0 to \(count - 1).",
        at: "task")
    }
    let rows: Int
    switch examples.targets {
    case .labels(let labels, let classes):
      try check(labels, classes, "label", width: 1)
      rows = labels.count
    case .vectors(let vectors, let width): rows = vectors.count / max(width, 1)
    }
    if case .symbols(let symbols, let width, let vocabulary) = examples.inputs {
      try check(symbols, vocabulary, "symbol", width: width)
    }
    guard rows == examples.count, rows > 0 else {
      throw Problem("the task has \(examples.count) inputs and \(rows) targets; it needs as many of both.", at: "task")
    }
  }

  /// The mean loss over some examples and its gradient; see `Objective`.
  package func gradient(
    at weights: Span<R>, rows: Span<Int32>, dropout: DropoutNoise?, into gradient: inout MutableSpan<R>
  ) -> Evaluation {
    precondition(gradient.count == layout.count, "room for the gradient of another network")
    return gradient.withUnsafeMutableBufferPointer { target in
      pass(at: weights, rows: rows, gradient: target.baseAddress, noise: dropout)
    }
  }

  /// The mean loss and the accuracy over some examples, nothing dropped.
  package func evaluate(at weights: Span<R>, rows: Span<Int32>) -> Evaluation { pass(at: weights, rows: rows) }

  /// The outputs (logits) of some examples, row-major.
  package func outputs(at weights: Span<R>, rows: Span<Int32>) -> [R] {
    [R](unsafeUninitializedCapacity: rows.count * outputWidth) { buffer, count in
      _ = pass(at: weights, rows: rows, outputs: buffer.baseAddress)
      count = rows.count * outputWidth
    }
  }

  @specialized(where R == Float)
  @specialized(where R == Double)
  private func pass(
    at weights: Span<R>, rows: Span<Int32>, gradient: UnsafeMutablePointer<R>? = nil, noise: DropoutNoise? = nil,
    outputs: UnsafeMutablePointer<R>? = nil
  ) -> Evaluation {
    precondition(weights.count == layout.count, "weights of another network")
    var total = (loss: 0.0, correct: 0)
    let scale = tape.loss.scale(examples: max(rows.count, 1))
    weights.withUnsafeBufferPointer { weights in
      rows.withUnsafeBufferPointer { rows in
        guard let weights = weights.baseAddress, let first = rows.baseAddress else { return }
        R.withoutSubnormals {
          for start in stride(from: 0, to: rows.count, by: tape.capacity) {
            let found = tape.pass(
              at: weights, rows: first + start, count: min(tape.capacity, rows.count - start), scale: scale,
              gradient: gradient, adds: start > 0, noise: noise, firstExample: start,
              outputs: outputs.map { $0 + start * outputWidth })
            total = (total.loss + found.loss, total.correct + found.correct)
          }
        }
      }
    }
    return Evaluation(
      loss: total.loss * scale, correct: tape.loss.countsAnswers ? total.correct : nil, count: rows.count)
  }
}
