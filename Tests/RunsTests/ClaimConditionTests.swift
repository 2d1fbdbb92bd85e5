// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics
import Testing

@Suite struct ConditionTests {
  /// Inside, touching from inside, across either end, around, touching from outside, outside: an interval [l, u] and the
  /// allowed range [100, 200].
  @Test(arguments: [
    (120.0, 180.0, Verdict.supported), (100, 200, .supported), (90, 110, .undecided), (190, 210, .undecided),
    (50, 300, .undecided), (200, 220, .undecided), (80, 100, .undecided), (80, 99, .contradicted),
    (201, 220, .contradicted),
  ])
  func theIntervalDecides(_ lower: Double, _ upper: Double, _ verdict: Verdict) {
    let finding = grokked((lower + upper) / 2, lower...upper)
    #expect(judge(condition(.range(atLeast: 100, atMost: 200)), finding).verdict == verdict)
    #expect(judge(condition(.equals(150), within: .init(absolute: 50)), finding).verdict == verdict)
    #expect(judge(condition(.equals(150), within: .init(relative: 1.0 / 3)), finding).verdict == verdict)
  }

  @Test func boundsMayBeWidened() {
    let strict = judge(condition(.range(atLeast: 100, atMost: nil)), grokked(96, 92...101))
    #expect(strict.verdict == .undecided)
    #expect(
      judge(condition(.range(atLeast: 100, atMost: nil), within: .init(relative: 0.1)), grokked(96, 92...101)).verdict
        == .supported)
  }

  @Test func theMessageHasTheNumbers() {
    let judgement = judge(
      condition(.range(atLeast: nil, atMost: 100), at: at(("decay", .number(1)))), grokked(50, 40...70))
    #expect(
      judgement.message
        == "grokking-time by kaplan-meier at decay 1 is 50 (40 to 70); the claim needs at most 100.")
    #expect(judgement.value == 50 && judgement.lower == 40 && judgement.upper == 70)
  }

  @Test func aComputedNumberIsKnownToItsAccuracy() {
    let exact = Finding("grokking-time", .exact(100, accuracy: 0.01), method: "exact")
    #expect(judge(condition(.range(atLeast: 98, atMost: 102)), exact).verdict == .supported)
    #expect(judge(condition(.range(atLeast: 99.5, atMost: 102)), exact).verdict == .undecided)
    #expect(judge(condition(.range(atLeast: 102, atMost: nil)), exact).verdict == .contradicted)
    let counted = Finding("grokking-time", Estimate(100, standardError: 0), method: "exact")
    #expect(judge(condition(.range(atLeast: 100, atMost: 100)), counted).verdict == .supported)
  }

  @Test func aBoundIsEnoughOnItsSide() {
    let least = condition(.range(atLeast: 1000, atMost: nil))
    #expect(judge(least, censored(above: 2000)).verdict == .supported)
    #expect(judge(least, censored(above: 500)).verdict == .undecided)
    #expect(judge(condition(.range(atLeast: nil, atMost: 1000)), censored(above: 2000)).verdict == .contradicted)
    #expect(judge(condition(.range(atLeast: nil, atMost: 1000)), censored(above: 500)).verdict == .undecided)
    #expect(
      judge(least, censored(above: 500)).message
        == "grokking-time by kaplan-meier at decay 1 is above 500; the claim needs at least 1000.")
    var rate = grokked(nil)
    rate.upperBound = 1
    #expect(judge(condition(.range(atLeast: nil, atMost: 2)), rate).verdict == .supported)
    #expect(judge(condition(.range(atLeast: 2, atMost: nil)), rate).verdict == .contradicted)
  }

  @Test func withoutAnErrorBarNothingIsDecided() {
    let bare = grokked(50)
    let judgement = judge(condition(.range(atLeast: nil, atMost: 100)), bare)
    #expect(judgement.verdict == .undecided)
    #expect(
      judgement.message
        == "grokking-time by kaplan-meier at decay 1 is 50, without an error bar; the claim needs at most 100.")
    var none = grokked(nil)
    none.notes = ["nobody grokked"]
    #expect(
      judge(condition(.range(atLeast: nil, atMost: 100)), none).message
        == "grokking-time by kaplan-meier at decay 1 has no value (nobody grokked); the claim needs at most 100.")
  }

  @Test func everyFindingMustHoldAndOneIsEnoughToContradict() {
    let most = condition(.range(atLeast: nil, atMost: 100))
    let inside = grokked(50, 40...60)
    let across = grokked(100, 90...110, decay: 2)
    let outside = grokked(150, 140...160, decay: 3)
    #expect(judge(most, inside, grokked(70, 60...80, decay: 4)).verdict == .supported)
    #expect(
      judge(most, inside, grokked(70, 60...80, decay: 4)).message
        == "grokking-time by kaplan-meier at decay 4 is 70 (60 to 80); the claim needs at most 100 (the nearest to the limit of 2)."
    )
    #expect(judge(most, inside, across).verdict == .undecided)
    #expect(judge(most, inside, across, outside).verdict == .contradicted)
    #expect(
      judge(most, inside, across, outside).message
        == "grokking-time by kaplan-meier at decay 3 is 150 (140 to 160); the claim needs at most 100 (1 of 3 are contradicted)."
    )
  }

  @Test func wordsAreEqualOrNot() {
    var phase = Finding("grokking-time", nil, method: "times")
    phase.text = "memorization"
    #expect(judge(condition(.word("memorization")), phase).verdict == .supported)
    let other = judge(condition(.word("grokking")), phase)
    #expect(other.verdict == .contradicted)
    #expect(other.message == "grokking-time by times is 'memorization'; the claim needs 'grokking'.")
    phase.text = nil
    #expect(judge(condition(.word("grokking")), phase).verdict == .undecided)
    phase.text = "undecided"
    #expect(judge(condition(.word("grokking")), phase).verdict == .undecided)
  }

  @Test func whatIsMissingIsUndecidedAndSaysWhatThereIs() {
    let judgement = judge(
      condition(.range(atLeast: 1, atMost: nil), at: at(("decay", .number(3)))), grokked(50, 40...60))
    #expect(judgement.verdict == .undecided)
    #expect(
      judgement.message
        == "nothing was found about grokking-time at decay 3; there is grokking-time by kaplan-meier at decay 1.")
  }
}
