// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Runs
import Settings
import Testing

/// A kind of experiment that no other file knows.
private struct Toss: Experiment, ExperimentPoint {
  let tasks: [TaskOutline] = []
  let generator = ""
  let work = WorkUnit("tosses", costPerSecond: 1, total: 0)
  func perform(_ task: Int, in context: TaskContext) throws -> Dataset { Dataset() }
  func analyze(_ results: [Dataset?]) -> Analysis { Analysis() }

  static let kind = ExperimentKind(
    name: "toss", summary: "which side a coin shows",
    parameters: [
      .number("bias", default: nil, .between(0, 1), "the probability of heads"),
      .integer("tosses", default: 100, .atLeast(1), "how many").formerly("throws"),
      Parameter("coin", .special("a coin of one's own"), default: .null, "read by its owner"),
    ], findingMethods: ["count"], template: "", decode: { _, _ in Toss() }, assemble: { _ in Toss() })
}

/// What a guest brings is in the schema of the guest's own laboratory.
@Suite struct ScenarioSchemaTests {
  private func schema(_ path: String...) -> Value? {
    ScenarioSchema(of: Laboratory().adding(kind: Toss.kind)).json.value(at: SettingPath(path))
  }

  @Test func aGuestsKindIsABranch() {
    #expect(schema("properties", "experiment", "enum") == .list([.text("toss")]))
    #expect(schema("allOf", "0", "then", "$ref") == .text("#/definitions/toss-scenario"))
    let keys = schema("definitions", "toss-scenario", "properties")?.asRecord?.keys
    #expect(
      keys == [
        "title", "question", "experiment", "seed", "sweep", "claim", "expect", "bias", "tosses", "throws", "coin",
      ])
    #expect(schema("definitions", "toss-scenario", "additionalProperties") == .flag(false))
  }

  @Test func whatItsOwnerReadsIsOnlyDescribed() {
    #expect(
      schema("definitions", "toss-scenario", "properties", "coin")
        == .record(Record([("description", .text("read by its owner"))])))
  }

  @Test func aSweepStandsInForAKeyThatMustBeThere() {
    let conditions = schema("definitions", "toss-scenario", "allOf")?.asList
    #expect(
      conditions?.map(\.json) == [
        """
        { "if": { "properties": { "sweep": { "propertyNames": { "not": { "pattern": "^(bias)(\\\\.|$)" } } } } }, \
        "then": { "required": ["bias"] } }
        """
      ])
    let axes = schema("definitions", "toss-scenario", "properties", "sweep", "properties")?.asRecord?.keys
    #expect(axes == ["zip", "bias", "tosses", "throws"])
  }

  @Test func expectationsNameTheMethodsOfTheKind() {
    let method = schema(
      "definitions", "toss-scenario", "properties", "expect", "items", "properties", "method", "enum")
    #expect(method == .list([.text("count")]))
  }
}
