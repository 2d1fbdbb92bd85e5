// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization
import Training

/// The loss of a network at weights in double precision, asked by any number of threads at once.
///
/// What the precision of the arithmetic is stays behind this: one dynamic call per pass over the examples.
protocol LossSurface: Sendable {
  /// Which tensor lies where in the vector of weights.
  var layout: ParameterLayout { get }

  /// The gradient of the mean loss over some examples plus stiffness·w; the result is the mean loss and the accuracy.
  @discardableResult
  func gradient(
    at weights: Span<Double>, rows: Span<Int32>, stiffness: Double, into gradient: inout MutableSpan<Double>
  ) -> Evaluation

  /// The mean loss and the accuracy over some examples.
  func evaluate(at weights: Span<Double>, rows: Span<Int32>) -> Evaluation

  /// Frees the memory of the networks that are not in use; it is allocated again for the next pass.
  func forget()
}

/// Objectives that several threads take from and put back: an objective belongs to one of them at a time.
///
/// There are never more than threads that asked at once. The first is made at once, so that what is wrong with the
/// network is known before a run starts.
final class ObjectivePool<R: Real>: LossSurface {
  let layout: ParameterLayout
  private let make: @Sendable () throws -> any Objective<R>
  private let idle: Mutex<[Workspace]>

  /// An objective with buffers for its weights and gradient. Only the thread that took it touches it.
  private final class Workspace: @unchecked Sendable {
    let objective: any Objective<R>
    let weights: UnsafeMutablePointer<R>
    let slope: UnsafeMutablePointer<R>
    private let arena = Arena()

    init(_ objective: any Objective<R>) {
      self.objective = objective
      let count = objective.layout.count
      weights = arena.allocate(R.self, count: count)
      slope = arena.allocate(R.self, count: count)
    }
  }

  init(_ make: @escaping @Sendable () throws -> any Objective<R>) throws {
    let first = Workspace(try make())
    layout = first.objective.layout
    self.make = make
    idle = Mutex([first])
  }

  func forget() { idle.withLock { $0.removeAll() } }

  /// Lends a workspace that holds the weights. The network was built once already, so that it can be built again; should
  /// it fail all the same, the result is `nil`.
  private func withWorkspace<Result>(at weights: Span<Double>, _ body: (Workspace) -> Result) -> Result? {
    guard let workspace = idle.withLock({ $0.popLast() }) ?? (try? make()).map(Workspace.init) else { return nil }
    defer { idle.withLock { $0.append(workspace) } }
    return R.withoutSubnormals {
      weights.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { R.convert(start, workspace.weights, count: source.count) }
      }
      return body(workspace)
    }
  }

  @discardableResult
  func gradient(
    at weights: Span<Double>, rows: Span<Int32>, stiffness: Double, into gradient: inout MutableSpan<Double>
  ) -> Evaluation {
    let count = layout.count
    let found: Evaluation? = gradient.withUnsafeMutableBufferPointer { output in
      weights.withUnsafeBufferPointer { position in
        withWorkspace(at: weights) { workspace in
          var slope = MutableSpan(_unsafeStart: workspace.slope, count: count)
          let found = workspace.objective.gradient(
            at: Span(_unsafeStart: UnsafePointer(workspace.weights), count: count), rows: rows, dropout: nil,
            into: &slope)
          guard let position = position.baseAddress, let output = output.baseAddress else { return found }
          R.confine(UnsafePointer(workspace.slope), stiffness: stiffness, position, output, count: count)
          return found
        }
      }
    }
    // A walker without a gradient diverges, and the run says so.
    if found == nil { for c in 0..<count { gradient[c] = .nan } }
    return found ?? Evaluation(loss: .nan, correct: nil, count: rows.count)
  }

  func evaluate(at weights: Span<Double>, rows: Span<Int32>) -> Evaluation {
    withWorkspace(at: weights) { workspace in
      workspace.objective.evaluate(
        at: Span(_unsafeStart: UnsafePointer(workspace.weights), count: layout.count), rows: rows)
    } ?? Evaluation(loss: .nan, correct: nil, count: rows.count)
  }
}
