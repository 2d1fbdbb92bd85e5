// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Runs

/// Tasks as a command line names them: `17`, `3-9`, `1,4,10-12`.
struct TaskSelection: ExpressibleByArgument {
  let ranges: [ClosedRange<Int>]

  init?(argument: String) {
    var ranges: [ClosedRange<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, 0 <= first, first <= last
      else {
        return nil
      }
      ranges.append(first...last)
    }
    self.ranges = ranges
  }

  /// The tasks, each once and in order.
  ///
  /// - Throws: an exit status, after saying which one does not exist.
  func tasks(of plan: Plan) throws -> [Int] {
    let count = plan.experiment.tasks.count
    if let wrong = ranges.first(where: { $0.upperBound >= count }) {
      throw Ending.stop(
        "task \(wrong.upperBound) is not in this run; it has \(count) task\(count == 1 ? "" : "s"), numbered from 0 to \(count - 1).",
        Ending.wrongInput)
    }
    return Set(ranges.joined()).sorted()
  }

  /// Numbers as this reads them: `0-3,7`.
  static func text(_ tasks: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for task in tasks {
      if let last = ranges.last, last.upperBound == task - 1 {
        ranges[ranges.count - 1] = last.lowerBound...task
      } else {
        ranges.append(task...task)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(
      separator: ",")
  }
}
