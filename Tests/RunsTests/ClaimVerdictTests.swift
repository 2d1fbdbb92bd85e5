// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics
import Testing

@Suite struct ComparisonTests {
  private func ratio(_ first: Finding, _ second: Finding, atMost: Double = 1) -> ConditionJudgement {
    judge(
      condition(
        .range(atLeast: nil, atMost: atMost), at: at(("decay", .number(1))),
        .init(.over, "grokking-time", at: at(("decay", .number(2))))), first, second)
  }

  /// For two log-normal estimates the interval of the ratio is the exact one: ln a ± 1.96 σ₁ and ln b ± 1.96 σ₂ give
  /// ln(a/b) ± 1.96 √(σ₁² + σ₂²).
  @Test func logarithmicErrorsAddInSquares() throws {
    let (a, b, s, t) = (300.0, 100.0, 0.3, 0.4)
    let judgement = ratio(
      grokked(a, (a * exp(-1.96 * s))...(a * exp(1.96 * s))),
      grokked(b, (b * exp(-1.96 * t))...(b * exp(1.96 * t)), decay: 2))
    #expect(judgement.verdict == .contradicted)
    #expect(judgement.value == 3)
    #expect(abs(try #require(judgement.lower) - 3 * exp(-1.96 * 0.5)) < 1e-12)
    #expect(abs(try #require(judgement.upper) - 3 * exp(1.96 * 0.5)) < 1e-12)
  }

  @Test func fasterIsFasterOnlyBeyondTheErrors() {
    #expect(ratio(grokked(100, 90...110), grokked(200, 180...220, decay: 2)).verdict == .supported)
    #expect(ratio(grokked(200, 180...220), grokked(100, 90...110, decay: 2)).verdict == .contradicted)
    #expect(ratio(grokked(100, 80...125), grokked(110, 90...140, decay: 2)).verdict == .undecided)
    #expect(
      ratio(grokked(100, 90...110), grokked(200, 200...200, decay: 2)).message
        == "grokking-time by kaplan-meier at decay 1 over that at decay 2 is 0.5 (0.45 to 0.55); the claim needs at most 1."
    )
  }

  /// Numbers that are doubted, or whose chains have not mixed, decide nothing on either side.
  @Test func doubtedNumbersDecideNothing() {
    var doubted = grokked(100, 90...110)
    doubted.doubt(because: "walkers had not forgotten their start")
    #expect(ratio(doubted, grokked(200, 180...220, decay: 2)).verdict == .undecided)
    #expect(ratio(grokked(200, 180...220, decay: 1), doubted).verdict != .contradicted)
    var unmixed = grokked(300, 290...310)
    unmixed.rHat = 1.2
    #expect(ratio(unmixed, grokked(100, 90...110, decay: 2)).verdict == .undecided)
  }

  @Test func boundsBoundTheRatio() {
    #expect(ratio(grokked(100, 90...110), censored(above: 1000, decay: 2)).verdict == .supported)
    #expect(ratio(grokked(100, 90...110), censored(above: 1000, decay: 2)).upper == 0.11)
    #expect(ratio(grokked(100, 90...110), censored(above: 50, decay: 2)).verdict == .undecided)
    #expect(ratio(censored(above: 1000), grokked(100, 90...110, decay: 2)).verdict == .contradicted)
    // Two censored medians say nothing of each other.
    #expect(ratio(censored(above: 1000), censored(above: 100, decay: 2)).verdict == .undecided)
    #expect(ratio(grokked(100), grokked(200, 150...250, decay: 2)).verdict == .undecided)
  }

  /// Neither a doubtful number nor one of chains that have not mixed decides, alone or compared, for or against.
  @Test func suspectNumbersDecideNothing() {
    var doubtful = grokked(100, 90...110)
    doubtful.doubt(because: "t_mem hardly varies.")
    var unmixed = grokked(100, 90...110)
    unmixed.rHat = 1.2
    let place = at(("decay", .number(1)))
    for limit in [50.0, 200] {
      for finding in [doubtful, unmixed] {
        #expect(judge(condition(.range(atLeast: nil, atMost: limit), at: place), finding).verdict == .undecided)
        #expect(ratio(finding, grokked(1, 1...1, decay: 2), atMost: limit).verdict == .undecided)
        #expect(ratio(grokked(1e5, 9e4...1.1e5), moved(finding), atMost: limit).verdict == .undecided)
      }
    }
    #expect(
      judge(condition(.range(atLeast: nil, atMost: 50), at: place), doubtful).message
        == "grokking-time by kaplan-meier at decay 1 is 100 (90 to 110), which may be off by more than that (t_mem hardly "
        + "varies); the claim needs at most 50.")
    #expect(
      judge(condition(.range(atLeast: nil, atMost: 50), at: place), unmixed).message.contains(
        "its chains have not mixed, R̂ = 1.2"))
    var word = grokked(nil)
    word.text = "power"
    word.doubt(because: "few runs")
    #expect(judge(condition(.word("power"), at: place), word).verdict == .undecided)
    #expect(judge(condition(.word("exponential"), at: place), word).verdict == .undecided)
  }

  /// The same finding at another decay.
  private func moved(_ finding: Finding) -> Finding {
    var moved = finding
    moved.at = at(("decay", .number(2)))
    return moved
  }

  @Test func aDenominatorThatMayBeZeroDecidesNothing() {
    let judgement = ratio(grokked(5, 4...6), grokked(1, -1...3, decay: 2))
    #expect(judgement.verdict == .undecided)
    #expect(
      judgement.message
        == "grokking-time by kaplan-meier at decay 1 over that at decay 2 is not known: grokking-time by kaplan-meier at "
        + "decay 2 is 1 (−1 to 3), which may be zero.")
    // Signs are kept: −4 … −6 over −1 … −2 is between 2 and 6.
    let negative = ratio(grokked(-5, -6 ... -4), grokked(-1.5, -2 ... -1, decay: 2))
    #expect(negative.verdict == .contradicted)
    #expect(ratio(grokked(-5, -6 ... -4), grokked(1.5, 1...2, decay: 2)).verdict == .supported)
  }

  @Test func differencesAddInSquaresToo() throws {
    let difference = judge(
      condition(
        .range(atLeast: 0, atMost: nil), at: at(("decay", .number(1))),
        .init(.minus, "grokking-time", at: at(("decay", .number(2))))),
      grokked(10, 7...13), grokked(5, 1...9, decay: 2))
    #expect(difference.value == 5)
    #expect(difference.lower == 0 && difference.upper == 10)
    #expect(difference.verdict == .supported)
  }

  /// What neither side names pairs the findings: for every size the decay of 1 against that of 2.
  @Test func otherCoordinatesPairTheFindings() {
    let faster = condition(
      .range(atLeast: nil, atMost: 1), at: at(("decay", .number(1))),
      .init(.over, "grokking-time", at: at(("decay", .number(2)))))
    let findings = [
      grokked(100, 90...110, size: 0.3), grokked(50, 40...60, size: 0.6), grokked(200, 190...210, decay: 2, size: 0.3),
      grokked(80, 75...85, decay: 2, size: 0.6),
    ]
    let judgement = Claim("so", holdsWhen: [faster]).judge(findings).conditions[0]
    #expect(judgement.verdict == .supported)
    #expect(judgement.value == 0.625)
    let lonely = Claim("so", holdsWhen: [faster]).judge(Array(findings.dropLast())).conditions[0]
    #expect(lonely.verdict == .undecided)
    #expect(
      lonely.message.contains(
        "is not known: nothing was found about grokking-time at decay 2 that belongs to it"), "\(lonely.message)")
  }

  /// In a sweep whose axes walk together the other axes differ, and still there is only one pair.
  @Test func oneOnEachSideBelongTogether() {
    let back = condition(
      .range(atLeast: 1, atMost: nil), at: at(("decay", .number(1))),
      .init(.over, "grokking-time", at: at(("decay", .number(2)))))
    let pair = [grokked(200, 190...210, size: 0.3), grokked(100, 90...110, decay: 2, size: 0.6)]
    #expect(Claim("so", holdsWhen: [back]).judge(pair).verdict == .supported)
  }

  @Test func anAmbiguousPartnerIsSaid() {
    let faster = condition(
      .range(atLeast: nil, atMost: 1), at: at(("decay", .number(1))),
      .init(.over, "grokking-time", at: at(("decay", .number(2)))))
    let judgement = judge(
      faster, grokked(100, 90...110), grokked(200, 190...210, decay: 2, size: 1),
      grokked(300, 290...310, decay: 2, size: 2))
    #expect(judgement.verdict == .undecided)
    #expect(
      judgement.message.hasSuffix("2 findings are grokking-time at decay 2; name one of them."), "\(judgement.message)")
    // Of several methods that of the first finding is meant.
    #expect(
      judge(
        faster, grokked(100, 90...110), grokked(200, 190...210, decay: 2),
        grokked(50, 45...55, decay: 2, method: "sustained")
      )
      .verdict == .supported)
  }
}

@Suite struct ClaimVerdictTests {
  private let small = condition(.range(atLeast: nil, atMost: 100), at: at(("decay", .number(1))))
  private let large = condition(.range(atLeast: 100, atMost: nil), at: at(("decay", .number(2))))

  @Test func allMustSupportAndOneContradicts() {
    let claim = Claim("so", holdsWhen: [small, large])
    func verdict(_ first: Finding, _ second: Finding) -> Verdict { claim.judge([first, second]).verdict }
    #expect(verdict(grokked(50, 40...60), grokked(200, 190...210, decay: 2)) == .supported)
    #expect(verdict(grokked(50, 40...160), grokked(200, 190...210, decay: 2)) == .undecided)
    #expect(verdict(grokked(50, 40...160), grokked(50, 40...60, decay: 2)) == .contradicted)
    #expect(verdict(grokked(150, 140...160), grokked(200, 190...210, decay: 2)) == .contradicted)
    #expect(claim.judge([]).verdict == .undecided)
  }

  @Test func failsWhenTakesTheContradictionOver() {
    let claim = Claim(
      "so", holdsWhen: [small],
      failsWhen: [condition(.range(atLeast: 1000, atMost: nil), at: at(("decay", .number(1))))])
    #expect(claim.judge([grokked(50, 40...60)]).verdict == .supported)
    #expect(claim.judge([grokked(300, 200...400)]).verdict == .undecided)
    #expect(claim.judge([grokked(2000, 1500...2500)]).verdict == .contradicted)
    #expect(claim.judge([grokked(2000, 500...2500)]).verdict == .undecided)
    #expect(
      claim.judge([grokked(2000, 1500...2500)]).decisive.map(\.message) == [
        "grokking-time by kaplan-meier at decay 1 is 2000 (1500 to 2500); the claim fails with at least 1000."
      ])
  }

  @Test func unfinishedTasksDecideNothing() {
    let judgement = Claim("so", holdsWhen: [small]).judge([grokked(50, 40...60)], missing: 2, of: 8)
    #expect(judgement.verdict == .undecided)
    #expect(judgement.remark == "2 of 8 tasks are not finished; nothing is decided before.")
  }

  @Test func theFileHasEverything() throws {
    let faster = condition(
      .range(atLeast: nil, atMost: 1), at: at(("decay", .number(1))),
      .init(.over, "grokking-time", at: at(("decay", .number(2)))))
    let findings = [grokked(50, 40...60), grokked(nil, decay: 2)]
    let claim = Claim("so", source: "somebody", holdsWhen: [small, faster])
    let file = FindingsFile(
      scenario: "s", experiment: "training", findings: findings, claim: claim.judge(findings))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(file.json.utf8)) as? [String: Any])
    let written = try #require(object["claim"] as? [String: Any])
    #expect(written["statement"] as? String == "so")
    #expect(written["source"] as? String == "somebody")
    #expect(written["verdict"] as? String == "undecided")
    let conditions = try #require(written["conditions"] as? [[String: Any]])
    #expect(conditions.map { $0["verdict"] as? String } == ["supported", "undecided"])
    #expect(conditions[0]["lower"] as? Double == 40)
    #expect((conditions[1]["over"] as? [String: Any])?["quantity"] as? String == "grokking-time")
    #expect(conditions[1]["value"] is NSNull)
    #expect(try FindingsFile.findings(inJSON: file.json, name: "f").map(\.value) == findings.map(\.value))
  }
}
