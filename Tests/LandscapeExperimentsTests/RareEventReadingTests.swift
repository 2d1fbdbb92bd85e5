// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Scenarios
import Settings
import Testing

@testable import Experiments
@testable import LandscapeExperiments

/// What a scenario says of methods for rare events, and how mistakes in it are explained.
@Suite struct RareEventReadingTests {
  /// Without being named, the methods are not taken, and none of their keys is written down.
  @Test func rareMethodsAreTakenWhenNamed() throws {
    let plan = try Plan(
      ScenarioFile(
        yaml: """
          experiment: escape-rate
          potential: {kind: double-well}
          temperature: 0.5
          from: left
          to: right
          """, name: "test.yaml"))
    let record = try #require(plan.resolved.asRecord)
    let methods = record["methods"]?.asList?.compactMap(\.asText) ?? []
    #expect(methods.contains("first-passage"))
    #expect(!methods.contains("weighted-ensemble"))
    for key in ["score", "home", "splitting", "forward-flux", "weighted-ensemble"] { #expect(record[key] == nil) }
  }

  /// Named, their settings are written down with every default.
  @Test func theDefaultsAreWrittenDown() throws {
    let plan = try Plan(
      ScenarioFile(
        yaml: """
          experiment: escape-rate
          potential: {kind: double-well}
          temperature: 0.1
          from: right
          to: left
          methods: [forward-flux-sampling]
          """, name: "test.yaml"))
    let record = try #require(plan.resolved.asRecord)
    #expect(record["score"] == .record(Record([("coordinate", .integer(0)), ("sign", .integer(-1))])))
    #expect(record["home"]?.asRecord?.keys == ["half-space"])
    #expect(record["forward-flux"]?.asRecord?["repetitions"] == .integer(16))
    #expect(record["weighted-ensemble"] == nil)
  }

  /// In the plane the committor is the score where nothing is said; levels that are given as numbers are distances.
  @Test func thePlaneIsClimbedByTheCommittor() throws {
    func score(_ more: String) throws -> Value? {
      try Plan(
        ScenarioFile(
          yaml: """
            experiment: escape-rate
            potential: {kind: muller-brown}
            temperature: 12
            from: reactant
            to: product
            methods: [forward-flux-sampling]
            \(more)
            """, name: "test.yaml")
      ).resolved.asRecord?["score"]
    }
    #expect(try score("") == .text("committor"))
    let distance = Value.record(Record([("distance", .text("target"))]))
    #expect(try score("forward-flux: {at: [-0.9, -0.5]}") == distance)
    #expect(try score("score: {distance: target}") == distance)
  }

  private static let small = """
    experiment: escape-rate
    potential: {kind: double-well}
    temperature: 0.1
    from: left
    to: right
    score: {coordinate: 0}
    methods: [forward-flux-sampling]
    """

  private static let mistakes: [(line: String, written: String, message: String)] = [
    (
      "score: {coordinate: 0}", "score: {coordinate: 0, sign: -1}",
      "test.yaml:6:8: the score is 1 at home, (−1), and −1 at the target, (1); it must rise from home to the target: "
        + "{coordinate: 0, sign: 1} does."
    ),
    (
      "score: {coordinate: 0}", "score: {expression: \"x^2\"}",
      "test.yaml:6:8: the score is 1 at home, (−1), and 1 at the target, (1); it must rise from home to the target."
    ),
    (
      "score: {coordinate: 0}", "score: {expression: \"x + y\"}",
      "test.yaml:6:21: column 5: unknown variable 'y'; did you mean 'x'?"
    ),
    (
      "score: {coordinate: 0}", "score: {coordinate: 1}",
      "test.yaml:6:21: coordinate is 1; the potential has 1, counted from 0."
    ),
    (
      "score: {coordinate: 0}", "score: {coordinat: 0}",
      "test.yaml:6:9: unknown score 'coordinat'; did you mean 'coordinate'?"
    ),
    (
      "score: {coordinate: 0}", "score: comitor",
      "test.yaml:6:8: score is text 'comitor'; {coordinate: 0}, {distance: target}, {expression: …}, "
        + "{observable: {loss: test}} or committor is expected."
    ),
    (
      "score: {coordinate: 0}", "home: {half-space: {normal: [1], offset: -0.5}}",
      "test.yaml:6:7: home, x ≥ −0.5, overlaps 'to', x ≥ 1: (1) lies in both."
    ),
    (
      "methods: [forward-flux-sampling]", "methods: [forward-flux-sampling]\nforward-flux: {trails: 10}",
      "test.yaml:8:16: unknown key 'trails'; did you mean 'trials'?"
    ),
    (
      "temperature: 0.1", "temperature: {schedule: linear, from: 1, to: 0.1, over: 10}",
      "test.yaml:7:11: method 'forward-flux-sampling' needs a constant temperature; 'first-passage' follows a schedule."
    ),
    (
      "score: {coordinate: 0}", "noise: {generator: mt19937}",
      "test.yaml:7:11: method 'forward-flux-sampling' takes up paths anywhere, which only the generator philox4x32-10 "
        + "can; leave 'noise' out."
    ),
    (
      "methods: [forward-flux-sampling]",
      "methods: [weighted-ensemble]\nweighted-ensemble: {repetitions: 1}",
      "test.yaml:8:34: repetitions is 1; it must be between 2 and 10000."
    ),
  ]

  @Test(arguments: 0..<mistakes.count) func badInputIsExplained(index: Int) throws {
    let mistake = Self.mistakes[index]
    let yaml = Self.small.replacingOccurrences(of: mistake.line, with: mistake.written)
    let problem = #expect(throws: (any Error).self) { _ = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml")) }
    #expect(problem.map { "\($0)" } == mistake.message)
  }

  @Test func theCommittorScoreIsForThePlaneAtMost() throws {
    let yaml = """
      experiment: escape-rate
      potential: {kind: entropic-double-well, dimension: 3}
      temperature: 0.2
      from: narrow
      to: wide
      score: committor
      methods: [weighted-ensemble]
      """
    let problem = #expect(throws: (any Error).self) { _ = try Plan(ScenarioFile(yaml: yaml, name: "test.yaml")) }
    #expect(
      problem.map { "\($0)" }
        == "test.yaml:6:8: the committor is solved in one and two dimensions and the potential has 3; "
        + "take {distance: target}, a coordinate or an expression.")
  }
}
