// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension RunDirectory {
  /// Attributes that tie a task's file to its run; they are not part of the task's own data set.
  private static let taskAttribute = "ravine_task"
  private static let scenarioAttribute = "ravine_scenario"

  static func fileName(of task: Int, _ ending: String) -> String {
    let digits = String(task)
    return "tasks/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).\(ending)"
  }

  private func name(of task: Int, _ ending: String) -> String { Self.fileName(of: task, ending) }

  /// Whether a task's file exists.
  package func hasResult(_ task: Int) -> Bool { access(path(of: name(of: task, "nc")), F_OK) == 0 }

  /// A finished task's data.
  ///
  /// - Returns: `nil` if the task is not finished.
  /// - Throws: `RunError` of kind `corrupt` if the file is truncated or belongs to something else.
  package func result(_ task: Int) throws(RunError) -> Dataset? {
    let file = path(of: name(of: task, "nc"))
    guard let framed = try AtomicFile.read(file) else { return nil }
    guard let (data, isSealed) = ChecksumSeal.opened(framed) else {
      throw RunError(.corrupt, "\(file) is damaged: its checksum is another.")
    }
    var dataset = try Dataset(netCDF: data, name: file)
    // A file that says so has a checksum behind it; files of earlier versions have none.
    guard dataset.attributes.removeValue(forKey: ChecksumSeal.attribute) == nil || isSealed else {
      throw RunError(.corrupt, "\(file) is truncated: its checksum is missing.")
    }
    guard dataset.attributes.removeValue(forKey: Self.taskAttribute) == String(task),
      dataset.attributes.removeValue(forKey: Self.scenarioAttribute) == fingerprint
    else { throw RunError(.corrupt, "\(file) is the result of another run or task.") }
    dataset.attributes["Conventions"] = nil
    return dataset
  }

  /// Writes a task's data; the task is finished when this returns, and its checkpoint is gone.
  func write(_ dataset: Dataset, of task: Int) throws(RunError) {
    var dataset = dataset
    dataset.attributes[Self.taskAttribute] = String(task)
    dataset.attributes[Self.scenarioAttribute] = fingerprint
    dataset.attributes[ChecksumSeal.attribute] = ChecksumSeal.value
    try AtomicFile.write(ChecksumSeal.sealed(dataset.netCDF()), to: path(of: name(of: task, "nc")))
    unlink(path(of: name(of: task, "checkpoint")))
    unlink(path(of: name(of: task, "failed")))
  }

  /// Notes why a task failed, for those who look at the run from elsewhere; gone when the task is done.
  func noteFailure(of task: Int, because reason: String) {
    try? AtomicFile.write(Data(reason.utf8), to: path(of: name(of: task, "failed")))
  }

  /// Why tasks failed when they were tried last.
  package func failures() -> [Int: String] {
    var failures: [Int: String] = [:]
    for name in (try? AtomicFile.names(inDirectory: path(of: "tasks"))) ?? [] where name.hasSuffix(".failed") {
      guard let task = Int(name.dropLast(7)), !hasResult(task) else { continue }
      failures[task] = (try? text(of: "tasks/\(name)")).flatMap { $0 } ?? ""
    }
    return failures
  }

  /// Moves a task's unusable result out of the way, as `000017.nc.corrupt`.
  func setAsideResult(of task: Int) throws(RunError) { try setAside(name(of: task, "nc")) }

  private func setAside(_ name: String) throws(RunError) {
    let file = path(of: name)
    guard rename(file, file + ".corrupt") == 0 else { throw .failed("moved", file, code: errno) }
  }

  // A checkpoint is framed by the run's fingerprint before and a checksum after the task's own bytes.

  /// Which state of a task a file holds.
  enum State: String, CaseIterable {
    /// That of a task that is not finished; gone when it is.
    case checkpoint
    /// That at the end of a task, from which a longer one goes on.
    case end = "state"
  }

  /// Saves a task's state, replacing the one before as a whole.
  func save(_ state: Data, as kind: State = .checkpoint, of task: Int) throws(RunError) {
    var framed = Data(stateFingerprint.utf8) + state
    withUnsafeBytes(of: Checksum.of(framed).littleEndian) { framed.append(contentsOf: $0) }
    try AtomicFile.write(framed, to: path(of: name(of: task, kind.rawValue)))
  }

  /// A task's last state; an unusable one is moved out of the way and the task begins anew.
  func state(_ kind: State = .checkpoint, of task: Int) -> (state: Data?, warning: String?) {
    let name = name(of: task, kind.rawValue)
    let framed: Data
    do throws(RunError) {
      guard let data = try AtomicFile.read(path(of: name)) else { return (nil, nil) }
      framed = data
    } catch { return (nil, "\(error.message) The task begins anew.") }
    let body = framed.dropLast(8)
    let sum = framed.suffix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    let head = Data(stateFingerprint.utf8)
    guard framed.count >= head.count + 8, body.prefix(head.count) == head, Checksum.of(body) == sum else {
      let finding = "\(path(of: name)) is damaged or of another run"
      do throws(RunError) { try setAside(name) } catch {
        return (nil, "\(finding); the task begins anew. \(error.message)")
      }
      return (nil, "\(finding); it was set aside and the task begins anew.")
    }
    return (Data(body.dropFirst(head.count)), nil)
  }
}
