// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation

/// The clocks by which a session of a run is timed.
package struct SessionClock: Sendable {
  /// The date, for the beginning and the end of a session.
  package var date: @Sendable () -> Date
  /// Seconds of a clock that is never set back, for durations.
  package var seconds: @Sendable () -> Double
  /// Seconds of processor time, of all threads of this process together.
  package var processorSeconds: @Sendable () -> Double

  /// The given clocks.
  package init(
    date: @escaping @Sendable () -> Date, seconds: @escaping @Sendable () -> Double,
    processorSeconds: @escaping @Sendable () -> Double
  ) {
    self.date = date
    self.seconds = seconds
    self.processorSeconds = processorSeconds
  }

  /// The clocks of the system.
  package static let system = SessionClock(
    date: { Date() }, seconds: Terminal.seconds,
    processorSeconds: {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    })
}
