// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Statistics

/// What a run took: tasks, work and time, in a sentence.
package struct Effort: Sendable, Equatable {
  /// How many tasks have a result.
  package var tasks: Int
  /// How much work they are at most; runs that stop early have less.
  package var work: Double
  /// What the work is counted in, a plural.
  package var unit: String
  /// Wall-clock seconds, summed over the run's sessions.
  package var wallSeconds: Double?
  /// Processor seconds of all threads, likewise.
  package var processorSeconds: Double?
  /// How many threads the latest session had.
  package var threads: Int?

  /// The effort of so many tasks, with the times of the run's `provenance.json`.
  package init(tasks: Int, work: Double, unit: String, provenanceJSON: String = "") {
    self.tasks = tasks
    self.work = work
    self.unit = unit
    let record = (try? Value(jsonText: provenanceJSON))?.asRecord
    wallSeconds = record?["wallSeconds"]?.asNumber
    processorSeconds = record?["processorSeconds"]?.asNumber
    threads = record?["threads"]?.asNumber.flatMap { Int(exactly: $0) }
  }

  /// `8 tasks, at most 2.4·10⁷ steps; 12.3 s, 21.7 s of processor time on 2 threads`.
  package var sentence: String {
    var text = "\(NumberFormat.counted(tasks)) task\(tasks == 1 ? "" : "s")"
    if work > 0 { text += ", at most \(NumberFormat.rounded(work, digits: 2)) \(unit)" }
    if let wallSeconds { text += "; \(wallSeconds.duration)" }
    if let processorSeconds { text += ", \(processorSeconds.duration) of processor time" }
    if let threads { text += " on \(threads) thread\(threads == 1 ? "" : "s")" }
    return text
  }
}
