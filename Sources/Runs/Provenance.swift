// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
import Settings

/// Where results come from: program, machine, seed and time.
package struct Provenance: Sendable {
  /// The version of Ravine.
  package var version: String
  /// The commit of its source, if known.
  package var commit: String?
  /// The seed of the scenario.
  package var seed: Int
  /// The generator of random numbers.
  package var generator: String
  /// The vector instructions that the kernels use.
  package var kernels: String
  /// The library that multiplies matrices, with the processor its loops are made for; empty if none is used.
  package var linearAlgebra: String
  /// The number of threads.
  package var threads: Int
  /// When the run began.
  package var began: Date
  /// When its latest session ended.
  package var ended: Date?
  /// Wall-clock seconds, summed over all sessions.
  package var wallSeconds: Double = 0
  /// Processor seconds of all threads, summed over all sessions.
  package var processorSeconds: Double = 0
  /// How many times the run was begun or continued.
  package var sessions: Int = 1
  /// What the program runs on.
  package var machine: Machine
  /// A sentence for the user where the times of earlier sessions could not be read, so that they are not counted.
  package private(set) var warning: String?
  /// What each earlier session ran on, the first one first.
  var history: [SessionRecord] = []
  /// When this session began, and the times of all sessions before it.
  let sessionBegan: Date
  private(set) var earlierSeconds = (wall: 0.0, processor: 0.0)
  private let wallStart: Double
  private let processorStart: Double

  /// The provenance of a session that begins now.
  ///
  /// - Parameters:
  ///   - commit: the commit of the source, by default the environment's `RAVINE_COMMIT`.
  ///   - machine: what the program runs on.
  ///   - clock: the clocks by which the session is timed.
  ///   - earlier: the text of the run's `provenance.json`, when it is continued: its times are added to.
  package init(
    version: String, commit: String? = ProcessInfo.processInfo.environment["RAVINE_COMMIT"], seed: Int,
    generator: String, kernels: String, linearAlgebra: String = "", threads: Int, machine: Machine = .current(),
    clock: SessionClock = .system, continuing earlier: String? = nil
  ) {
    self.version = version
    self.commit = commit
    self.seed = seed
    self.generator = generator
    self.kernels = kernels
    self.linearAlgebra = linearAlgebra
    self.threads = threads
    self.machine = machine
    began = clock.date()
    sessionBegan = began
    wallStart = clock.seconds()
    processorStart = clock.processorSeconds()
    guard let earlier else { return }
    guard let record = (try? Value(jsonText: earlier))?.asRecord else {
      warning = "provenance.json is damaged; the times of earlier sessions are not counted."
      return
    }
    wallSeconds = record["wallSeconds"]?.asNumber ?? 0
    processorSeconds = record["processorSeconds"]?.asNumber ?? 0
    earlierSeconds = (wallSeconds, processorSeconds)
    sessions = 1 + max(0, Int(countable: record["sessions"]?.asNumber ?? 0))
    history = SessionRecord.list(of: record)
    began = record["began"]?.asText.flatMap { try? Date($0, strategy: .iso8601) } ?? began
  }

  /// The provenance with the time that passed since it was made.
  ///
  /// - Parameter clock: the clocks that the session began with.
  package func ending(by clock: SessionClock = .system) -> Provenance {
    var result = self
    result.ended = clock.date()
    result.wallSeconds += clock.seconds() - wallStart
    result.processorSeconds += clock.processorSeconds() - processorStart
    return result
  }

  /// The text of `provenance.json`.
  package var json: String {
    var record = Record([("program", .text("Ravine")), ("version", .text(version))])
    if let commit { record["commit"] = .text(commit) }
    record["seed"] = .integer(seed)
    record["generator"] = .text(generator)
    record["kernels"] = .text(kernels)
    if !linearAlgebra.isEmpty { record["linearAlgebra"] = .text(linearAlgebra) }
    record["threads"] = .integer(threads)
    record["processor"] = .text(machine.processor)
    record["processors"] = .integer(machine.processorCount)
    record["operatingSystem"] = .text(machine.operatingSystem)
    record["swift"] = .text(machine.swiftVersion)
    record["began"] = .text(began.formatted(.iso8601))
    if let ended { record["ended"] = .text(ended.formatted(.iso8601)) }
    let rounded = { (seconds: Double) in Value.number((seconds * 1000).rounded() / 1000) }
    record["wallSeconds"] = rounded(wallSeconds)
    record["processorSeconds"] = rounded(processorSeconds)
    record["sessions"] = .integer(sessions)
    record["history"] = .list((history + [session]).map { .record($0.record) })
    return Value.record(record).json(openLevels: 1) + "\n"
  }
}
