// SPDX-License-Identifier: GPL-3.0-or-later
import Scenarios
import Settings
import Testing

@Suite struct YAMLWritingTests {
  private let example = """
    title: Escape over a quartic barrier
    question: Does the escape rate approach the Eyring–Kramers law as the temperature falls?
    experiment: escape-rate
    seed: 2026
    potential: {kind: double-well, barrier: 1.0}
    temperature: 0.25
    from: left
    to: {ball: {center: [1.0], radius: 0.1}}
    dynamics: {integrator: euler-maruyama, time-step: 0.001}
    methods: [first-passage, exact, eyring-kramers, eyring-free-energy]
    sweep:
      temperature: [0.5, 0.333, 0.25, 0.2]
    expect:
    - {quantity: escape-rate, method: exact, at: {temperature: 0.2}, equals: 0.0054819, within: {relative: 0.0001}, source: quadrature}
    - {quantity: escape-rate, method: first-passage, at: {temperature: 0.2}, equals: 0.0054819, within: {sigmas: 4}}

    """

  @Test func whatIsWrittenReadsLikeTheExample() throws {
    let tree = try ScenarioFile(yaml: example, name: "").tree
    #expect(tree.yaml() == example)
    #expect(tree.yaml(header: ["As it was run."]) == "# As it was run.\n" + example)
  }

  @Test(arguments: [
    Value.number(1), .integer(1), .number(0.1), .number(5.4819e-3), .number(1e22), .number(.leastNonzeroMagnitude),
    .number(.infinity), .number(-.infinity), .number(.greatestFiniteMagnitude), .integer(.max), .integer(.min),
    .flag(true), .null, .text(""), .text("1"), .text("1.0"), .text("true"), .text("null"), .text("~"), .text("nan"),
    .text("- a"), .text("a: b"), .text("#x"), .text("a #x"), .text("it's"), .text("\"q\""), .text("two\nlines\n"),
    .text(" spaces "), .text("tab\there"), .text("bell\u{7}"), .text("carriage\rreturn"), .text("1e5"), .text("λ₃ – θ"),
    .text("<<"), .text("*a"), .text("&a"), .text("!x"),
    .text("%x"), .text("@x"), .text("{"), .text("[a]"), .text("---"), .text("..."), .text("h*(x^2-1)^2 + k/2*y^2"),
    .text(String(repeating: "long words ", count: 40)), .text("emoji 🌋"), .text("1_000"), .text("0x10"), .text("="),
    .list([]), .record(Record()), .list([.list([]), .record(Record()), .null]),
    .list([.list([.integer(1), .integer(2)]), .record(Record([("a", .list([.text("x"), .null]))]))]),
    .list((0..<100).map { .number(Double($0) / 7) }),
    .record(
      Record([("1", .integer(1)), ("true", .flag(false)), ("a b", .null), ("", .text("")), ("x:y", .integer(2))])),
  ]) func everythingReadsBackTheSame(value: Value) throws {
    let whole = Value.record(
      Record([
        ("value", value), ("list", .list([value, .record(Record([("inner", value)]))])),
        ("sweep", .record(Record([("a", value)]))),
      ]))
    let text = whole.yaml()
    #expect(try ScenarioFile(yaml: text, name: "back").tree == whole, "\(text)")
  }

  @Test func longMappingsAreOpened() {
    let entries = (0..<20).map { ("parameter-\($0)", Value.number(Double($0))) }
    let text = Value.record(Record([("potential", .record(Record(entries)))])).yaml()
    #expect(text.hasPrefix("potential:\n  parameter-0: 0.0\n  parameter-1: 1.0\n"))
  }
}
