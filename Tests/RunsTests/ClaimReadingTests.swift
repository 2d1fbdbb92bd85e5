// SPDX-License-Identifier: GPL-3.0-or-later
import Runs
import Settings
import Testing

private func map(_ entries: (String, Value)...) -> Value { .record(Record(entries)) }

/// A claim with the given conditions, as a scenario writes it.
private func claim(_ conditions: Value...) -> Value {
  map(("statement", .text("it is so")), ("holds-when", .list(conditions)))
}

private func read(_ claim: Value) -> (claim: Claim?, resolved: Value?, problems: [String]) {
  let reader = Reader(map(("claim", claim)))
  let found = Claim.read(
    from: reader, quantities: ["grokking-time", "memorization-time", "phase"], methods: ["kaplan-meier", "sustained"])
  reader.finish()
  return (found, reader.resolved["claim"], reader.log.problems.map(\.description))
}

private let good = map(("quantity", .text("grokking-time")), ("at-most", .number(1)))

@Suite struct ClaimReadingTests {
  @Test func allKeysAreRead() {
    let result = read(
      map(
        ("statement", .text("it is so")), ("source", .text("somebody")),
        (
          "holds-when",
          .list([
            map(
              ("quantity", .text("grokking-time")), ("method", .text("kaplan-meier")),
              ("at", map(("decay", .integer(1)))), ("over", map(("at", map(("decay", .number(0.3)))))),
              ("at-most", .number(1))),
            map(("quantity", .text("phase")), ("is", .text("grokking"))),
          ])
        ),
        (
          "fails-when",
          .list([
            map(
              ("quantity", .text("grokking-time")), ("minus", map(("quantity", .text("memorization-time")))),
              ("equals", .number(0)), ("within", map(("absolute", .number(10)))))
          ])
        )))
    #expect(result.problems == [])
    let decay = { (value: Double) in Record([("decay", .number(value))]) }
    #expect(
      result.claim
        == Claim(
          "it is so", source: "somebody",
          holdsWhen: [
            ClaimCondition(
              Expectation(
                "grokking-time", method: "kaplan-meier", at: Record([("decay", .integer(1))]),
                .range(atLeast: nil, atMost: 1)),
              .init(.over, "grokking-time", method: "kaplan-meier", at: decay(0.3))),
            ClaimCondition(Expectation("phase", .word("grokking"))),
          ],
          failsWhen: [
            ClaimCondition(
              Expectation("grokking-time", .equals(0), within: .init(absolute: 10)),
              .init(.minus, "memorization-time"))
          ]))
  }

  /// What is said of the second finding is written out where it was left to the first, and reads back as the same claim.
  @Test func defaultsAreWrittenOut() throws {
    let result = read(
      claim(
        map(
          ("quantity", .text("grokking-time")), ("method", .text("sustained")),
          ("over", map(("at", map(("decay", .number(0.3)))))), ("at-least", .number(2)))))
    let resolved = try #require(result.resolved)
    #expect(resolved.value(at: "source") == .text(""))
    #expect(resolved.value(at: "holds-when.0.over.quantity") == .text("grokking-time"))
    #expect(resolved.value(at: "holds-when.0.over.method") == .text("sustained"))
    #expect(read(resolved).claim == result.claim)
  }

  /// `over: {method: exact}` compares at the same place.
  @Test func thePlaceIsThatOfTheFirstUnlessGiven() throws {
    let written = map(
      ("quantity", .text("grokking-time")), ("method", .text("kaplan-meier")), ("at", map(("decay", .integer(1)))),
      ("over", map(("method", .text("sustained")))), ("at-least", .number(2)))
    let result = read(claim(written))
    #expect(result.problems == [])
    #expect(result.claim?.holdsWhen.first?.reference?.at == Record([("decay", .integer(1))]))
    #expect(result.resolved?.value(at: "holds-when.0.over.at.decay") == .integer(1))
  }

  @Test func absentMeansNone() {
    let reader = Reader(map())
    #expect(Claim.read(from: reader) == nil)
    reader.finish()
    #expect(reader.log.problems == [])
    #expect(reader.resolved["claim"] == nil)
  }

  @Test func problemsHavePlaces() {
    #expect(
      read(map(("holds-when", .list([good])))).problems
        == ["claim: 'statement' is missing: what is claimed, in a sentence."])
    #expect(
      read(map(("statement", .text("so")))).problems == [
        "claim: a claim without conditions cannot be judged; 'holds-when' lists them, for instance {quantity: grokking-probability, at-least: 0.9}."
      ])
    #expect(
      read(claim()).problems == [
        "claim: a claim without conditions cannot be judged; 'holds-when' lists them, for instance {quantity: grokking-probability, at-least: 0.9}."
      ])
    #expect(
      read(map(("statment", .text("so")), ("holds-when", .list([good])))).problems == [
        "claim: 'statement' is missing: what is claimed, in a sentence.",
        "claim.statment: unknown key 'statment'; did you mean 'statement'?",
      ])
    #expect(
      read(map(("statement", .text("so")), ("holds-when", good))).problems
        == ["claim.holds-when: holds-when is a mapping; a list of conditions is expected."])
    #expect(read(.text("so")).problems.first == "claim: this is text 'so'; a mapping is expected.")
  }

  @Test func conditionsAreReadAsExpectations() {
    func problems(_ entries: (String, Value)...) -> [String] { read(claim(.record(Record(entries)))).problems }
    #expect(
      problems(("quantity", .text("groking-time")), ("at-most", .number(1)))
        == ["claim.holds-when.0.quantity: unknown quantity 'groking-time'; did you mean 'grokking-time'?"])
    #expect(
      problems(("quantity", .text("grokking-time")), ("method", .text("kaplan-maier")), ("at-most", .number(1)))
        == ["claim.holds-when.0.method: unknown method 'kaplan-maier'; did you mean 'kaplan-meier'?"])
    #expect(
      problems(("quantity", .text("grokking-time")), ("atmost", .number(1))) == [
        "claim.holds-when.0.atmost: unknown key 'atmost'; did you mean 'at-most'?",
        "claim.holds-when.0: a condition has one of 'equals', 'at-least' and 'at-most', or 'is'.",
      ])
    #expect(
      problems(("quantity", .text("grokking-time")), ("equals", .number(1))) == [
        "claim.holds-when.0.equals: 'equals' needs 'within' here, relative or absolute: how far the number may lie off for the statement to hold."
      ])
    #expect(
      problems(
        ("quantity", .text("grokking-time")), ("equals", .number(1)), ("within", map(("sigmas", .number(4))))) == [
          "claim.holds-when.0.within.sigmas: a claim does not take sigmas: the vaguer a measurement, the sooner it would "
            + "support the claim; give 'relative' or 'absolute'."
        ])
  }

  @Test func comparisonsAreChecked() {
    func problems(_ entries: (String, Value)...) -> [String] { read(claim(.record(Record(entries)))).problems }
    #expect(
      problems(
        ("quantity", .text("grokking-time")), ("at-most", .number(1)),
        ("over", map(("quantity", .text("memorisation-time")))))
        == ["claim.holds-when.0.over.quantity: unknown quantity 'memorisation-time'; did you mean 'memorization-time'?"]
    )
    #expect(
      problems(("quantity", .text("grokking-time")), ("at-most", .number(1)), ("over", map(("where", map()))))
        .first == "claim.holds-when.0.over.where: unknown key 'where'; allowed are at, method, quantity.")
    #expect(
      problems(("quantity", .text("grokking-time")), ("at-most", .number(1)), ("over", map()))
        == [
          "claim.holds-when.0.over: this compares a finding with itself; give another 'at', 'method' or 'quantity'."
        ])
    #expect(
      problems(
        ("quantity", .text("grokking-time")), ("at-most", .number(1)),
        ("over", map(("quantity", .text("memorization-time")))),
        ("minus", map(("quantity", .text("memorization-time")))))
        == ["claim.holds-when.0.minus: a condition compares by 'over' or by 'minus', not by both."])
    #expect(
      problems(
        ("quantity", .text("phase")), ("is", .text("grokking")), ("over", map(("quantity", .text("memorization-time"))))
      )
        == ["claim.holds-when.0.over: words are not compared by numbers."])
  }
}
