// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// How many signals have asked the program to stop; written by the signal handler, hence atomic and global.
private let signalCount = Atomic<Int>(0)

/// Where in memory stands what is said when a signal ends the program at once.
private let lastWords = Atomic<Int>(0)
private let lastWordsLength = Atomic<Int>(0)

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

  /// From now on Ctrl-C (SIGINT) and SIGTERM end the program at once, with status 130 and a sentence on standard error.
  ///
  /// For an analysis, which is short and writes its files whole or not at all.
  package static func endAtOnce(saying sentence: String) {
    // Kept for as long as the program runs: a signal may come at any time.
    let bytes = Array((sentence + "\n").utf8)
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    text.initialize(from: bytes, count: bytes.count)
    lastWords.store(Int(bitPattern: text), ordering: .relaxed)
    lastWordsLength.store(bytes.count, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if let text = UnsafeMutablePointer<UInt8>(bitPattern: lastWords.load(ordering: .relaxed)) {
          write(STDERR_FILENO, text, lastWordsLength.load(ordering: .relaxed))
        }
        _exit(130)
      }
    }
  }

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
