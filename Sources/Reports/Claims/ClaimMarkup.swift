// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings

/// A claim with its verdict as a part of a page: in the report of its run, and in the summary of many.
struct ClaimMarkup {
  let judgement: ClaimJudgement
  let effort: Effort?

  /// The statement, its source, the verdict and every condition with its numbers.
  ///
  /// - Parameters:
  ///   - identifier: the heading's, for links to it.
  ///   - footer: markup at the end.
  func block(identifier: String, footer: String = "") -> String {
    let claim = judgement.claim
    let source = claim.source.isEmpty ? "" : "<p class=\"source\">\(escaped(claim.source))</p>\n"
    let remark = judgement.remark.isEmpty ? "" : "<p>\(escaped(judgement.remark))</p>\n"
    let effort = effort.map { "<p class=\"effort\">Run: \(escaped($0.sentence)).</p>\n" } ?? ""
    return """
      <section class="claim \(judgement.verdict.rawValue)" aria-labelledby="\(identifier)">
      <p class="verdict">\(Self.badge(judgement.verdict))</p>
      <h2 id="\(identifier)">\(escaped(claim.statement))</h2>
      \(source)\(remark)<ul class="conditions">
      \(judgement.conditions.map(item).joined(separator: "\n"))
      </ul>
      \(effort)\(footer)</section>
      """
  }

  private func item(_ condition: ConditionJudgement) -> String {
    // A condition that would contradict the claim is good news when it does not hold.
    let state: Verdict =
      switch (condition.isFailure, condition.verdict) {
      case (true, .supported): .contradicted
      case (true, .contradicted): .supported
      default: condition.verdict
      }
    let role = condition.isFailure ? "<b>Fails when:</b> " : ""
    let source = condition.condition.expectation.source
    let note = source.isEmpty ? "" : " <span class=\"note\">(\(escaped(source)))</span>"
    return
      "<li class=\"\(state.rawValue)\"><span class=\"sign\" aria-hidden=\"true\">\(Self.sign(state))</span>"
      + "\(role)\(escaped(condition.message)) <span class=\"outcome\">\(word(condition))</span>\(note)</li>"
  }

  private func word(_ condition: ConditionJudgement) -> String {
    guard condition.isFailure else { return condition.verdict.rawValue }
    return switch condition.verdict {
    case .supported: "holds: contradicted"
    case .contradicted: "does not hold"
    case .undecided: "undecided"
    }
  }

  /// The verdict with a sign that tells it without its color.
  static func badge(_ verdict: Verdict) -> String { badge(verdict.rawValue, sign(verdict)) }

  static func badge(_ word: String, _ sign: String) -> String {
    "<span class=\"badge-\(word.replacing(" ", with: "-"))\"><span aria-hidden=\"true\">\(sign)</span> \(word)</span>"
  }

  static func sign(_ verdict: Verdict) -> String {
    switch verdict {
    case .supported: "✓"
    case .contradicted: "✗"
    case .undecided: "?"
    }
  }
}
