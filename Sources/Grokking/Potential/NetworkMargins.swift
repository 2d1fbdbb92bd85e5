// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization
import Training

/// The margins of a network's answers at weights in double precision, asked by any number of threads at once.
protocol MarginSurface: Sendable {
  /// The margin of each of some examples.
  func margins(at weights: Span<Double>, rows: [Int32]) -> [Double]

  /// The mean margin over some examples and its gradient.
  func meanGradient(at weights: Span<Double>, rows: [Int32], into gradient: inout MutableSpan<Double>) -> Double
}

/// Objectives whose loss is minus the margin; each belongs to one thread at a time.
final class MarginPool<R: Real>: MarginSurface {
  private let labels: [Int32]
  private let make: @Sendable () throws -> any Objective<R>
  private let idle = Mutex<[Workspace]>([])

  /// An objective that only the thread that took it touches.
  private final class Workspace: @unchecked Sendable {
    let objective: any Objective<R>

    init(_ objective: any Objective<R>) { self.objective = objective }
  }

  /// The margins of a problem; `nil` where its outputs are not one number for each of two classes or more.
  init?(of problem: LearningProblem) {
    guard case .labels(let labels, let classes) = problem.examples.targets, classes > 1 else { return nil }
    switch problem.loss {
    case .crossEntropy, .stableMax, .squaredError(_, codes: .oneHot): break
    default: return nil
    }
    self.labels = labels
    let rows = max(problem.split.train.count, problem.split.test.count)
    make = {
      try NetworkObjective<R>(
        model: problem.model, loss: .negativeMargin, examples: problem.examples, rowCapacity: rows)
    }
  }

  private func withObjective<Result>(_ body: (any Objective<R>) -> Result) -> Result? {
    guard let workspace = idle.withLock({ $0.popLast() }) ?? (try? make()).map(Workspace.init) else { return nil }
    defer { idle.withLock { $0.append(workspace) } }
    return body(workspace.objective)
  }

  private func rounded(_ weights: Span<Double>) -> [R] { weights.indices.map { R(weights[$0]) } }

  func margins(at weights: Span<Double>, rows: [Int32]) -> [Double] {
    let position = rounded(weights)
    return withObjective {
      $0.margins(at: position.span, rows: rows.span, labels: rows.map { labels[Int($0)] })
    } ?? rows.map { _ in .nan }
  }

  func meanGradient(at weights: Span<Double>, rows: [Int32], into gradient: inout MutableSpan<Double>) -> Double {
    let position = rounded(weights)
    var slope = [R](repeating: 0, count: weights.count)
    let found = withObjective { objective in
      var output = slope.mutableSpan
      return objective.gradient(at: position.span, rows: rows.span, dropout: nil, into: &output)
    }
    for c in gradient.indices { gradient[c] = found == nil ? .nan : -Double(slope[c]) }
    return found.map { -$0.loss } ?? .nan
  }
}
