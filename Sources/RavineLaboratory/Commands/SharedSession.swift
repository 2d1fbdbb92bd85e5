// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Runs

/// Sessions that perform tasks of one run beside others, and what becomes of what they note.
extension RunSession {
  /// Performs tasks that nobody else performs, and nothing else.
  ///
  /// - Parameter chosen: which; `nil` for all that the waves ask for.
  func performBesideOthers(_ chosen: [Int]?) throws {
    let cancellation = Cancellation.bySignals()
    let experiment = plan.experiment
    let progress = Progress.onStandardError(quiet: options.quiet, unit: experiment.work.name)
    let threads = options.jobs ?? context.processors
    var provenance: Provenance
    do {
      let earlier = try directory.text(of: "provenance.json")
      provenance = ownProvenance(threads: threads, continuing: nil)
      try refuse(mixture: provenance.mixture(with: sessionTexts() + (earlier.map { [$0] } ?? [])))
    } catch let error as RunError { throw Self.refusal(error) }
    let claims = TaskClaims(in: directory)
    let executor = Executor(threads: threads, cancellation: cancellation, progress: progress)
    let work: Executor.Work = { try experiment.perform($0, in: $1) }
    let execution =
      chosen.map { executor.perform($0, of: experiment.tasks, in: directory, claims: claims, work: work) }
      ?? executor.perform(experiment.tasks, in: directory, wave: experiment.wave, claims: claims, work: work)
    provenance = provenance.ending()
    if !execution.performed.isEmpty {
      let name = "\(Provenance.sessionsFolder)/\(UUID().uuidString.lowercased()).json"
      do { try directory.write(provenance.json, to: name) } catch { progress.warn(error.message) }
    }
    for failure in execution.failures { _ = Ending.stop(failure.description, Ending.failed) }
    if let failure = execution.storageFailure { throw Ending.stop(failure, Ending.failed) }
    if execution.isInterrupted {
      throw Ending.stop(
        "interrupted: what is finished is saved, and the running tasks saved where they are; the same command goes on.",
        Ending.interrupted)
    }
    if !options.quiet {
      let elsewhere =
        execution.elsewhere.isEmpty ? "" : ", \(execution.elsewhere.count) are performed by other processes"
      print("\(execution.performed.count) tasks performed, \(execution.reused.count) were done before\(elsewhere)")
    }
    if !execution.failures.isEmpty { throw Ending.failed }
  }

  /// Adds to the provenance what sessions beside each other have noted, and warns where they ran on different ground.
  func mergeSessions() throws {
    do {
      let names = sessionNames
      guard !names.isEmpty else { return }
      var provenance = ownProvenance(
        threads: options.jobs ?? context.processors, continuing: try directory.text(of: "provenance.json"))
      let texts = try sessionTexts()
      let mixture = provenance.add(sessions: texts)
      if !mixture.isEmpty {
        _ = Ending.stop(
          "warning: its sessions differed (\(mixture.joined(separator: "; "))); last digits, and what follows from them, "
            + "depend on which of them made a result.", Ending.failed)
      }
      try directory.write(provenance.ending().json, to: "provenance.json")
      for name in names { try? FileManager.default.removeItem(atPath: directory.path(of: name)) }
    } catch { throw Self.refusal(error) }
  }

  /// The notes of sessions that are not merged yet.
  private var sessionNames: [String] {
    let folder = directory.path(of: Provenance.sessionsFolder)
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { "\(Provenance.sessionsFolder)/\($0)" }
  }

  private func sessionTexts() throws(RunError) -> [String] {
    var texts: [String] = []
    for name in sessionNames { if let text = try directory.text(of: name) { texts.append(text) } }
    return texts
  }
}
