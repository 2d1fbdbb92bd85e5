// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What runs leave in a directory, so that nothing else is ever deleted.
struct RunLeavings {
  let directory: String

  private static let files = [
    "scenario.yaml", "provenance.json", "results.nc", "runs.csv", "findings.json", "report.html",
  ]

  /// Deletes what an earlier run wrote; files of the user stay.
  func removeEverything() throws(RunError) {
    for name in Self.files { try remove(name) }
    for name in names("tasks") where isTaskFile(name) { try remove("tasks/\(name)") }
    for name in names("figures") where name.hasSuffix(".svg") { try remove("figures/\(name)") }
    for name in names(TaskFile.weightsFolder) where name.hasSuffix(TaskFile.weightsEnding) {
      try remove("\(TaskFile.weightsFolder)/\(name)")
    }
  }

  /// Sweeps away the half-written files of a process that was killed.
  func removeTemporary() {
    for folder in [".", "tasks", "figures", TaskFile.weightsFolder] {
      for name in names(folder) where name.hasPrefix(".") && name.hasSuffix(AtomicFile.temporarySuffix) {
        unlink("\(directory)/\(folder)/\(name)")
      }
    }
  }

  private func names(_ folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? []
  }

  private func isTaskFile(_ name: String) -> Bool {
    name.wholeMatch(of: /\d{6,}\.(nc|checkpoint)(\.corrupt)?/) != nil
  }

  private func remove(_ name: String) throws(RunError) {
    let path = "\(directory)/\(name)"
    if unlink(path) != 0, errno != ENOENT { throw .failed("deleted", path, code: errno) }
  }
}
