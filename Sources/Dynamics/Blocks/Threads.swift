// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch

/// Does several shares of some work at once, each on its own thread.
package func inParallel(_ shares: Int, _ body: @Sendable (Int) -> Void) {
  if shares <= 1 {
    if shares == 1 { body(0) }
  } else {
    DispatchQueue.concurrentPerform(iterations: shares, execute: body)
  }
}
