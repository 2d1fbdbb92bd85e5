// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import RavineLaboratory
import Runs
import Scenarios
import Settings
import Testing

@testable import Experiments
@testable import LearningExperiments

/// Tables that are named in scenarios and on the command line.
@Suite struct GrokkingFitTests {
  /// A file that is removed with it.
  private final class TableFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "ravine-\(UUID().uuidString).csv").path

    init(_ text: String = TableFile.text) throws { try write(text) }
    deinit { remove() }
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Sixteen runs, of which two did not grok.
    static var text: String {
      let rows = [
        (100, [9000, 7000, 0, 0]), (150, [4000, 3500, 5000, 4400]), (200, [2100, 1800, 2000, 2600]),
        (300, [500, 700, 600, 550]),
      ]
      return "size,seed,memorized,grokked,budget\n"
        + rows.flatMap { size, times in
          times.enumerated().map { "\(size),\($0),\(300 - size / 2 + 7 * $0),\($1 == 0 ? "" : "\($1)"),10000\n" }
        }.joined()
    }
  }

  private static func yaml(_ path: String) -> String {
    "experiment: grokking-fit\ntable: \(path)\nbootstrap: 50\ntotal: 500\n"
  }

  @Test func aScenarioAnalyzesItsTable() throws {
    let file = try TableFile()
    let analysis = try analyzed(Self.yaml(file.path))
    #expect(analysis.answer.hasPrefix("14 of 16 runs grokked. The median grokking time falls from"))
    #expect(try analysis.found("grokking-probability", by: "clopper-pearson", ["size": .integer(100)]).value == 0.5)
    #expect(try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(300)]).value == 550)
    #expect(analysis.tables[0].columns == ["N", "N/total", "memorized", "t_mem", "grokked", "t_grok", "gap", "budget"])
    #expect(analysis.tables[0].rows[0][4] == "2 of 4")
    #expect(
      analysis.figures.map(\.name).prefix(4)
        == ["grokking-time", "memorization-time", "grokking-against-memorization", "grokking-probability"])
    #expect(analysis.results.numbers("grokking_time")?.count == 16)
  }

  @Test func aRunOutlivesItsTable() throws {
    let file = try TableFile()
    let plan = try Plan(ScenarioFile(yaml: Self.yaml(file.path), name: "mine.yaml"))
    let resolved = plan.resolved.yaml()
    #expect(plan.resolved.asRecord?["checksum"]?.asText?.count == 16)
    #expect(plan.resolved.asRecord?["table"] == .text(file.path))
    // The numbers of the run are in its own files: it is understood without the table, and with another one.
    file.remove()
    #expect(complaints(about: resolved) == "")
    try file.write("something else")
    #expect(complaints(about: resolved) == "")
    // What is not a run yet needs the table.
    #expect(complaints(about: Self.yaml(file.path)) != "")
    let experiment = try #require(plan.experiment as? GrokkingFitExperiment)
    let table = try #require(experiment.points[0].contents.table)
    let data = GrokkingTableDataset(table: table).dataset
    let again = try Plan(ScenarioFile(yaml: resolved, name: "scenario.yaml"))
    #expect(again.resolved == plan.resolved)
    expectSame(again.experiment.analyze([data]), plan.experiment.analyze([data]))
  }

  @Test func tablesSideBySide() throws {
    let (one, other) = (try TableFile(), try TableFile())
    let analysis = try analyzed(
      "experiment: grokking-fit\nbootstrap: 0\nsweep: {table: [\(one.path), \(other.path)]}\n")
    #expect(
      try analysis.found(
        "grokking-probability", by: "clopper-pearson", ["size": .integer(100), "table": .text(other.path)]
      ).value == 0.5)
    #expect(analysis.figures.contains { $0.name == "grokking-time-2" })
    #expect(analysis.results.numbers("grokking_time_2")?.count == 16)
  }

  @Test func theShortFormIsAScenario() throws {
    let file = try TableFile()
    let plan = try GrokkingTableFile(
      path: file.path, total: 500, columns: [("size", "size"), ("ignore", "seed")], laws: ["exponential"], bootstrap: 20
    ).plan(in: .standard)
    let resolved = try #require(plan.resolved.asRecord)
    #expect(plan.kind.name == "grokking-fit")
    #expect(resolved["table"] == .text(file.path))
    #expect(resolved["laws"] == .list([.text("exponential")]))
    #expect(resolved["bootstrap"] == .integer(20))
    #expect(resolved["columns"] == .record(Record([("size", .text("size")), ("ignore", .list([.text("seed")]))])))
  }

  @Test func theShortFormNamesPlacesOfTheTableAlone() throws {
    let file = try TableFile("size,grokked\n5,-3\n")
    func message(_ laws: [String] = []) -> String {
      do throws(ScenarioError) {
        _ = try GrokkingTableFile(path: file.path, laws: laws).plan(in: .standard)
        return ""
      } catch { return error.description }
    }
    #expect(message() == "\(file.path):2:3: grokked is -3; a time is positive, and empty where it never came.")
    #expect(message(["expnential"]).hasSuffix("unknown law 'expnential'; did you mean 'exponential'?"))
    file.remove()
    #expect(message() == "\(file.path): there is no such file.")
  }

  @Test func theTemplateOfTheKindIsRight() throws {
    let file = try TableFile()
    let text = GrokkingFit.kind.template.replacing("table: mine.csv", with: "table: \(file.path)")
    #expect(complaints(about: text) == "")
  }
}
