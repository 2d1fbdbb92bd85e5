// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Statistics
import Testing

private func finding(
  _ value: Double?, by method: String = "first-passage", at temperature: Double = 0.2, error: Double = 0.1
) -> Finding {
  Finding(
    "escape-rate", value.map { Estimate($0, standardError: error) },
    at: Record([("temperature", .number(temperature)), ("well", .text("left"))]), method: method)
}

private func expect(_ entries: (String, Value)...) -> (list: [Expectation], resolved: Value?, problems: [String]) {
  let reader = Reader(.record(Record([("expect", .list([.record(Record(entries))]))])))
  let list = Expectation.list(from: reader, quantities: ["escape-rate", "phase"], methods: ["exact", "first-passage"])
  reader.finish()
  return (list, reader.resolved["expect"], reader.log.problems.map(\.description))
}

@Suite struct ExpectationReadingTests {
  @Test func allKeysAreRead() {
    let read = expect(
      ("quantity", .text("escape-rate")), ("method", .text("exact")),
      ("at", .record(at(("temperature", .number(0.2))))),
      ("equals", .number(5.4819e-3)), ("within", .record(at(("relative", .number(1e-4)), ("absolute", .integer(1))))),
      ("source", .text("quadrature")))
    #expect(read.problems == [])
    #expect(
      read.list == [
        Expectation(
          "escape-rate", method: "exact", at: at(("temperature", .number(0.2))), .equals(5.4819e-3),
          within: .init(relative: 1e-4, absolute: 1), source: "quadrature")
      ])
  }

  @Test func withoutWithinItIsFourSigmas() {
    let read = expect(("quantity", .text("escape-rate")), ("equals", .number(1)))
    #expect(read.list.map(\.within) == [.fourSigmas])
    #expect(read.resolved?.value(at: "0.within.sigmas") == .number(4))
  }

  @Test func boundsAndWords() {
    #expect(
      expect(("quantity", .text("escape-rate")), ("at-least", .number(1)), ("at-most", .number(2))).list.map(\.demand)
        == [.range(atLeast: 1, atMost: 2)])
    #expect(expect(("quantity", .text("phase")), ("is", .text("grokking"))).list.map(\.demand) == [.word("grokking")])
  }

  @Test func absentMeansNone() {
    let reader = Reader(.record(Record()))
    #expect(Expectation.list(from: reader) == [])
    reader.finish()
    #expect(reader.log.problems == [])
  }

  @Test func problemsHavePlaces() {
    #expect(
      expect(("equals", .number(1))).problems == ["expect.0: 'quantity' is missing: the quantity that is expected."])
    #expect(
      expect(("quantity", .text("escape-rat")), ("equals", .number(1))).problems
        == ["expect.0.quantity: unknown quantity 'escape-rat'; did you mean 'escape-rate'?"])
    #expect(
      expect(("quantity", .text("escape-rate")), ("method", .text("exat")), ("equals", .number(1))).problems
        == ["expect.0.method: unknown method 'exat'; did you mean 'exact'?"])
    let one = "expect.0: an expectation has one of 'equals', 'at-least' and 'at-most', or 'is'."
    #expect(expect(("quantity", .text("escape-rate"))).problems == [one])
    #expect(expect(("quantity", .text("escape-rate")), ("equals", .number(1)), ("is", .text("x"))).problems == [one])
    #expect(
      expect(("quantity", .text("escape-rate")), ("equal", .number(1))).problems
        == ["expect.0.equal: unknown key 'equal'; did you mean 'equals'?", one])
    #expect(
      expect(("quantity", .text("escape-rate")), ("at-least", .number(2)), ("at-most", .number(1))).problems
        == ["expect.0.at-least: at-least is 2; it must not be above at-most, 1."])
    #expect(
      expect(("quantity", .text("phase")), ("is", .text("x")), ("within", .record(at(("sigmas", .number(1)))))).problems
        == ["expect.0.within: 'within' has no meaning for a word."])
    #expect(
      expect(("quantity", .text("escape-rate")), ("equals", .number(1)), ("within", .record(Record()))).problems
        == ["expect.0.within: within is empty; it takes sigmas, relative and absolute."])
    #expect(
      expect(
        ("quantity", .text("escape-rate")), ("equals", .number(1)), ("within", .record(at(("sigmas", .number(0)))))
      ).problems
        == ["expect.0.within.sigmas: sigmas is 0; it must be positive."])
    #expect(
      expect(
        ("quantity", .text("escape-rate")), ("equals", .number(1)), ("at", .record(at(("temperature", .list([])))))
      ).problems
        == ["expect.0.at.temperature: temperature is a list; a number or a word is expected."])
  }
}

@Suite struct JudgementTests {
  private func judge(
    _ demand: Expectation.Demand, within: Expectation.Tolerance? = nil, method: String? = "first-passage",
    at: Record = Record(),
    _ findings: Finding...
  ) -> Judgement { Expectation("escape-rate", method: method, at: at, demand, within: within).judge(findings) }

  @Test func sigmasMeasureTheStandardError() {
    let good = judge(.equals(1), within: .init(sigmas: 4), finding(1.3))
    #expect(good.passed)
    #expect(abs((good.z ?? 0) - 3) < 1e-12)
    #expect(
      good.message
        == "escape-rate by first-passage at temperature 0.2, well left is 1.3 ± 0.1; expected is 1 within 4 standard errors."
    )
    let bad = judge(.equals(1), within: .init(sigmas: 4), finding(0.5))
    #expect(!bad.passed)
    #expect(abs((bad.z ?? 0) + 5) < 1e-12)
  }

  @Test func aComputedNumbersAccuracyIsItsError() {
    let exact = Finding("escape-rate", .exact(100, accuracy: 1e-6), method: "exact")
    #expect(judge(.equals(100.0003), within: .init(sigmas: 4), method: "exact", exact).passed)
    #expect(!judge(.equals(100.0005), within: .init(sigmas: 4), method: "exact", exact).passed)
    // Without any error only equality is within so many of them.
    let bare = Finding("escape-rate", Estimate(2, standardError: 0), method: "exact")
    #expect(judge(.equals(2), method: "exact", bare).passed)
    #expect(judge(.equals(2), method: "exact", bare).z == nil)
    #expect(!judge(.equals(2.0000001), method: "exact", bare).passed)
  }

  @Test func relativeAndAbsoluteAndAllOfThem() {
    #expect(judge(.equals(1), within: .init(relative: 0.2), finding(1.15)).passed)
    #expect(!judge(.equals(1), within: .init(relative: 0.1), finding(1.15)).passed)
    #expect(judge(.equals(0), within: .init(absolute: 0.2), finding(-0.15)).passed)
    #expect(!judge(.equals(1), within: .init(sigmas: 4, relative: 0.1), finding(1.15)).passed)
    #expect(!judge(.equals(1), within: .init(sigmas: 1, relative: 0.2), finding(1.15)).passed)
    #expect(judge(.equals(1), within: .init(sigmas: 4, relative: 0.2, absolute: 0.2), finding(1.15)).passed)
  }

  @Test func boundsAreStrictUnlessWidened() {
    #expect(judge(.range(atLeast: 1, atMost: nil), finding(1)).passed)
    #expect(!judge(.range(atLeast: 1, atMost: nil), finding(0.99)).passed)
    #expect(judge(.range(atLeast: 1, atMost: nil), within: .init(sigmas: 2), finding(0.81)).passed)
    #expect(!judge(.range(atLeast: nil, atMost: 1), finding(1.01)).passed)
    let between = judge(.range(atLeast: 1, atMost: 2), finding(2.5))
    #expect(!between.passed)
    #expect(between.message.hasSuffix("is 2.5 ± 0.1; expected is between 1 and 2."))
  }

  @Test func wordsAreCompared() {
    var phase = Finding("escape-rate", nil, method: "first-passage")
    phase.text = "grokking"
    #expect(judge(.word("grokking"), phase).passed)
    #expect(
      judge(.word("confusion"), phase).message == "escape-rate by first-passage is 'grokking'; expected is 'confusion'."
    )
    #expect(judge(.word("x"), finding(1)).message.hasSuffix("has no word; 'x' is expected."))
  }

  @Test func coordinatesMatchAsASubsetUpToRounding() {
    let near = Record([("temperature", .number(0.2 * (1 + 1e-12)))])
    #expect(judge(.equals(1), at: near, finding(5, at: 0.3), finding(1)).passed)
    #expect(judge(.equals(1), at: Record([("well", .text("left"))]), finding(1)).passed)
    #expect(!judge(.equals(1), at: Record([("well", .text("right"))]), finding(1)).passed)
    #expect(judge(.equals(1), at: Record([("temperature", .integer(1))]), finding(1, at: 1)).passed)
  }

  @Test func everyMatchingFindingMustPass() {
    let verdict = judge(
      .equals(1), method: nil, finding(1, by: "first-passage"), finding(3, by: "exact"), finding(1.1, by: "flux"))
    #expect(!verdict.passed)
    #expect(verdict.message.hasPrefix("escape-rate by exact at temperature 0.2, well left is 3 ± 0.1;"))
  }

  @Test func whatIsMissingFailsAndSaysWhatThereIs() {
    #expect(
      judge(.equals(1), at: Record([("temperature", .number(0.5))]), finding(1)).message
        == "nothing was found about escape-rate by first-passage at temperature 0.5; there is escape-rate by "
        + "first-passage at temperature 0.2, well left.")
    #expect(
      judge(.equals(1)).message
        == "nothing was found about escape-rate by first-passage; found was nothing.")
    let other = Finding("escape-time", Estimate(1, standardError: 0), method: "exact")
    #expect(
      judge(.equals(1), other).message
        == "nothing was found about escape-rate by first-passage; did you mean 'escape-time'?")
    #expect(!judge(.equals(1)).passed)
  }

  @Test func anAbsentValueFailsUnlessItsBoundIsEnough() {
    var censored = finding(nil)
    censored.notes = ["no walker arrived"]
    #expect(!judge(.equals(0), censored).passed)
    #expect(!judge(.range(atLeast: nil, atMost: 1), censored).passed)
    #expect(
      judge(.equals(0), censored).message
        == "escape-rate by first-passage at temperature 0.2, well left has no value (no walker arrived).")
    censored.upperBound = 1e-5
    #expect(judge(.range(atLeast: nil, atMost: 1e-4), censored).passed)
    #expect(!judge(.range(atLeast: nil, atMost: 1e-6), censored).passed)
    #expect(!judge(.range(atLeast: 1e-7, atMost: 1e-4), censored).passed)
    #expect(judge(.equals(0), censored).message.hasSuffix("has no value, but is below 1e-05 (no walker arrived)."))
  }
}
