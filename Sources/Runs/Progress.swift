// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// Tells the user how far a run is: a live line on a terminal, a plain line every ten seconds elsewhere, or nothing.
package final class Progress: Sendable {
  /// How it is shown.
  package enum Style: Sendable, Equatable {
    /// One line that is drawn again and again, at most as wide as the terminal.
    case live
    /// Lines, at most one every ten seconds.
    case plain
    /// Nothing but warnings.
    case quiet
  }

  private let style: Style
  private let unit: String
  private let write: @Sendable (String) -> Void
  private let now: @Sendable () -> Double
  private let width: @Sendable () -> Int
  private let ledger = Mutex(ProgressLedger())

  /// A progress display; everything it touches can be replaced.
  ///
  /// - Parameters:
  ///   - style: how it is shown.
  ///   - unit: what the work of the tasks is counted in, a plural: `walker-steps`.
  ///   - write: where the text goes.
  ///   - now: a clock in seconds.
  ///   - width: the columns of the terminal.
  package init(
    _ style: Style, unit: String = "walker-steps", write: @escaping @Sendable (String) -> Void = Terminal.writeError,
    now: @escaping @Sendable () -> Double = Terminal.seconds, width: @escaping @Sendable () -> Int = Terminal.columns
  ) {
    self.style = style
    self.unit = unit
    self.write = write
    self.now = now
    self.width = width
  }

  /// A display on standard error: live if that is a terminal.
  package static func onStandardError(quiet: Bool = false, unit: String = "walker-steps") -> Progress {
    Progress(quiet ? .quiet : Terminal.isInteractive() ? .live : .plain, unit: unit)
  }

  /// Says that a run with tasks of these costs begins, some of them being finished.
  ///
  /// - Parameter asked: the tasks that are asked for first, and those that are finished; all when `nil`.
  func begin(costs: [Double], finished: [Int], asked: Set<Int>? = nil) {
    let time = now()
    let asked = asked ?? Set(costs.indices)
    ledger.withLock {
      $0 = ProgressLedger(costs: costs, finished: finished, asked: asked, unit: unit, begin: time)
    }
    if !finished.isEmpty, style == .plain { write("\(finished.count) of \(asked.count) tasks were finished before\n") }
    tick()
  }

  /// Says which tasks were asked for up to now, those that are finished included.
  func ask(for tasks: Set<Int>) { ledger.withLock { $0.asked = tasks } }

  func started(task: Int) { ledger.withLock { $0.fractions[task] = 0 } }

  func stopped(task: Int) { ledger.withLock { $0.fractions[task] = nil } }

  func finished(task: Int) {
    ledger.withLock { $0.finish(task) }
    tick()
  }

  func report(task: Int, work: Int, fraction: Double?, note: String?) {
    ledger.withLock {
      $0.work += work
      if let fraction, $0.fractions[task] != nil { $0.fractions[task] = min(1, max(0, fraction)) }
      if let note { $0.note = note }
    }
  }

  /// Shows a warning on a line of its own, in every style.
  package func warn(_ message: String) { writeLine("warning: \(message)") }

  /// Shows a remark on a line of its own, unless the style is quiet.
  package func announce(_ message: String) {
    if style != .quiet { writeLine(message) }
  }

  private func writeLine(_ text: String) {
    ledger.withLock {
      write("\($0.isDrawn ? Terminal.eraseLine : "")\(text)\n")
      $0.isDrawn = false
    }
  }

  /// Shows the current estimate or step in words at the end of the line.
  package func note(_ text: String) { ledger.withLock { $0.note = text } }

  /// Draws the line if it is time to.
  package func tick() {
    let time = now()
    ledger.withLock { ledger in
      guard ledger.isRunning, time >= ledger.nextDrawing else { return }
      switch style {
      case .quiet: return
      case .live:
        ledger.nextDrawing = time + 0.1
        write(Terminal.eraseLine + ledger.line(at: time, width: max(20, width() - 1)))
        ledger.isDrawn = true
      case .plain:
        // The first line comes after ten seconds too: a short run says only how it ended.
        if ledger.nextDrawing > ledger.begin { write(ledger.line(at: time, width: nil) + "\n") }
        ledger.nextDrawing = time + 10
      }
    }
  }

  /// Says that no task runs any more; the live line disappears.
  func end() {
    let time = now()
    ledger.withLock { ledger in
      guard ledger.isRunning else { return }
      ledger.isRunning = false
      switch style {
      case .quiet: return
      case .live: if ledger.isDrawn { write(Terminal.eraseLine) }
      case .plain: write(ledger.summary(at: time) + "\n")
      }
      ledger.isDrawn = false
    }
  }
}

extension Progress {
  /// A time as people read it: `2 h 05 min`, `3 min 20 s`, `12 s`.
  package static func duration(_ seconds: Double) -> String { ProgressLedger.duration(seconds) }
}
