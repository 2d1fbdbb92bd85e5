// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Statistics

extension ClaimCondition {
  /// What one finding, or one pair of findings, says about the condition.
  private struct Ruling {
    var verdict: Verdict
    var subject: String
    var range: FindingRange?
    var message: String
  }

  /// Judges the condition by every finding that it speaks of: supported if all of them support it, contradicted if any
  /// contradicts it.
  func judge(_ findings: [Finding], isFailure: Bool) -> ConditionJudgement {
    let matching = findings.filter(expectation.speaks)
    guard !matching.isEmpty else { return open(expectation.judge(findings).message, isFailure) }
    let rulings = matching.map {
      ruling(on: $0, among: findings, isOneOfSeveral: matching.count > 1, needs: Self.needs(isFailure))
    }
    let decisive =
      rulings.first { $0.verdict == .contradicted } ?? rulings.first { $0.verdict == .undecided }
      ?? rulings.min { margin($0) < margin($1) }
    guard let decisive else { return open("nothing was found about \(subject).", isFailure) }
    let alike = rulings.count { $0.verdict == decisive.verdict }
    let all =
      rulings.count == 1
      ? ""
      : decisive.verdict == .supported
        ? " (the nearest to the limit of \(rulings.count))"
        : " (\(alike) of \(rulings.count) are \(decisive.verdict.rawValue))"
    return ConditionJudgement(
      condition: self, isFailure: isFailure, verdict: decisive.verdict, value: decisive.range?.value,
      lower: decisive.range.flatMap { $0.lower.isFinite ? $0.lower : nil },
      upper: decisive.range.flatMap { $0.upper.isFinite ? $0.upper : nil },
      message: "\(decisive.subject) \(decisive.message)\(all).")
  }

  /// How the message goes on before what is demanded.
  private static func needs(_ isFailure: Bool) -> String { isFailure ? "the claim fails with" : "the claim needs" }

  private func open(_ message: String, _ isFailure: Bool) -> ConditionJudgement {
    ConditionJudgement(
      condition: self, isFailure: isFailure, verdict: .undecided, value: nil, lower: nil, upper: nil, message: message)
  }

  private func ruling(on finding: Finding, among findings: [Finding], isOneOfSeveral: Bool, needs: String)
    -> Ruling
  {
    // Of several findings each is called by all its coordinates.
    var named = expectation
    if isOneOfSeveral || named.at.keys.isEmpty { named.at = finding.at }
    named.method = finding.method
    guard let reference else {
      return ruling(FindingRange(finding), finding: finding, subject: named.subject, needs: needs)
    }
    let subject = named.subject + reference.words(after: named)
    switch partner(of: finding, in: findings, reference, isOneOfSeveral: isOneOfSeveral) {
    case .failure(let reason):
      return Ruling(verdict: .undecided, subject: subject, message: "is not known: \(reason.text)")
    case .success(let other):
      let (first, second) = (FindingRange(finding), FindingRange(other))
      for (range, finding) in [(first, finding), (second, other)] where range.isUnknown || finding.isSuspect {
        let name = Expectation.subject(finding.quantity, finding.method, finding.at)
        let why = range.isUnknown ? Self.ignorance(finding) : Self.suspicion(finding)
        return Ruling(verdict: .undecided, subject: subject, message: "is not known: \(name) \(why)")
      }
      guard let range = reference.comparison == .over ? first / second : first - second else {
        let name = Expectation.subject(other.quantity, other.method, other.at)
        return Ruling(
          verdict: .undecided, subject: subject,
          message: "is not known: \(name) is \(Self.stated(second)), which may be zero")
      }
      return Ruling(
        verdict: verdict(range), subject: subject, range: range,
        message: "is \(Self.stated(range)); \(needs) \(demanded)")
    }
  }

  private func ruling(_ range: FindingRange, finding: Finding, subject: String, needs: String) -> Ruling {
    if case .word(let word) = expectation.demand {
      guard let text = finding.text, text != Verdict.undecided.rawValue else {
        return Ruling(
          verdict: .undecided, subject: subject, message: "\(Self.ignorance(finding)); \(needs) '\(word)'")
      }
      guard !finding.isSuspect else {
        let why = finding.notes.last.map { " (\($0.droppingPoint))" } ?? ""
        return Ruling(
          verdict: .undecided, subject: subject, message: "is '\(text)', which is doubtful\(why); \(needs) '\(word)'")
      }
      return Ruling(
        verdict: text == word ? .supported : .contradicted, subject: subject,
        message: "is '\(text)'; \(needs) '\(word)'")
    }
    guard !range.isUnknown else {
      return Ruling(
        verdict: .undecided, subject: subject, message: "\(Self.ignorance(finding)); \(needs) \(demanded)")
    }
    guard !finding.isSuspect else {
      return Ruling(
        verdict: .undecided, subject: subject, range: range,
        message: "\(Self.suspicion(finding)); \(needs) \(demanded)")
    }
    return Ruling(
      verdict: verdict(range), subject: subject, range: range,
      message: "is \(Self.stated(range)); \(needs) \(demanded)")
  }

  private struct Reason: Error { let text: String }

  /// The finding to compare with. Where each side names a single finding they belong together; of several, those do that
  /// agree in every coordinate that neither side names.
  private func partner(of finding: Finding, in findings: [Finding], _ reference: Reference, isOneOfSeveral: Bool)
    -> Result<Finding, Reason>
  {
    let wanted = Expectation(reference.quantity, method: reference.method, at: reference.at, expectation.demand)
    let named = findings.filter { wanted.speaks(of: $0) && $0 != finding }
    guard !named.isEmpty else { return .failure(Reason(text: wanted.judge(findings).message.droppingPoint)) }
    // Of several methods that of the first finding is meant.
    func preferred(_ candidates: [Finding]) -> [Finding] {
      let alike = candidates.filter { $0.method == finding.method }
      return alike.isEmpty ? candidates : alike
    }
    if !isOneOfSeveral, preferred(named).count == 1 { return .success(preferred(named)[0]) }
    let spoken = Set(expectation.at.keys + reference.at.keys)
    let shared = finding.at.entries.filter { !spoken.contains($0.key) }
    let partners = preferred(
      named.filter { other in
        shared.allSatisfy { key, value in other.at[key].map { Expectation.isSame($0, value) } ?? true }
      })
    guard let partner = partners.first else {
      return .failure(Reason(text: "nothing was found about \(wanted.subject) that belongs to it"))
    }
    guard partners.count == 1 else {
      return .failure(Reason(text: "\(partners.count) findings are \(wanted.subject); name one of them"))
    }
    return .success(partner)
  }

  // MARK: - Inside or outside

  /// What the condition allows, widened by its tolerance.
  private var allowed: (lower: Double, upper: Double) {
    func slack(_ number: Double) -> Double {
      [expectation.within?.relative.map { $0 * abs(number) }, expectation.within?.absolute].compactMap { $0 }.min() ?? 0
    }
    switch expectation.demand {
    case .equals(let number): return (number - slack(number), number + slack(number))
    case .range(let lower, let upper):
      return (lower.map { $0 - slack($0) } ?? -.infinity, upper.map { $0 + slack($0) } ?? .infinity)
    case .word: return (-.infinity, .infinity)
    }
  }

  private func verdict(_ range: FindingRange) -> Verdict {
    let allowed = allowed
    if range.lower >= allowed.lower, range.upper <= allowed.upper { return .supported }
    return range.upper < allowed.lower || range.lower > allowed.upper ? .contradicted : .undecided
  }

  /// How far inside the allowed range a ruling lies, to show the one that is nearest to failing.
  private func margin(_ ruling: Ruling) -> Double {
    guard let range = ruling.range else { return .infinity }
    let gaps = [range.lower - allowed.lower, allowed.upper - range.upper]
    return gaps.filter(\.isFinite).min() ?? .infinity
  }

  private var demanded: String {
    let (lower, upper) = allowed
    let ends = (lower.isFinite ? lower.brief : nil, upper.isFinite ? upper.brief : nil)
    switch ends {
    case (let lower?, let upper?): return lower == upper ? "exactly \(lower)" : "\(lower) to \(upper)"
    case (let lower?, nil): return "at least \(lower)"
    case (nil, let upper?): return "at most \(upper)"
    case (nil, nil): return "a number"
    }
  }

  // MARK: - In words

  private static func stated(_ range: FindingRange) -> String {
    let interval: String
    switch (range.lower.isFinite, range.upper.isFinite) {
    case (true, true) where range.lower.brief == range.upper.brief: return range.lower.brief
    case (true, true): interval = "\(range.lower.brief) to \(range.upper.brief)"
    case (true, false): interval = "above \(range.lower.brief)"
    case (false, true): interval = "below \(range.upper.brief)"
    case (false, false): interval = "anything"
    }
    return range.value.map { "\($0.brief) (\(interval))" } ?? interval
  }

  /// A number that may be off by more than its error bar decides nothing.
  private static func suspicion(_ finding: Finding) -> String {
    let why =
      finding.isDoubtful ? finding.notes.last : finding.rHat.map { "its chains have not mixed, R̂ = \($0.brief)" }
    return "is \(stated(FindingRange(finding))), which may be off by more than that"
      + (why.map { " (\($0.droppingPoint))" } ?? "")
  }

  private static func ignorance(_ finding: Finding) -> String {
    let why = finding.notes.first.map { " (\($0))" } ?? ""
    guard let value = finding.value else {
      return (finding.text == nil ? "has no value" : "is '\(finding.text ?? "")'") + why
    }
    return "is \(value.brief), without an error bar\(why)"
  }
}

extension Double {
  /// Four significant digits, in the shortest form.
  fileprivate var brief: String { NumberFormat.rounded(self, digits: 4) }
}

extension String {
  fileprivate var droppingPoint: String { hasSuffix(".") ? String(dropLast()) : self }
}
