// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization
import Training

/// The loss of a network at weights in double precision, asked by any number of threads at once.
///
/// What the precision of the arithmetic is stays behind this: one dynamic call per pass over the examples.
protocol LossSurface: Sendable {
  /// Which piece of the weights is what.
  var layout: ParameterLayout { get }

  /// The gradient of the mean loss over some examples plus stiffness·w.
  func gradient(
    at weights: Span<Double>, rows: Span<Int32>, stiffness: Double, into gradient: inout MutableSpan<Double>)

  /// The mean loss and the accuracy over some examples.
  func evaluate(at weights: Span<Double>, rows: Span<Int32>) -> Evaluation

  /// Gives the memory of what nobody uses back; it is taken again when somebody asks.
  func forget()
}

/// Objectives that several threads take from and put back: an objective belongs to one of them at a time.
///
/// There are never more than threads that asked at once. The first is made at once, so that what is wrong with the
/// network is known before a run starts.
final class ObjectivePool<R: Real>: LossSurface {
  let layout: ParameterLayout
  private let make: @Sendable () throws -> any Objective<R>
  private let idle: Mutex<[Desk]>

  /// An objective with its weights and gradient. Only the thread that took it touches it.
  private final class Desk: @unchecked Sendable {
    let objective: any Objective<R>
    let weights: UnsafeMutablePointer<R>
    let slope: UnsafeMutablePointer<R>

    init(_ objective: any Objective<R>) {
      self.objective = objective
      let count = objective.layout.count
      weights = .allocate(capacity: count)
      weights.initialize(repeating: 0, count: count)
      slope = .allocate(capacity: count)
      slope.initialize(repeating: 0, count: count)
    }

    deinit {
      weights.deallocate()
      slope.deallocate()
    }
  }

  init(_ make: @escaping @Sendable () throws -> any Objective<R>) throws {
    let first = Desk(try make())
    layout = first.objective.layout
    self.make = make
    idle = Mutex([first])
  }

  func forget() { idle.withLock { $0.removeAll() } }

  /// Lends a desk with the weights on it; `nil` when the machine cannot make another one.
  private func withDesk<Result>(at weights: Span<Double>, _ body: (Desk) -> Result) -> Result? {
    guard let desk = idle.withLock({ $0.popLast() }) ?? (try? make()).map(Desk.init) else { return nil }
    defer { idle.withLock { $0.append(desk) } }
    weights.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { R.convert(start, desk.weights, count: source.count) }
    }
    return body(desk)
  }

  func gradient(
    at weights: Span<Double>, rows: Span<Int32>, stiffness: Double, into gradient: inout MutableSpan<Double>
  ) {
    let count = layout.count
    let isDone: Void? = gradient.withUnsafeMutableBufferPointer { output in
      weights.withUnsafeBufferPointer { position in
        withDesk(at: weights) { desk in
          var slope = MutableSpan(_unsafeStart: desk.slope, count: count)
          _ = desk.objective.gradient(
            at: Span(_unsafeStart: UnsafePointer(desk.weights), count: count), rows: rows, dropout: nil, into: &slope)
          guard let position = position.baseAddress, let output = output.baseAddress else { return }
          R.confine(UnsafePointer(desk.slope), stiffness: stiffness, position, output, count: count)
        }
      }
    }
    // A walker without a gradient diverges, and the run says so.
    if isDone == nil { for c in 0..<count { gradient[c] = .nan } }
  }

  func evaluate(at weights: Span<Double>, rows: Span<Int32>) -> Evaluation {
    withDesk(at: weights) { desk in
      desk.objective.evaluate(
        at: Span(_unsafeStart: UnsafePointer(desk.weights), count: layout.count), rows: rows)
    } ?? Evaluation(loss: .nan, correct: nil, count: rows.count)
  }
}
