// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// Which tasks are being performed, as other processes on the same file system see it: `tasks/000017.claim`.
///
/// A task's result does not depend on who makes it and appears as a whole, so two processes that perform the same task
/// waste time and spoil nothing. A claim therefore need not be watertight and asks little of the file system: a file
/// that is made only if it is not there, and that its owner touches now and then. It works where file locks do not
/// reach other hosts, and one that a dead host left behind is taken over.
package final class TaskClaims: Sendable {
  /// After so many seconds without a sign of life a claim counts as left behind.
  static let patience = 300.0
  private static let secondsBetweenTouches = 30.0

  private let directory: RunDirectory
  private let held = Mutex<Set<Int>>([])

  /// Claims of this process in a run.
  package init(in directory: RunDirectory) {
    self.directory = directory
    // It holds the claims only while it touches them, and so ends within a pause after them.
    Thread.detachNewThread { [weak self] in
      repeat { Thread.sleep(forTimeInterval: Self.secondsBetweenTouches) } while self?.touch() != nil
    }
  }

  deinit {
    for task in held.withLock({ $0 }) { unlink(directory.path(of: RunDirectory.claimName(of: task))) }
  }

  /// Claims a task; `false` if another process is performing it.
  func take(_ task: Int) -> Bool {
    let path = directory.path(of: RunDirectory.claimName(of: task))
    for attempt in 0..<2 {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
      if descriptor >= 0 {
        // Who it is, is only told to others; the claim holds without it.
        try? AtomicFile.write(Data(Self.owner.utf8), to: descriptor, named: path)
        close(descriptor)
        held.withLock { _ = $0.insert(task) }
        return true
      }
      // Where no claim can be made, the task is performed without one; what is wrong shows when its result is written.
      guard errno == EEXIST else { return true }
      guard attempt == 0, Self.isLeftBehind(path, in: directory) else { return false }
      unlink(path)
    }
    return false
  }

  /// Gives a task back.
  func release(_ task: Int) {
    unlink(directory.path(of: RunDirectory.claimName(of: task)))
    held.withLock { _ = $0.remove(task) }
  }

  private func touch() {
    for task in held.withLock({ $0 }) { utimes(directory.path(of: RunDirectory.claimName(of: task)), nil) }
  }

  private static let owner = "process \(getpid()) on \(Machine.hostName)"

  /// Whether the owner of a claim is gone: a process of this host that is no more, or one that was silent for long.
  static func isLeftBehind(_ path: String, in directory: RunDirectory) -> Bool {
    let text = (try? AtomicFile.read(path)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
    if let match = text.wholeMatch(of: /process (\d+) on (.*)/), match.output.2 == Machine.hostName,
      let process = pid_t(match.output.1)
    {
      return process != getpid() && kill(process, 0) != 0 && errno == ESRCH
    }
    guard let age = directory.age(of: path) else { return true }
    return age > patience
  }
}

extension RunDirectory {
  static func claimName(of task: Int) -> String { fileName(of: task, "claim") }

  /// The tasks that other processes are performing now, and by whom.
  package func claims() -> [Int: String] {
    let names = (try? AtomicFile.names(inDirectory: path(of: "tasks"))) ?? []
    var claims: [Int: String] = [:]
    for name in names {
      guard name.hasSuffix(".claim"), let task = Int(name.dropLast(6)) else { continue }
      let file = path(of: "tasks/\(name)")
      guard !TaskClaims.isLeftBehind(file, in: self) else { continue }
      claims[task] = (try? AtomicFile.read(file)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    return claims
  }

  /// Seconds since a file was touched, by the clock of the file system, which other hosts share; `nil` if it is gone.
  func age(of path: String) -> Double? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    let probe = "\(self.path)/tasks/.probe.\(getpid())\(AtomicFile.temporarySuffix)"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    var now = stat()
    defer {
      if descriptor >= 0 { close(descriptor) }
      unlink(probe)
    }
    guard descriptor >= 0, utimes(probe, nil) == 0, fstat(descriptor, &now) == 0 else {
      return Date().timeIntervalSince1970 - status.modified
    }
    return now.modified - status.modified
  }
}

extension stat {
  fileprivate var modified: Double {
    #if canImport(Darwin)
      Double(st_mtimespec.tv_sec) + 1e-9 * Double(st_mtimespec.tv_nsec)
    #else
      Double(st_mtim.tv_sec) + 1e-9 * Double(st_mtim.tv_nsec)
    #endif
  }
}
