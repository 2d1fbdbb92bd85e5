// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What went wrong with a run's files, as one sentence for the user.
public struct RunError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What a caller may want to do about it.
  public enum Kind: Sendable, Equatable {
    /// The directory belongs to another scenario, to another program, or another process works in it.
    case refused
    /// Nothing can be written any more: full disk, no permission.
    case storage
    /// A file holds something else than it should, or less.
    case corrupt
    /// What was to be written makes no sense; a mistake in the program.
    case invalid
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// A sentence for the user, with the path in it.
  public var message: String

  /// A failure of a kind, told in a sentence for the user.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// A system call that failed.
  static func failed(_ what: String, _ path: String, code: Int32) -> RunError {
    let reason =
      switch code {
      case ENOSPC: "the disk is full"
      case EDQUOT: "the disk quota is used up"
      case EFBIG: "the limit on the size of files is reached"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT: "no such file or directory"
      case ENOTDIR: "a part of the path is not a directory"
      default: String(cString: strerror(code)).lowercased()
      }
    return RunError(.storage, "\(path) cannot be \(what): \(reason).")
  }

  /// The sentence for the user.
  public var description: String { message }
}

extension RunError: LocalizedError {
  /// The sentence for the user.
  public var errorDescription: String? { message }
}
