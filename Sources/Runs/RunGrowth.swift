// SPDX-License-Identifier: GPL-3.0-or-later

import Settings

extension RunDirectory {
  /// Whether a scenario is that of an earlier run with larger numbers in keys that may grow; then the results of that run are
  /// deleted, as its tasks go on from the states that they left.
  ///
  /// - Throws: `RunError` if it is, but a finished task has left no state to go on from.
  static func hasGrown(
    _ scenario: Value, from earlier: Value, _ growing: Set<String>, at path: String
  ) throws(RunError) -> Bool {
    guard TaskSettings(of: scenario).hasGrown(from: TaskSettings(of: earlier), in: growing) else { return false }
    guard try RunArtifacts(directory: path).removeResultsWithStates() else {
      throw RunError(
        .refused,
        "\(path) holds a run that could go on to a larger \(growing.sorted().joined(separator: ", ")), but some of its finished tasks "
          + "have left no state. '--fresh' deletes those results and begins anew; '--output' keeps them and writes elsewhere."
      )
    }
    return true
  }
}
