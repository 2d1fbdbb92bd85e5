// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Statistics

/// A task that has no result, and says why.
extension Dataset {
  /// The reason in place of a result.
  init(failure: NotApplicable) {
    self.init()
    add("failure", [failure.reason], over: ["failure": 1], longName: "why there is no result")
  }

  /// Why there is no result; `nil` if there is one.
  var failure: NotApplicable? { texts("failure")?.first.map { NotApplicable($0) } }
}

extension [Dataset] {
  /// Throws the reason of the first part that has no result.
  func checkForFailures() throws(NotApplicable) {
    for part in self { if let reason = part.failure { throw reason } }
  }
}
