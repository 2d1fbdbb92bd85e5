// SPDX-License-Identifier: GPL-3.0-or-later
// The standard streams are C variables; they are never written to.
@preconcurrency import Foundation

/// What was printed must have arrived: a full disk behind standard output is no success.
enum StandardOutput {
  /// Looks at the end of the process, however it ends, whether all that was printed could be written.
  ///
  /// A pipe whose reader has gone is none of our business.
  static func watch() {
    atexit {
      var status = stat()
      guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT != S_IFIFO, status.st_mode & S_IFMT != S_IFSOCK
      else { return }
      let isFull = fflush(stdout) != 0
      let code = errno
      guard isFull || ferror(stdout) != 0 else { return }
      let reason = !isFull || code == ENOSPC ? "the disk is full" : "an error of the device"
      let sentence = "standard output could not be written: \(reason).\n"
      _ = sentence.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      _exit(1)
    }
  }
}
