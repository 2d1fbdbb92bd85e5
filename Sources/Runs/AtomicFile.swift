// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation

/// Files that are either as they were or wholly new, whatever happens in between: written under another name, synced, renamed.
package enum AtomicFile {
  /// What temporary files end with; those of a killed process are swept away when its run is opened again.
  static let temporarySuffix = ".writing"
  /// Tells the half-written files of processes apart, also of processes on different hosts.
  private static let token = String(UInt64.random(in: .min ... .max), radix: 36)

  /// Replaces or creates a file.
  ///
  /// - Throws: `RunError` of kind `storage` with the reason.
  package static func write(_ data: Data, to path: String) throws(RunError) {
    let (folder, name) = split(path)
    let temporary = "\(folder)/.\(name).\(token)\(temporarySuffix)"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .failed("written", path, code: errno) }
    do throws(RunError) {
      try write(data, to: descriptor, named: path)
      guard fsync(descriptor) == 0 else { throw .failed("written", path, code: errno) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    // Some file systems, NFS among them, report a full disk only here.
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw .failed("written", path, code: code)
    }
    synchronize(folder)
  }

  /// Writes all bytes to an open file.
  static func write(_ data: Data, to descriptor: Int32, named path: String) throws(RunError) {
    let code = data.withUnsafeBytes { bytes -> Int32 in
      var done = 0
      while done < bytes.count {
        // A pointer past `done` exists because the buffer is not empty here.
        guard let start = bytes.baseAddress else { return 0 }
        let count = Foundation.write(descriptor, start + done, bytes.count - done)
        if count > 0 { done += count } else if errno != EINTR { return count == 0 ? ENOSPC : errno }
      }
      return 0
    }
    if code != 0 { throw .failed("written", path, code: code) }
  }

  /// That a name of the run leads elsewhere.
  static func link(_ path: String) -> RunError {
    RunError(.refused, "\(path) is a link to another place; what belongs to a run must lie in its directory.")
  }

  /// The whole contents of a plain file; `nil` if there is no such file.
  ///
  /// - Throws: `RunError` of kind `refused` for a link, `corrupt` for a pipe, a device or a folder.
  static func read(_ path: String) throws(RunError) -> Data? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      if errno == ELOOP { throw link(path) }
      throw .failed("read", path, code: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw RunError(.corrupt, "\(path) cannot be read: it is no plain file.")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { return try file.readToEnd() ?? Data() } catch { throw .failed("read", path, code: errno) }
  }

  /// The names in a directory, hidden ones included, in no order; `nil` if there is no such directory.
  static func names(inDirectory path: String) throws(RunError) -> [String]? {
    guard let directory = opendir(path) else {
      if errno == ENOENT { return nil }
      throw .failed("listed", path, code: errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        bytes.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes a directory and those above it.
  static func makeDirectory(_ path: String) throws(RunError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
      if mkdir(made, 0o777) != 0, errno != EEXIST { throw .failed("created", path, code: errno) }
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .failed("created", path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .failed("created", path, code: ENOTDIR) }
  }

  /// Makes the names in a directory durable.
  private static func synchronize(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
