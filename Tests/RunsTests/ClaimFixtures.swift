// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics

func at(_ entries: (String, Value)...) -> Record { Record(entries) }

/// A grokking time with a 95 % interval.
func grokked(
  _ value: Double?, _ interval: ClosedRange<Double>? = nil, decay: Double = 1, size: Double? = nil,
  method: String = "kaplan-meier"
) -> Finding {
  let estimate = value.map { Estimate($0, standardError: .nan, interval: interval) }
  var finding = Finding("grokking-time", estimate, unit: "steps", at: at(("decay", .number(decay))), method: method)
  if let size { finding.at["size"] = .number(size) }
  return finding
}

func censored(above bound: Double, decay: Double = 1) -> Finding {
  var finding = grokked(nil, decay: decay)
  finding.lowerBound = bound
  finding.notes = ["4 of 4 runs did not get there (censored)"]
  return finding
}

func condition(
  _ demand: Expectation.Demand, within: Expectation.Tolerance? = nil, at place: Record = Record(),
  _ reference: ClaimCondition.Reference? = nil
) -> ClaimCondition {
  ClaimCondition(Expectation("grokking-time", at: place, demand, within: within), reference)
}

func judge(_ condition: ClaimCondition, _ findings: Finding...) -> ConditionJudgement {
  Claim("so", holdsWhen: [condition]).judge(findings).conditions[0]
}
