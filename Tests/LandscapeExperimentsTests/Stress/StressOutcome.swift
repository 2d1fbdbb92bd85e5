// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics

/// A number of a method beside the right one.
struct StressJudgement {
  let finding: Finding
  let truth: Double
  /// Whether the interval, the bound or the stated accuracy holds the truth; `nil` where there is no number.
  let holds: Bool?
  /// (value − truth)/standard error.
  let z: Double?

  /// What computed rates may differ by beside the accuracies: the regions of the two grids are not made of the same cells.
  private static let cells = 0.001

  init(_ finding: Finding, truth: Double, accuracy: Double) {
    self.finding = finding
    self.truth = truth
    let margin = truth * accuracy
    guard let estimate = finding.estimate else {
      holds = finding.upperBound.map { $0 >= truth - margin }
      z = nil
      return
    }
    if let interval = finding.interval, estimate.standardError > 0 {
      holds = interval.lowerBound - margin <= truth && truth <= interval.upperBound + margin
      z = (estimate.value - truth) / estimate.standardError
    } else {
      holds = abs(estimate.value / truth - 1) < (finding.accuracy ?? 0) + 2 * accuracy + Self.cells
      z = nil
    }
  }

  /// Whether the number carries a warning: it is doubtful, or its chains have not mixed.
  var isFlagged: Bool { finding.isDoubtful || (finding.rHat ?? 1) > 1.01 }
}

/// What all methods found on one landscape.
struct StressOutcome {
  let name: String
  let yaml: String
  var judgements: [StressJudgement] = []
  var failure: String?

  init(name: String, yaml: String) { (self.name, self.yaml) = (name, yaml) }
}

/// The outcomes of all cases, collected from several threads.
final class StressResults: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [StressOutcome] = []

  func add(_ outcome: StressOutcome) { lock.withLock { outcomes.append(outcome) } }

  private var sorted: [StressOutcome] { lock.withLock { outcomes.sorted { $0.name < $1.name } } }
  var failures: [String] { sorted.compactMap { own in own.failure.map { "\(own.name): \($0)\n\(own.yaml)" } } }

  /// What each method came to, in the order of their names.
  var tallies: [StressTally] {
    let all = sorted.flatMap(\.judgements)
    return Set(all.map(\.finding.method)).sorted().map { method in
      StressTally(method: method, all.filter { $0.finding.method == method })
    }
  }

  /// One line a number, then the scenarios.
  var text: String {
    func digits(_ number: Double?) -> String { number.map { String(format: "%.5g", $0) } ?? "" }
    let lines = sorted.flatMap { own in
      own.judgements.map { judgement in
        let (finding, interval) = (judgement.finding, judgement.finding.interval)
        let cells = [
          own.name, finding.method, finding.at["well"]?.asText ?? "", digits(judgement.truth), digits(finding.value),
          digits(finding.standardError), digits(interval?.lowerBound),
          digits(interval?.upperBound ?? finding.upperBound),
          judgement.holds.map { "\($0)" } ?? "", digits(judgement.z), "\(judgement.isFlagged)",
          "\"\(finding.notes.joined(separator: "; ").replacing("\"", with: "'"))\"",
        ]
        return cells.joined(separator: ",")
      }
    }
    let header = "case,method,place,truth,value,error,lower,upper,holds,z,flagged,notes"
    return ([header] + lines + sorted.map { "# \($0.name)\n\($0.yaml)" }).joined(separator: "\n") + "\n"
  }
}
