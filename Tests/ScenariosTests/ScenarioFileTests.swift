// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Scenarios
import Settings
import Testing

/// The lines of the error that the body throws.
func lines<Result>(_ body: () throws(ScenarioError) -> Result) -> [String] {
  do {
    _ = try body()
    return ["no error"]
  } catch { return error.lines }
}

func value(_ yaml: String) throws -> Value? { try ScenarioFile(yaml: "x: \(yaml)", name: "x.yaml").tree.value(at: "x") }

@Suite struct ScenarioFileTests {
  @Test(arguments: [
    ("1", Value.integer(1)), ("-3", .integer(-3)), ("+3", .integer(3)), ("007", .integer(7)), ("0x1F", .integer(31)),
    ("0o17", .integer(15)), ("1_000", .integer(1000)), ("1e-3", .number(0.001)), ("5.4819e-3", .number(5.4819e-3)),
    (".5", .number(0.5)), ("-.5", .number(-0.5)), ("5.", .number(5)), ("1e4", .number(10000)), ("1E+2", .number(100)),
    ("1_000.5", .number(1000.5)), ("9223372036854775808", .number(9223372036854775808)),
    ("1e999", .number(.infinity)), ("inf", .number(.infinity)), ("-.inf", .number(-.infinity)),
    ("true", .flag(true)), ("False", .flag(false)), ("null", .null), ("~", .null), ("", .null),
    ("yes", .text("yes")), ("on", .text("on")), ("1:30", .text("1:30")), ("2026-01-01", .text("2026-01-01")),
    ("1__0", .text("1__0")), ("_1", .text("_1")), ("1e", .text("1e")), (".", .text(".")), ("-", .list([.null])),
    ("1.2.3", .text("1.2.3")), ("e5", .text("e5")), ("'1'", .text("1")), ("\"true\"", .text("true")),
    ("!!str 5", .text("5")), ("double-well", .text("double-well")), ("٣", .text("٣")),
    ("[1, .2]", .list([.integer(1), .number(0.2)])),
  ]) func scalars(yaml: String, expected: Value) throws {
    #expect(try ScenarioFile(yaml: yaml == "-" ? "x:\n  -" : "x: \(yaml)", name: "").tree.value(at: "x") == expected)
  }

  @Test func notANumberIsRefusedByLimits() throws {
    guard case .number(let number)? = try value("nan") else { throw ScenarioError([]) }
    #expect(number.isNaN)
    let file = try ScenarioFile(yaml: "temperature: .nan", name: "mine.yaml")
    let reader = Reader(file.tree)
    _ = reader.number("temperature", default: nil, .positive)
    #expect(
      file.error(Problems(reader.log.problems)).lines == ["mine.yaml:1:14: temperature is nan; it must be finite."])
  }

  @Test func keysKeepTheirOrder() throws {
    #expect(try ScenarioFile(yaml: "z: 1\na: 2\nm: 3", name: "").tree.asRecord?.keys == ["z", "a", "m"])
  }

  @Test func anchorsAndMergeKeysWork() throws {
    let yaml = """
      base: &base {barrier: 1, tilt: 2}
      again: *base
      potential: {<<: *base, tilt: 3}
      """
    let tree = try ScenarioFile(yaml: yaml, name: "").tree
    #expect(tree.value(at: "again.tilt") == .integer(2))
    #expect(tree.value(at: "potential.barrier") == .integer(1))
    #expect(tree.value(at: "potential.tilt") == .integer(3))
  }

  @Test func placesOfKeysAndValues() throws {
    let yaml = """
      # a comment
      title: Über
      dynamics:
        time-step: 0.1
      expect:
        - {quantity: x,   at: {θ: 1, b: 2}}
      """
    let file = try ScenarioFile(yaml: yaml, name: "")
    #expect(file.place(of: "title") == SourcePosition(line: 2, column: 8))
    #expect(file.place(of: "dynamics", spot: .key) == SourcePosition(line: 3, column: 1))
    #expect(file.place(of: "dynamics.time-step", spot: .key) == SourcePosition(line: 4, column: 3))
    #expect(file.place(of: "dynamics.time-step") == SourcePosition(line: 4, column: 14))
    #expect(file.place(of: "expect.0.at.b") == SourcePosition(line: 6, column: 35))
    // What is missing stands where the mapping around it stands.
    #expect(file.place(of: "dynamics.integrator") == SourcePosition(line: 4, column: 3))
    #expect(file.place(of: "potential.kind") == SourcePosition(line: 2, column: 1))
  }

  @Test(arguments: [
    ("", "x.yaml: the file is empty; 'ravine new escape-rate' writes a scenario to start from."),
    ("# nothing\n", "x.yaml: the file is empty; 'ravine new escape-rate' writes a scenario to start from."),
    ("- 1\n- 2\n", "x.yaml:1:1: this is a list; a scenario is a mapping of keys to values."),
    ("escape-rate", "x.yaml:1:1: this is text 'escape-rate'; a scenario is a mapping of keys to values."),
    ("a: 1\n---\nb: 2\n", "x.yaml:3:1: a second document begins here; a file holds one scenario."),
    ("seed: 1\nx: 2\nseed: 3\n", "x.yaml:1:1: the key 'seed' stands twice in this mapping."),
    ("p: {\"1\": 2, 1: 3}\n", "x.yaml:1:13: the key '1' stands here again; first in line 1."),
    ("a: !foo 1\n", "x.yaml:1:4: the tag '!foo' has no meaning here."),
    ("[1, 2]: 3\n", "x.yaml:1:1: a key must be a word."),
    ("a: *b\n", "x.yaml:1:4: found undefined alias."),
    ("a:\n\tb: 1\n", "x.yaml:2:1: a tab cannot indent YAML; use spaces."),
    ("a: @b\n", "x.yaml:1:4: no value can begin with '@'; put it in quotes."),
    (
      "potential: {kind: x\ntemperature: 1\n",
      "x.yaml:2:12: did not find expected ',' or '}' while parsing a flow mapping that begins at 1:12."
    ),
    ("a: 1\nb\nc: 2\n", "x.yaml:3:1: could not find expected ':' here; is a space missing after a colon above?"),
  ]) func brokenFilesAreOneLine(yaml: String, expected: String) {
    #expect(lines { () throws(ScenarioError) in try ScenarioFile(yaml: yaml, name: "x.yaml") } == [expected])
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try ScenarioFile(yaml: "\u{FEFF}a: 1", name: "").tree.value(at: "a") == .integer(1))
  }

  @Test func deepNestingAndManyAliasesAreRefused() {
    let deep = "x: " + String(repeating: "[", count: 50_000)
    #expect(
      lines { () throws(ScenarioError) in try ScenarioFile(yaml: deep, name: "x.yaml") }.first?.hasPrefix("x.yaml:1:")
        == true)
    let bomb =
      "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
      + zip("bcdefgh", "abcdefg").map {
        "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ","))]\n"
      }
      .joined()
    #expect(
      lines { () throws(ScenarioError) in try ScenarioFile(yaml: bomb, name: "x.yaml") } == [
        "x.yaml: the file stands for more than 200000 values; are there aliases in aliases?"
      ])
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func put(_ name: String, _ data: Data) -> String {
      _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: data)
      return "\(folder)/\(name)"
    }
    func error(_ path: String) -> [String] { lines { () throws(ScenarioError) in try ScenarioFile(contentsOf: path) } }
    let good = put("double-well.yaml", Data("a: 1".utf8))
    #expect(try ScenarioFile(contentsOf: good).tree.value(at: "a") == .integer(1))
    #expect(error("\(folder)/none") == ["\(folder)/none: there is no such file."])
    #expect(
      error("\(folder)/doubel-well.yaml") == [
        "\(folder)/doubel-well.yaml: there is no such file; did you mean 'double-well.yaml'?"
      ])
    #expect(error(folder) == ["\(folder): this is a directory; a scenario file is expected."])
    let binary = put("binary", Data([0x61, 0x3A, 0x00, 0x01]))
    #expect(error(binary) == ["\(binary): this is not a text file in UTF-8; a scenario is YAML."])
    let latin = put("latin", Data([0x61, 0x3A, 0x20, 0xFC]))
    #expect(error(latin) == ["\(latin): this is not a text file in UTF-8; a scenario is YAML."])
    let large = put("large", Data(repeating: 0x20, count: ScenarioFile.sizeLimit + 1))
    #expect(error(large) == ["\(large): the file has more than 1000000 bytes; a scenario is shorter."])
  }
}
