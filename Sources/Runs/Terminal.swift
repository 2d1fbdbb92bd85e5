// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Standard error as a place to draw on.
package enum Terminal {
  /// Goes to the beginning of the line and erases it (ECMA-48, EL).
  static let eraseLine = "\r\u{1B}[2K"

  /// Whether standard error is a terminal that understands control sequences.
  ///
  /// - Parameter kind: the kind of terminal, by default the environment's `TERM`.
  package static func isInteractive(kind: String? = ProcessInfo.processInfo.environment["TERM"]) -> Bool {
    isatty(STDERR_FILENO) == 1 && kind != "dumb"
  }

  /// Writes to standard error at once.
  @Sendable package static func writeError(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// A text without what a terminal obeys: control characters other than line breaks and tabs become `�`.
  package static func plain(_ text: String) -> String {
    let isObeyed = { (scalar: Unicode.Scalar) in
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }
    guard text.unicodeScalars.contains(where: isObeyed) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { plain.append(isObeyed(scalar) ? "\u{FFFD}" : scalar) }
    return String(plain)
  }

  /// Seconds of a clock that is never set back.
  @Sendable package static func seconds() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }

  /// The columns of the terminal, 80 if it does not say.
  @Sendable package static func columns() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
