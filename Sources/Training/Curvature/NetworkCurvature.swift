// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// The second derivatives of a network's mean loss over some examples, by exact products with directions of the weights:
///
///     hessianProduct:             H v,           H = ∇² (1/n) Σ loss
///     gaussNewtonProduct:         Jᵀ H_out J v,  what is left of H where the outputs are linear in the weights
///     jacobianProduct:            J v,           J = ∂(outputs)/∂(weights), rows × outputs by weights
///     transposedJacobianProduct:  Jᵀ u
///
/// They hold for every layer and loss, and on any subset of the examples. Nothing is dropped out; a confinement (γ/2)|w|²
/// is no part of it and adds γ v. A product allocates nothing, costs less than three gradients, and does not depend on the
/// number of threads. ReLU and the margin have kinks: there the second derivative of the smooth pieces is meant.
///
/// Source: Pearlmutter 1994, Neural Computation 6, 147; Schraudolph 2002, Neural Computation 14, 1723 (Gauss–Newton).
package final class NetworkCurvature<R: Real> {
  /// Which tensor lies where in the vector of weights.
  package var layout: ParameterLayout { tape.layout }
  /// How many numbers the network puts out.
  package var outputWidth: Int { tape.output.width }
  /// How many bytes the buffers take.
  package var bytes: Int { tape.bytes }
  /// Whether Gauss–Newton products are those of a positive semidefinite matrix.
  package let isConvexInOutputs: Bool
  private let tape: TangentTape<R>

  /// Compiles a model.
  ///
  /// - Parameters:
  ///   - rowCapacity: how many examples a pass takes at once; longer lists are taken in several passes.
  ///   - threads: how many threads share the work; more than four find nothing to do.
  ///   - sharing: whether equal rows are computed once.
  ///   - codeSeed: the seed of random codes.
  /// - Throws: a `Problem` if the model does not fit the examples, the loss does not fit their targets, or a layer's second
  ///   derivatives are not known.
  package init(
    model: any Model, loss: Loss, examples: Examples, rowCapacity: Int, threads: Int = 1,
    sharing: RowSharing = .distinct, codeSeed: UInt64 = 0
  ) throws(Problem) {
    try NetworkObjective<R>.check(examples)
    let width: Int
    do { width = try loss.outputWidth(for: examples.targets) } catch { throw error.below("loss") }
    var builder = NetworkBuilder(examples: examples, outputWidth: width)
    let output: Node
    do { output = try model.build(&builder) } catch { throw error.below("model") }
    var layers: [any TangentLayer] = []
    for layer in builder.layers {
      guard let layer = layer as? any TangentLayer else {
        throw Problem(
          "the second derivatives of \(model.name) are not known: its layer \(type(of: layer)) has no tangent.",
          at: "model")
      }
      layers.append(layer)
    }
    isConvexInOutputs = LossCurvature<R>.isConvex(loss)
    tape = TangentTape(
      builder, layers: layers, output: output, examples: examples, loss: loss,
      capacity: max(min(rowCapacity, examples.count), 1), threads: threads, sharing: sharing, codeSeed: codeSeed)
  }

  /// H v of the mean loss over some examples, and that mean.
  ///
  /// - Parameters:
  ///   - weights: where; `layout.count` numbers.
  ///   - rows: the numbers of the examples.
  ///   - direction: v, `layout.count` numbers.
  ///   - product: `layout.count` numbers, which are written and not added.
  @discardableResult
  package func hessianProduct(
    at weights: Span<R>, rows: Span<Int32>, times direction: Span<R>, into product: inout MutableSpan<R>
  ) -> Double {
    pass(.hessian, weights, rows, direction, &product)
  }

  /// Jᵀ H_out J v of the mean loss over some examples; see `hessianProduct`.
  package func gaussNewtonProduct(
    at weights: Span<R>, rows: Span<Int32>, times direction: Span<R>, into product: inout MutableSpan<R>
  ) {
    _ = pass(.gaussNewton, weights, rows, direction, &product)
  }

  /// J v: how the outputs of some examples, row-major, change along v.
  package func jacobianProduct(at weights: Span<R>, rows: Span<Int32>, times direction: Span<R>) -> [R] {
    precondition(weights.count == layout.count && direction.count == layout.count, "weights of another network")
    return [R](unsafeUninitializedCapacity: rows.count * outputWidth) { buffer, count in
      count = rows.count * outputWidth
      weights.withUnsafeBufferPointer { weights in
        direction.withUnsafeBufferPointer { direction in
          guard let weights = weights.baseAddress, let direction = direction.baseAddress else { return }
          _ = passes(
            TangentTape.Pass(
              question: .jacobian, weights: weights, direction: direction, scale: 1, outputs: buffer.baseAddress),
            rows)
        }
      }
    }
  }

  /// Jᵀ u: how Σ u·outputs, over some examples, changes with each weight.
  ///
  /// - Parameter outputs: u, rows × outputs.
  package func transposedJacobianProduct(
    at weights: Span<R>, rows: Span<Int32>, times outputs: [R], into product: inout MutableSpan<R>
  ) {
    precondition(weights.count == layout.count && product.count == layout.count, "weights of another network")
    precondition(outputs.count == rows.count * outputWidth, "a number for each output of each example")
    var outputs = outputs
    outputs.withUnsafeMutableBufferPointer { outputs in
      weights.withUnsafeBufferPointer { weights in
        product.withUnsafeMutableBufferPointer { product in
          guard let weights = weights.baseAddress else { return }
          _ = passes(
            TangentTape.Pass(
              question: .transposedJacobian, weights: weights, direction: weights, scale: 1,
              product: product.baseAddress, outputs: outputs.baseAddress), rows)
        }
      }
    }
  }

  private func pass(
    _ question: TangentTape<R>.Question, _ weights: Span<R>, _ rows: Span<Int32>, _ direction: Span<R>,
    _ product: inout MutableSpan<R>
  ) -> Double {
    precondition(weights.count == layout.count && direction.count == layout.count, "weights of another network")
    precondition(product.count == layout.count, "room for the product of another network")
    let scale = tape.loss.scale(examples: max(rows.count, 1))
    return weights.withUnsafeBufferPointer { weights in
      direction.withUnsafeBufferPointer { direction in
        product.withUnsafeMutableBufferPointer { product in
          guard let weights = weights.baseAddress, let direction = direction.baseAddress else { return 0 }
          return scale
            * passes(
              TangentTape.Pass(
                question: question, weights: weights, direction: direction, scale: scale, product: product.baseAddress),
              rows)
        }
      }
    }
  }

  /// Passes over parts of the rows that fit into the buffers; the sum of the losses.
  private func passes(_ task: TangentTape<R>.Pass, _ rows: Span<Int32>) -> Double {
    var total = 0.0
    rows.withUnsafeBufferPointer { rows in
      guard let first = rows.baseAddress else { return }
      R.withoutSubnormals {
        for start in stride(from: 0, to: rows.count, by: tape.capacity) {
          var task = task
          task.adds = start > 0
          task.outputs = task.outputs.map { $0 + start * outputWidth }
          total += tape.pass(task, rows: first + start, count: min(tape.capacity, rows.count - start))
        }
      }
    }
    return total
  }
}
