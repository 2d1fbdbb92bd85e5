// SPDX-License-Identifier: GPL-3.0-or-later
import Settings
import Testing

@Suite struct PathTests {
  private let tree = Value.record(
    Record([
      ("a", .record(Record([("b", .integer(1))]))), ("l", .list([.integer(1), .record(Record([("c", .integer(2))]))])),
    ]))

  @Test func valuesAreFoundAndSet() {
    #expect(tree.value(at: "a.b") == .integer(1))
    #expect(tree.value(at: "l.1.c") == .integer(2))
    #expect(tree.value(at: .root) == tree)
    for missing: SettingPath in ["x", "a.b.c", "l.2", "l.-1", "l.x"] { #expect(tree.value(at: missing) == nil) }
    for path: SettingPath in ["a.b", "a.x.y", "l.1.c", "l.0", "new"] {
      #expect(tree.setting(path, to: .flag(true))?.value(at: path) == .flag(true))
    }
    for path: SettingPath in ["a.b.c", "l.2", "l.x"] { #expect(tree.setting(path, to: .null) == nil) }
  }

  @Test func pathsAreDotted() {
    #expect(SettingPath(["sweep", "dynamics.time-step", "2"]).description == "sweep.dynamics.time-step.2")
    #expect(SettingPath("b").below("a") == "a.b")
    #expect(SettingPath("a").appending(3) == "a.3")
  }
}

@Suite struct RecordTests {
  @Test func orderIsKeptAndDoesNotMatterForEquality() {
    var record = Record([("b", .integer(1)), ("a", .integer(2)), ("b", .integer(3))])
    #expect(record.keys == ["b", "a"])
    #expect(record["b"] == .integer(3))
    #expect(record == Record([("a", .integer(2)), ("b", .integer(3))]))
    record["b"] = nil
    #expect(record.keys == ["a"])
    #expect(record != Record())
  }

  @Test(arguments: [
    (1.0, "1"), (0.1, "0.1"), (-0.01, "-0.01"), (1e22, "1e+22"), (1e15, "1000000000000000"), (1e16, "1e+16"),
    (-0.0, "0"), (.infinity, "inf"),
    (123456789, "123456789"),
  ])
  func shortestFormReadsBack(number: Double, text: String) {
    #expect(number.shortest == text)
    #expect(Double(text) == number)
  }
}

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("doubel-well", "double-well"), ("Double-Well", "double-well"), ("muller-bron", "muller-brown"), ("prnz", "prinz"),
  ]) func nearWords(word: String, expected: String) {
    #expect(suggestion(for: word, among: ["double-well", "muller-brown", "prinz"]) == "; did you mean '\(expected)'?")
  }

  @Test(arguments: ["", "x", "harmonic", "well"]) func farWords(word: String) {
    #expect(suggestion(for: word, among: ["double-well", "muller-brown", "prinz"]) == "")
  }
}

@Suite struct LimitsTests {
  @Test(arguments: [
    (Limits.positive, 0.0, "positive"), (.positive, .nan, "finite"), (.any, .infinity, "finite"),
    (.nonNegative, -1, "zero or positive"), (.atLeast(1), 0.5, "at least 1"), (.between(0, 1), 1.5, "between 0 and 1"),
    (Limits(upper: 2), 3, "at most 2"), (Limits(upper: 2, excludesUpper: true), 2, "below 2"),
    (Limits(lower: 1, excludesLower: true), 1, "above 1"),
    (Limits(lower: 0, upper: 1, excludesLower: true, excludesUpper: true), 0, "above 0 and below 1"),
    (Limits(lower: 0, upper: 1, excludesLower: true), 0, "above 0 and at most 1"),
    (Limits(lower: 0, upper: 1, excludesUpper: true), 1, "at least 0 and below 1"),
  ]) func demands(limits: Limits, value: Double, words: String) { #expect(limits.demand(on: value) == words) }

  @Test(arguments: [
    (Limits.positive, 1e-300), (.nonNegative, 0), (.between(0, 1), 0), (.between(0, 1), 1), (.any, -1e300),
  ]) func allowed(limits: Limits, value: Double) { #expect(limits.demand(on: value) == nil) }
}

@Suite struct ReaderTests {
  @Test func defaultsAreWrittenDownInTheirCanonicalForm() throws {
    let reader = Reader(.record(Record([("temperature", .integer(2)), ("walkers", .number(1000))])))
    #expect(reader.number("temperature", default: nil, .positive) == 2)
    #expect(reader.integer("walkers", default: 1) == 1000)
    #expect(reader.number("time-step", default: 0.01) == 0.01)
    #expect(reader.flag("verbose", default: true))
    #expect(reader.optionalNumber("limit") == nil)
    #expect(reader.optionalText("note") == nil)
    reader.finish()
    try reader.log.check()
    #expect(reader.resolved.keys == ["temperature", "walkers", "time-step", "verbose"])
    #expect(reader.resolved["temperature"] == .number(2))
    #expect(reader.resolved["walkers"] == .integer(1000))
  }

  @Test func allShapesAreUnderstood() {
    let parameters = [
      Parameter("n", .number(.any), default: nil, ""), Parameter("i", .integer(.any), default: nil, ""),
      Parameter("f", .flag, default: nil, ""), Parameter("w", .text(among: ["a", "b"]), default: nil, ""),
      Parameter("v", .numbers(count: 2), default: nil, ""),
      Parameter("l", .list(.integer(.positive)), default: nil, ""),
      Parameter("r", .record([.number("x", default: 7, .any, "")]), default: nil, ""),
      Parameter("d", .dictionary(.number(.any)), default: nil, ""),
      Parameter("s", .special("a region"), default: nil, ""),
    ]
    let good = Record([
      ("n", .integer(1)), ("i", .number(3)), ("f", .flag(true)), ("w", .text("a")),
      ("v", .list([.integer(1), .number(2)])),
      ("l", .list([.integer(1)])), ("r", .record(Record())), ("d", .record(Record([("k", .integer(4))]))),
      ("s", .text("left")),
    ])
    let reader = Reader(.record(good))
    let values = reader.read(parameters)
    reader.finish()
    #expect(reader.log.problems == [])
    #expect(values.number("n") == 1 && values.integer("i") == 3 && values.flag("f") && values.text("w") == "a")
    #expect(values.numbers("v") == [1, 2])
    #expect(values["r"].value(at: "x") == .number(7))
    #expect(values["d"].value(at: "k") == .number(4))
    let bad = Reader(.record(Record(good.keys.map { ($0, .list([.flag(true), .null, .null])) })))
    _ = bad.read(parameters)
    #expect(
      bad.log.problems.map(\.description) == [
        "n: n is a list; a number is expected.", "i: i is a list; a whole number is expected.",
        "f: f is a list; true or false is expected.", "w: w is a list; one of a, b is expected.",
        "v: v has 3 elements; a list of 2 numbers is expected.", "l.0: l 1 is true; a whole number is expected.",
        "l.1: l 2 is nothing; a whole number is expected.", "l.2: l 3 is nothing; a whole number is expected.",
        "r: r is a list; a mapping is expected.", "d: d is a list; a mapping from names, each to a number is expected.",
      ])
  }

  @Test func aMakerOfTheCatalogueCanRefuse() {
    let entry = CatalogueEntry<Int>(name: "x", summary: "", parameters: [.number("a", default: 1, .any, "")]) {
      (_) throws(Problem) -> Int in throw Problem("a is wrong.", at: "a")
    }
    let reader = Reader(.record(Record([("potential", .text("x"))])))
    #expect(reader.chosen("potential", from: [entry], listing: "potentials") == nil)
    #expect(reader.log.problems == [Problem("a is wrong.", at: "potential.a")])
    #expect(reader.resolved["potential"]?.json == "{ \"kind\": \"x\", \"a\": 1 }")
  }
}

@Suite struct JSONTextTests {
  @Test func textIsEscaped() {
    #expect(Value.text("a\"b\\c\nd\te\r\u{1}λ").json == #""a\"b\\c\nd\te\r\u0001λ""#)
  }

  @Test func whatIsNotFiniteIsNull() {
    #expect(
      Value.list([.number(.nan), .number(.infinity), .number(0.1), .integer(2), .null, .flag(false)]).json
        == "[null, null, 0.1, 2, null, false]")
  }

  @Test func outerLevelsAreOpened() {
    let value = Value.record(
      Record([("a", .list([.integer(1), .record(Record([("b", .list([]))]))])), ("c", .record(Record()))]))
    #expect(value.json(openLevels: 2) == "{\n  \"a\": [\n    1,\n    { \"b\": [] }\n  ],\n  \"c\": {}\n}")
  }
}
