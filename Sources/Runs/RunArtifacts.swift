// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The files that runs write into their directory, so that nothing else is ever deleted.
struct RunArtifacts {
  let directory: String

  private static let files = [
    "scenario.yaml", "provenance.json", "results.nc", "runs.csv", "findings.json", "figures.json", "report.html",
  ]

  /// The folders of a run.
  private static let folders = ["tasks", "figures", TaskFile.weightsFolder]

  /// Refuses folders that are links: what is written or deleted there would be so elsewhere.
  func refuseLinks() throws(RunError) {
    for folder in Self.folders {
      var status = stat()
      let path = "\(directory)/\(folder)"
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { throw AtomicFile.link(path) }
    }
  }

  /// Deletes what an earlier run wrote; files of the user stay.
  ///
  /// - Throws: `RunError` where a file cannot be deleted or a folder cannot be listed.
  func removeEverything() throws(RunError) {
    for name in Self.files { try remove(name) }
    for name in try names("tasks") where isTaskFile(name) { try remove("tasks/\(name)") }
    for name in try names(Provenance.sessionsFolder) where name.hasSuffix(".json") {
      try remove("\(Provenance.sessionsFolder)/\(name)")
    }
    for name in try names("figures") where name.hasSuffix(".svg") { try remove("figures/\(name)") }
    for name in try names(TaskFile.weightsFolder) where name.hasSuffix(TaskFile.weightsEnding) {
      try remove("\(TaskFile.weightsFolder)/\(name)")
    }
  }

  /// Deletes the results of all tasks, which go on from the states that they left.
  ///
  /// - Returns: whether that was possible: with a task whose end state is missing nothing is deleted.
  func removeResultsWithStates() throws(RunError) -> Bool {
    let names = try Set(names("tasks"))
    let results = names.filter { $0.wholeMatch(of: /\d{6,}\.nc/) != nil }
    guard results.allSatisfy({ names.contains($0.replacing(".nc", with: ".state")) }) else { return false }
    for name in results.sorted() { try remove("tasks/\(name)") }
    return true
  }

  /// Deletes the half-written files of a process that was killed, as far as that is possible: they do no harm.
  func removeTemporary() {
    for folder in ["."] + Self.folders {
      for name in (try? names(folder)) ?? []
      where name.hasPrefix(".") && name.hasSuffix(AtomicFile.temporarySuffix) {
        unlink("\(directory)/\(folder)/\(name)")
      }
    }
  }

  private func names(_ folder: String) throws(RunError) -> [String] {
    try AtomicFile.names(inDirectory: "\(directory)/\(folder)") ?? []
  }

  private func isTaskFile(_ name: String) -> Bool {
    name.wholeMatch(of: /\d{6,}\.(nc|checkpoint|state|claim|failed)(\.corrupt)?/) != nil
  }

  private func remove(_ name: String) throws(RunError) {
    let path = "\(directory)/\(name)"
    if unlink(path) != 0, errno != ENOENT { throw .failed("deleted", path, code: errno) }
  }
}
