// SPDX-License-Identifier: GPL-3.0-or-later

/// Wall-clock time, by which rounds of steps are made long enough to be efficient and short enough for an observer.
///
/// No result depends on it.
package struct Stopwatch: Sendable {
  /// The time since some fixed moment.
  package let read: @Sendable () -> Duration

  /// A stopwatch that is read by a function.
  package init(_ read: @escaping @Sendable () -> Duration) { self.read = read }

  /// The machine's own clock, which does not stop while the machine sleeps.
  package static let system = {
    let beginning = ContinuousClock.now
    return Stopwatch { ContinuousClock.now - beginning }
  }()
}
