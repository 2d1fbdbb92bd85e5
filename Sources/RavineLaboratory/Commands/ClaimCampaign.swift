// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs

/// Several scenarios of which some make claims: keeps the page with all their verdicts up to date.
///
/// The page lies in `runs/claims`, or in the directory given by `--output`; the runs lie where they lie without it, so
/// that a scenario that was run alone is not run again.
struct ClaimCampaign {
  private var summary: ClaimSummary
  private let directory: String
  private let options: RunOptions

  /// The campaign of a command line; `nil` for a single scenario, or if none makes a claim.
  ///
  /// - Throws: if the page cannot be written.
  init?(_ plans: [Plan], files: [String], place: OutputOptions, options: RunOptions) throws {
    let claiming = plans.compactMap { plan in plan.claim.map { (plan: plan, claim: $0) } }
    guard plans.count > 1, !claiming.isEmpty else { return nil }
    directory = place.output ?? "runs/claims"
    self.options = options
    let output = place.output.map { " --output \($0)" } ?? ""
    summary = ClaimSummary(
      claiming.map { plan, claim in
        ClaimSummary.Entry(
          name: plan.name, title: plan.title, claim: claim,
          directory: place.output == nil ? "../\(plan.name)" : plan.name)
      }, command: "ravine run \(files.joined(separator: " "))\(output)")
    try write()
  }

  /// Takes down how a scenario ended.
  mutating func ended(_ plan: Plan, _ outcome: RunSession.Outcome) throws {
    let failures = outcome.execution?.failures ?? []
    if let first = failures.first {
      let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
      try set(plan, .failed("\(first.description)\(more)"))
    } else if let judgement = outcome.claim {
      try set(plan, .judged(judgement, outcome.effort))
    }
  }

  /// Takes down that a scenario was stopped with an exit status.
  mutating func stopped(_ plan: Plan, _ status: ExitCode) throws {
    switch status {
    case Ending.interrupted: try set(plan, .interrupted)
    case Ending.wrongInput:
      try set(
        plan, .failed("The run was refused before it began; the command said why. Running it alone says so again."))
    default: try set(plan, .failed("The run ended with status \(status.rawValue); the command said why."))
    }
    if status != Ending.wrongInput { show() }
  }

  /// Prints the table of verdicts and where the page is.
  func show() {
    guard !options.json else { return }
    print(TextTable(summary.table, width: Terminal.columns()).text)
    print(summary.tally)
    print("claims: \(directory)/\(ClaimSummary.pageName)")
  }

  private mutating func set(_ plan: Plan, _ state: ClaimSummary.State) throws {
    guard let index = summary.entries.firstIndex(where: { $0.name == plan.name }) else { return }
    summary.entries[index].state = state
    try write()
  }

  private func write() throws {
    do { try summary.write(to: URL(filePath: directory)) } catch {
      throw Ending.stop(
        "\(directory): the page of claims cannot be written: \(error.localizedDescription)", Ending.failed)
    }
  }
}
