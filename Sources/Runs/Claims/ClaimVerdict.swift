// SPDX-License-Identifier: GPL-3.0-or-later
package import Settings

/// What the numbers say about a claim or one of its conditions.
package enum Verdict: String, Sendable, CaseIterable {
  /// It holds wherever the truth lies within the error bars.
  case supported
  /// It fails wherever the truth lies within the error bars.
  case contradicted
  /// The error bars allow both, there is no number, or the number may be off by more than its error bar says.
  case undecided
}

/// How one condition turned out.
package struct ConditionJudgement: Sendable, Equatable {
  /// The condition.
  package let condition: ClaimCondition
  /// Whether it is one of those that contradict the claim when they hold.
  package let isFailure: Bool
  /// What the findings say: supported if the interval lies wholly inside what the condition allows, contradicted if
  /// wholly outside, for every finding that the condition speaks of.
  package let verdict: Verdict
  /// The estimate of the finding, ratio or difference that decided; `nil` where there is none.
  package let value: Double?
  /// Its lower end, where that is finite.
  package let lower: Double?
  /// Its upper end, where that is finite.
  package let upper: Double?
  /// One line: what was found, what the claim needs.
  package let message: String
}

/// How a claim turned out.
package struct ClaimJudgement: Sendable, Equatable {
  /// The claim.
  package let claim: Claim
  /// Supported if all of `holds-when` is, contradicted if anything is that contradicts it, undecided otherwise.
  package let verdict: Verdict
  /// Its conditions in the order of the scenario, those of `fails-when` last.
  package let conditions: [ConditionJudgement]
  /// Why nothing was decided, where that has nothing to do with the numbers.
  package let remark: String
}

extension Claim {
  /// Judges the claim by the findings.
  ///
  /// - Parameter missing: how many of the run's tasks have no result; if there are any, nothing is decided.
  package func judge(_ findings: [Finding], missing: Int = 0, of tasks: Int = 0) -> ClaimJudgement {
    let holds = holdsWhen.map { $0.judge(findings, isFailure: false) }
    let fails = failsWhen.map { $0.judge(findings, isFailure: true) }
    let contradicts =
      fails.isEmpty ? holds.contains { $0.verdict == .contradicted } : fails.contains { $0.verdict == .supported }
    let verdict: Verdict =
      missing > 0
      ? .undecided
      : contradicts ? .contradicted : holds.allSatisfy { $0.verdict == .supported } ? .supported : .undecided
    return ClaimJudgement(
      claim: self, verdict: verdict, conditions: holds + fails,
      remark: missing > 0 ? "\(missing) of \(tasks) tasks are not finished; nothing is decided before." : "")
  }
}

extension ClaimJudgement {
  /// The conditions that made the verdict: those that contradict, those that leave it open, or all that support it.
  package var decisive: [ConditionJudgement] {
    let found = conditions.filter { condition in
      switch verdict {
      case .supported: !condition.isFailure
      case .contradicted:
        claim.failsWhen.isEmpty
          ? condition.verdict == .contradicted : condition.isFailure && condition.verdict == .supported
      case .undecided: !condition.isFailure && condition.verdict != .supported
      }
    }
    return found.isEmpty ? conditions : found
  }

  /// The judgement as it is written to `findings.json`.
  package var record: Record {
    var record = Record([("statement", .text(claim.statement))])
    record["source"] = .text(claim.source)
    record["verdict"] = .text(verdict.rawValue)
    if !remark.isEmpty { record["remark"] = .text(remark) }
    record["conditions"] = .list(conditions.map { .record($0.record) })
    return record
  }
}

extension ConditionJudgement {
  /// The judgement as it is written to `findings.json`.
  var record: Record {
    let expectation = condition.expectation
    var record = Record([("quantity", .text(expectation.quantity))])
    record["method"] = expectation.method.map { .text($0) }
    if !expectation.at.keys.isEmpty { record["at"] = .record(expectation.at) }
    if let reference = condition.reference {
      var other = Record([("quantity", .text(reference.quantity))])
      other["method"] = reference.method.map { .text($0) }
      if !reference.at.keys.isEmpty { other["at"] = .record(reference.at) }
      record[reference.comparison.rawValue] = .record(other)
    }
    record["role"] = .text(isFailure ? "fails-when" : "holds-when")
    record["verdict"] = .text(verdict.rawValue)
    record["value"] = value.map { .number($0) } ?? .null
    record["lower"] = lower.map { .number($0) }
    record["upper"] = upper.map { .number($0) }
    record["message"] = .text(message)
    return record
  }
}
