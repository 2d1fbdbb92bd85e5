// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings

/// A job array of Slurm that performs tasks of a run, as `slurm/jobs.json` of the run remembers it.
struct ClusterJob {
  /// Slurm's number.
  let number: String
  /// How many of its elements wait and run, as `squeue` says; `nil` where it cannot be asked.
  let waiting: Int
  let running: Int

  static let file = "slurm/jobs.json"

  /// `job 17: 3 elements run, 12 wait`
  var described: String { "job \(number): \(running) element\(running == 1 ? "" : "s") running, \(waiting) waiting" }

  /// The arrays of a run that are still in Slurm's queue; none where there is no Slurm.
  static func all(of directory: RunDirectory) -> [ClusterJob] {
    numbers(of: directory).compactMap { number in
      guard let answer = Slurm.ask("squeue", ["--noheader", "--array", "--jobs=\(number)", "--format=%T"]) else {
        return nil
      }
      let states = answer.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      guard !states.isEmpty else { return nil }
      let running = states.count { ["RUNNING", "COMPLETING", "CONFIGURING"].contains($0) }
      return ClusterJob(number: number, waiting: states.count - running, running: running)
    }
  }

  /// The numbers of all arrays that were submitted for a run.
  static func numbers(of directory: RunDirectory) -> [String] {
    let text = (try? directory.text(of: file)).flatMap { $0 } ?? ""
    return ((try? Value(jsonText: text))?.asRecord?["jobs"]?.asList ?? []).compactMap(\.asText)
      .filter { $0.wholeMatch(of: /\d+/) != nil }
  }

  /// Remembers one more.
  static func remember(_ number: String, in directory: RunDirectory) throws(RunError) {
    let jobs = numbers(of: directory) + [number]
    try directory.write(
      Value.record(Record([("jobs", .list(jobs.map { .text($0) }))])).json(openLevels: 1) + "\n", to: file)
  }
}

/// The commands of Slurm.
enum Slurm {
  /// What a command prints; `nil` if it is missing or fails.
  static func ask(_ program: String, _ arguments: [String]) -> String? {
    let result = run(program, arguments)
    return result.status == 0 ? result.output : nil
  }

  /// Runs a command to its end, without a shell.
  static func run(_ program: String, _ arguments: [String]) -> (status: Int32?, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { return (nil, "", error.localizedDescription) }
    // Both are short; an error text that fills a pipe does not occur before the output has ended.
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complained = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said, complained.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
