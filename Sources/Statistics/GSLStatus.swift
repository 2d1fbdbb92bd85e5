// SPDX-License-Identifier: GPL-3.0-or-later
import CGSL

/// GSL's statuses, seen as results.
package enum GSLStatus {
  /// GSL's default handler aborts the program; without it every call returns a status that the caller judges.
  ///
  /// A lazy global, so that it is set once and before the first use whatever thread that is on.
  private static let handlerIsOff: Bool = {
    gsl_set_error_handler_off()
    return true
  }()

  /// Makes GSL return statuses; call it before any GSL function that can fail.
  package static func prepare() { _ = handlerIsOff }

  /// GSL's words for a status.
  package static func message(_ status: Int32) -> String {
    gsl_strerror(status).map { String(cString: $0) } ?? "status \(status)"
  }
}
