// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Settings

/// The directory of a run, which is also its ledger: a task is done when its file exists.
///
///     runs/<scenario name>/
///       scenario.yaml, provenance.json, tasks/000017.nc, tasks/000017.checkpoint
///       results.nc, findings.json, report.html, figures/
///
/// Every file appears whole or not at all. The object holds the directory's lock for as long as it lives, unless it only looks.
package final class RunDirectory: Sendable {
  /// The path as the user knows it.
  package let path: String
  /// The resolved scenario of the run.
  package let scenario: Value
  /// Whether results of an earlier session were found.
  package let isContinued: Bool
  /// Says whether two scenarios have the same tasks; every task's result carries it.
  package let fingerprint: String
  /// The same without what may grow; every state that a task can go on from carries it.
  let stateFingerprint: String
  private let lock: RunLock?

  private init(_ path: String, scenario: Value, isContinued: Bool, growing: Set<String>, lock: RunLock?) {
    self.path = path
    self.scenario = scenario
    self.isContinued = isContinued
    let settings = TaskSettings(of: scenario)
    fingerprint = settings.fingerprint
    stateFingerprint = settings.without(growing).fingerprint
    self.lock = lock
  }

  /// The same directory, for tasks of which some settings may grow.
  package func growing(_ keys: Set<String>) -> RunDirectory {
    RunDirectory(path, scenario: scenario, isContinued: isContinued, growing: keys, lock: lock)
  }

  /// Begins a run, or continues one whose scenario has the same tasks.
  ///
  /// - Parameters:
  ///   - path: the directory, made if it does not exist.
  ///   - scenario: the scenario with every default written out.
  ///   - codec: how `scenario.yaml` is written and read.
  ///   - fresh: whether to delete what an earlier run left there.
  ///   - growing: keys that may be larger than they were: tasks that are finished then go on from the states they left.
  /// - Throws: `RunError` if the directory is not a run's, belongs to another scenario, is in use or cannot be written.
  package static func begin(
    at path: String, scenario: Value, codec: ScenarioCodec, fresh: Bool = false, growing: Set<String> = []
  ) throws(RunError) -> RunDirectory {
    let path = trimmed(path)
    try refuseForeign(path)
    try AtomicFile.makeDirectory(path)
    let artifacts = RunArtifacts(directory: path)
    try artifacts.refuseLinks()
    let lock = try RunLock(directory: path)
    if fresh { try artifacts.removeEverything() }
    artifacts.removeTemporary()
    let earlier = fresh ? nil : try earlierScenario(at: path, codec: codec)
    if let earlier, try !hasGrown(scenario, from: earlier, growing, at: path) {
      try compare(scenario, with: earlier, at: path)
    }
    try AtomicFile.makeDirectory("\(path)/tasks")
    if earlier != scenario { try AtomicFile.write(Data(codec.encode(scenario).utf8), to: "\(path)/scenario.yaml") }
    return RunDirectory(path, scenario: scenario, isContinued: earlier != nil, growing: growing, lock: lock)
  }

  /// Opens an existing run to resume or report it.
  ///
  /// - Throws: `RunError` if there is none, or if it is in use.
  package static func reopen(at path: String, codec: ScenarioCodec) throws(RunError) -> RunDirectory {
    let path = trimmed(path)
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(.refused, "\(path): there is no such run.")
    }
    try refuseForeign(path)
    guard isRun(path) else { throw RunError(.refused, "\(path) is not a run; it holds no scenario.yaml.") }
    try RunArtifacts(directory: path).refuseLinks()
    let lock = try RunLock(directory: path)
    RunArtifacts(directory: path).removeTemporary()
    guard let scenario = try earlierScenario(at: path, codec: codec) else {
      throw RunError(.refused, "\(path) is not a run; it holds no scenario.yaml.")
    }
    try AtomicFile.makeDirectory("\(path)/tasks")
    return RunDirectory(path, scenario: scenario, isContinued: true, growing: [], lock: lock)
  }

  /// Opens an existing run to read it, also while another process works in it: without its lock, and nothing is written.
  ///
  /// - Throws: `RunError` if there is no run.
  package static func look(at path: String, codec: ScenarioCodec) throws(RunError) -> RunDirectory {
    let path = trimmed(path)
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(.refused, "\(path): there is no such run.")
    }
    guard let scenario = try earlierScenario(at: path, codec: codec) else {
      throw RunError(.refused, "\(path) is not a run; it holds no scenario.yaml.")
    }
    return RunDirectory(path, scenario: scenario, isContinued: true, growing: [], lock: nil)
  }

  /// Opens an existing run to perform some of its tasks beside other processes that do the same.
  ///
  /// - Throws: `RunError` if there is no run, or if a process has it for itself.
  package static func join(at path: String, codec: ScenarioCodec) throws(RunError) -> RunDirectory {
    let seen = try look(at: path, codec: codec)
    try AtomicFile.makeDirectory("\(seen.path)/tasks")
    let lock = try RunLock(directory: seen.path, isShared: true)
    return RunDirectory(seen.path, scenario: seen.scenario, isContinued: true, growing: [], lock: lock)
  }

  /// Whether a process is working in the run.
  package var isInUse: Bool { RunLock.isHeld(directory: path) }

  /// The path of a file of the run.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of the run, replacing an earlier one as a whole; directories on the way are made.
  package func write(_ data: Data, to name: String) throws(RunError) {
    if let slash = name.lastIndex(of: "/") { try AtomicFile.makeDirectory("\(path)/\(name[..<slash])") }
    try AtomicFile.write(data, to: path(of: name))
  }

  /// Writes a text file of the run.
  package func write(_ text: String, to name: String) throws(RunError) { try write(Data(text.utf8), to: name) }

  /// Writes all tasks merged as `results.nc`.
  package func writeResults(_ dataset: Dataset) throws(RunError) { try dataset.write(to: path(of: "results.nc")) }

  /// A text file of the run, `nil` if it does not exist.
  package func text(of name: String) throws(RunError) -> String? {
    try AtomicFile.read(path(of: name)).map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: - What may stand in the directory

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  private static func isRun(_ path: String) -> Bool {
    let exists = { (name: String) in FileManager.default.fileExists(atPath: "\(path)/\(name)") }
    return exists(RunLock.fileName) || (exists("scenario.yaml") && exists("provenance.json"))
  }

  private static func refuseForeign(_ path: String) throws(RunError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else {
      throw RunError(.refused, "\(path) is a file; a run needs a directory. Choose another one with '--output'.")
    }
    if isRun(path) { return }
    if let first = try AtomicFile.names(inDirectory: path)?.min() {
      throw RunError(
        .refused,
        "\(path) exists and is not a run of Ravine (it holds '\(first)'); choose another directory with '--output'.")
    }
  }

  private static func earlierScenario(at path: String, codec: ScenarioCodec) throws(RunError) -> Value? {
    let file = "\(path)/scenario.yaml"
    guard let data = try AtomicFile.read(file) else { return nil }
    do { return try codec.decode(String(decoding: data, as: UTF8.self)) } catch {
      let reason = "\(error)".prefix { $0 != "\n" }
      throw RunError(.corrupt, "\(file) is damaged (\(reason)); '--fresh' deletes this run and begins anew.")
    }
  }

  private static func compare(_ scenario: Value, with earlier: Value, at path: String) throws(RunError) {
    let listed = 5
    let differences = TaskSettings(of: scenario).differences(from: TaskSettings(of: earlier))
    guard !differences.isEmpty else { return }
    let more = differences.count > listed ? "; and \(differences.count - listed) more" : ""
    throw RunError(
      .refused,
      "\(path) holds a run of a scenario that has changed: \(differences.prefix(listed).joined(separator: "; "))\(more). "
        + "'--fresh' deletes those results and begins anew; '--output' keeps them and writes elsewhere.")
  }
}
