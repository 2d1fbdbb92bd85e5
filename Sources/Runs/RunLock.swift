// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// An advisory lock on a run's directory, released when the process ends, however it ends.
final class RunLock: Sendable {
  /// The file that carries the lock; it also marks a directory as a run.
  static let fileName = ".ravine-lock"

  private let descriptor: Int32

  /// Takes the lock of a directory.
  ///
  /// - Parameters:
  ///   - directory: the run's directory.
  ///   - isShared: whether others that share it may hold it too; it then does not count where the file system has no locks.
  /// - Throws: `RunError` of kind `refused` if another process holds it.
  init(directory: String, isShared: Bool = false) throws(RunError) {
    let path = "\(directory)/\(Self.fileName)"
    // Behind a link would be a file of somebody else, which is emptied below; a pipe would keep us waiting.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      if errno == ELOOP { throw AtomicFile.link(path) }
      throw .failed("written", path, code: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw RunError(.refused, "\(path) is no plain file; delete it, if nothing else needs it.")
    }
    guard Self.acquire(descriptor, isShared ? LOCK_SH : LOCK_EX) else {
      let code = errno
      let holder = (try? AtomicFile.read(path)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
      if isShared, code != EWOULDBLOCK { return }
      close(descriptor)
      guard code == EWOULDBLOCK else { throw .failed("locked", path, code: code) }
      throw RunError(
        .refused,
        "\(directory) is in use by \(holder.isEmpty ? "another process" : holder); wait for its end, or give this run "
          + "a directory of its own with '--output'.")
    }
    guard !isShared else { return }
    ftruncate(descriptor, 0)
    let holder = Data("process \(getpid()) on \(Machine.hostName)".utf8)
    // Who holds the lock is only told to others; the lock holds without it.
    try? AtomicFile.write(holder, to: descriptor, named: path)
  }

  /// Whether another process holds the lock of a directory; looking leaves no trace.
  static func isHeld(directory: String) -> Bool {
    let descriptor = open("\(directory)/\(fileName)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit { close(descriptor) }

  /// Tries for half a second: a process that another thread is just starting has our locks too until it is under way.
  private static func acquire(_ descriptor: Int32, _ kind: Int32) -> Bool {
    for _ in 0..<10 {
      if flock(descriptor, kind | LOCK_NB) == 0 { return true }
      if errno != EWOULDBLOCK && errno != EINTR { return false }
      usleep(50_000)
    }
    return flock(descriptor, kind | LOCK_NB) == 0
  }
}
