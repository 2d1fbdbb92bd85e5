// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// How many signals have asked the program to stop; written by the signal handler, hence atomic and global.
private let signalCount = Atomic<Int>(0)

/// A request to stop, which tasks check between their steps.
package final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  private let obeysSignals: Bool
  private let parent: Cancellation?

  /// A request that has not been made yet.
  ///
  /// - Parameter parent: a request that counts here too, though not the other way round.
  package init(following parent: Cancellation? = nil) {
    obeysSignals = false
    self.parent = parent
  }

  private init(obeysSignals: Bool) {
    self.obeysSignals = obeysSignals
    parent = nil
  }

  /// Whether to stop.
  package var isRequested: Bool {
    flag.load(ordering: .relaxed) || (obeysSignals && signalCount.load(ordering: .relaxed) > 0)
      || parent?.isRequested ?? false
  }

  /// Asks to stop.
  package func request() { flag.store(true, ordering: .relaxed) }

  /// A request that Ctrl-C (SIGINT) and SIGTERM make; the second of them ends the program at once with status 130.
  package static func bySignals() -> Cancellation {
    // Touched here, so that the handler does not run a lazy initialization.
    _ = signalCount.load(ordering: .relaxed)
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if signalCount.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
      sigaddset(&wanted, number)
    }
    // A parent process that blocks signals hands that down to its children.
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    return Cancellation(obeysSignals: true)
  }
}
