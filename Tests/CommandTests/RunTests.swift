// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite struct RunTests {
  private struct Findings: Decodable {
    struct Finding: Decodable {
      var quantity: String
      var method: String
      var at: [String: Double]
      var value: Double?
      var standardError: Double?
      var upperBound: Double?
      var samples: Int?
      var censored: Int?
      var notes: [String]
    }
    var scenario: String
    var experiment: String
    var findings: [Finding]

    func rate(_ method: String) -> Finding? {
      findings.first { $0.quantity == "escape-rate" && $0.method == method }
    }
  }

  private func findings(_ text: String) throws -> Findings {
    try JSONDecoder().decode(Findings.self, from: Data(text.utf8))
  }

  @Test func theThreadsDoNotMatterAndTheFilesAreThere() throws {
    let command = try Command()
    let scenario = smallScenario.replacingOccurrences(of: "walkers: 256", with: "walkers: 1000")
    try command.write(scenario, to: "small.yaml")
    let one = try command.run("run", "small.yaml", "--json", "--jobs", "1", "--output", "one")
    let many = try command.run("run", "small.yaml", "--json", "--jobs", "7", "--output", "many")
    #expect(one.status == 0)
    #expect(one.output == many.output)
    #expect(try findings(one.output).rate("first-passage")?.samples == 1000)
    for name in ["scenario.yaml", "provenance.json", "results.nc", "findings.json", "report.html", "tasks/000000.nc"] {
      #expect(FileManager.default.fileExists(atPath: command.directory.appending(path: "one/\(name)").path), "\(name)")
    }
    #expect(try command.read("one/findings.json") == one.output)
  }

  /// The resolved scenario of a run is itself a scenario, which runs to the same numbers.
  @Test func theResolvedScenarioRunsAgain() throws {
    let command = try Command()
    try command.write(smallScenario, to: "small.yaml")
    let first = try command.run("run", "small.yaml", "--json")
    let again = try command.run("run", "runs/small/scenario.yaml", "--json", "--output", "again")
    #expect(try findings(first.output).findings.map(\.value) == findings(again.output).findings.map(\.value))
    #expect(try command.read("again/scenario.yaml") == command.read("runs/small/scenario.yaml"))
  }

  @Test func filesOfOneNameGoToDirectoriesOfTheirOwn() throws {
    let command = try Command()
    for folder in ["hot", "cold"] {
      try FileManager.default.createDirectory(
        at: command.directory.appending(path: folder), withIntermediateDirectories: true)
      let scenario = smallScenario.replacingOccurrences(of: "0.5", with: folder == "hot" ? "0.6" : "0.4")
      try command.write(scenario, to: "\(folder)/small.yaml")
    }
    try command.write(smallScenario, to: "other.yaml")
    #expect(try command.run("run", "hot/small.yaml", "cold/small.yaml", "other.yaml", "--quiet").status == 0)
    let runs = try FileManager.default.contentsOfDirectory(atPath: command.directory.appending(path: "runs").path)
    #expect(runs.sorted() == ["cold-small", "hot-small", "other"])
    // Names that cannot be told apart are refused before anything runs.
    try command.write(smallScenario, to: "other.yml")
    try command.write(smallScenario, to: "hot-small.yaml")
    let ending = try command.run("run", "other.yaml", "other.yml")
    #expect(ending.status == 2)
    #expect(ending.errors.contains("other.yml: its run would be called 'other', as that of other.yaml"))
    #expect(try command.run("run", "hot/small.yaml", "cold/small.yaml", "hot-small.yaml").status == 2)
  }

  @Test func aChangedScenarioIsRefusedAndFreshBeginsAnew() throws {
    let command = try Command()
    try command.write(smallScenario, to: "small.yaml")
    #expect(try command.run("run", "small.yaml", "--quiet").status == 0)
    try command.write(smallScenario.replacingOccurrences(of: "0.5", with: "0.6"), to: "small.yaml")
    let refused = try command.run("run", "small.yaml")
    #expect(
      refused.errors
        == "runs/small holds a run of a scenario that has changed: temperature was 0.5 and is 0.6. '--fresh' deletes those "
        + "results and begins anew; '--output' keeps them and writes elsewhere.\n")
    #expect(refused.status == 2)
    #expect(try command.run("run", "small.yaml", "--fresh", "--quiet").status == 0)
  }

  @Test func nobodyArrivingIsABoundAndNotANumber() throws {
    let command = try Command()
    try command.write(
      smallScenario.replacingOccurrences(of: "to: right", with: "to: {box: {lower: [5], upper: [6]}}"), to: "far.yaml")
    let result = try command.run("run", "far.yaml", "--json")
    let rate = try findings(result.output).rate("first-passage")
    #expect(rate?.value == nil)
    #expect(rate?.censored == 256)
    // −ln(0.05)/(256 walkers × 100 units of time)
    #expect(abs((rate?.upperBound ?? 0) - 2.995732 / 25600) < 1e-9)
  }

  @Test func anUnstableTimeStepIsReportedWithTheCure() throws {
    let command = try Command()
    try command.write(
      smallScenario.replacingOccurrences(of: "0.01", with: "0.7")
        .replacingOccurrences(of: "to: right", with: "to: {box: {lower: [50], upper: [51]}}"), to: "wild.yaml")
    let notes = try findings(command.run("run", "wild.yaml", "--json").output).rate("first-passage")?.notes ?? []
    let note = notes.first { $0.contains("diverged") }
    #expect(note?.contains("of 256 walkers diverged, the first at time") == true)
    #expect(note?.contains("a time-step below") == true)
  }

  /// f = x⁸/8 − x⁴/4 has minima at ±1 and a flat top at 0, where f″ = 0.
  @Test func aFlatTopHasNoEyringKramersRate() throws {
    let command = try Command()
    try command.write(
      """
      experiment: escape-rate
      potential: {kind: expression, energy: "x^8/8 - x^4/4", coordinates: [x], window: {x: [-1.6, 1.6]}}
      temperature: 0.1
      from: {box: {lower: [-2], upper: [0]}}
      to: {half-space: {normal: [1], offset: 1}}
      methods: [exact, eyring-kramers]
      """, to: "flat.yaml")
    let result = try findings(command.run("run", "flat.yaml", "--json").output)
    #expect(result.rate("eyring-kramers")?.value == nil)
    #expect(result.rate("eyring-kramers")?.notes.first?.hasPrefix("not applicable: ") == true)
    #expect((result.rate("exact")?.value ?? 0) > 0)
  }

  @Test func aDamagedTaskIsSetAsideAndDoneAgain() throws {
    let command = try Command()
    try command.write(smallScenario, to: "small.yaml")
    let first = try command.run("run", "small.yaml", "--json")
    try command.write("nothing of the kind", to: "runs/small/tasks/000000.nc")
    let second = try command.run("run", "small.yaml", "--json")
    #expect(second.output == first.output)
    #expect(second.errors.contains("warning: "))
    #expect(second.errors.contains("set aside as *.corrupt"))
  }

  /// Killed without warning, a run goes on and ends with the same numbers as one that was never disturbed.
  @Test func killedAndInterruptedRunsGoOn() throws {
    let command = try Command()
    let slow = smallScenario.replacingOccurrences(of: "temperature: 0.5", with: "temperature: 0.2")
      .replacingOccurrences(of: "walkers: 256", with: "walkers: 2048")
      .replacingOccurrences(of: "time-step: 0.01", with: "time-step: 0.0005")
      .replacingOccurrences(of: "time-limit: 100", with: "time-limit: 10000")
    try command.write(slow, to: "slow.yaml")
    let (killed, _, _) = try command.start(["run", "slow.yaml", "--quiet", "--jobs", "1"])
    Thread.sleep(forTimeInterval: 0.7)
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    let (interrupted, _, errors) = try command.start(["resume", "runs/slow", "--quiet", "--jobs", "1"])
    Thread.sleep(forTimeInterval: 0.7)
    interrupted.interrupt()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    interrupted.waitUntilExit()
    if interrupted.terminationStatus != 0 {
      #expect(interrupted.terminationStatus == 130)
      #expect(message.contains("interrupted: "))
      #expect(message.hasSuffix("  ravine resume runs/slow\n"))
    }
    let resumed = try command.run("resume", "runs/slow", "--json")
    let undisturbed = try command.run("run", "slow.yaml", "--json", "--output", "whole")
    #expect(resumed.status == 0)
    #expect(
      try findings(resumed.output).rate("first-passage")?.value
        == findings(undisturbed.output).rate("first-passage")?.value)
  }

  @Test func everyCommandHelpsAndEverythingListedIsDescribed() throws {
    let command = try Command()
    for name in ["run", "check", "validate", "resume", "report", "export", "fit", "list", "describe", "new"] {
      let help = try command.run(name, "--help")
      #expect(help.status == 0)
      #expect(help.output.contains("USAGE: ravine \(name)"))
    }
    let scenario = try command.run("new", "escape-rate")
    try command.write(scenario.output, to: "new.yaml")
    #expect(try command.run("validate", "new.yaml").status == 0)
    let list = try command.run("list")
    #expect(list.output.contains("muller-brown"))
    let article = try command.run("describe", "potential", "double-well")
    #expect(article.output.contains("f(x) = barrier·(x² − 1)² + tilt·x"))
    #expect(article.output.contains("Known answers:"))
  }

  @Test func checkJudgesEveryExpectation() throws {
    let command = try Command()
    let expected = smallScenario.replacingOccurrences(of: "methods: [first-passage]", with: "methods: [exact]")
    try command.write(
      expected + """

        expect:
          - {quantity: escape-rate, method: exact, equals: 9.7479473e-2, within: {relative: 1e-6}}
          - {quantity: escape-rate, method: exact, at-least: 0.1}
        """, to: "expected.yaml")
    let result = try command.run("check", "expected.yaml", "--quiet")
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("expected: met: escape-rate by exact"))
    #expect(lines[1].hasPrefix("expected: NOT MET: escape-rate by exact"))
    #expect(lines[2] == "1 of 2 expectations met in 1 scenario")
  }

  @Test func reportAndExportSimulateNothing() throws {
    let command = try Command()
    try command.write(smallScenario, to: "small.yaml")
    #expect(try command.run("run", "small.yaml", "--quiet").status == 0)
    let before = try command.read("runs/small/findings.json")
    try FileManager.default.removeItem(at: command.directory.appending(path: "runs/small/report.html"))
    #expect(try command.run("report", "runs/small").status == 0)
    #expect(try command.read("runs/small/findings.json") == before)
    #expect(try command.read("runs/small/report.html").contains("</html>"))
    #expect(try command.run("export", "runs/small", "--to", "out").status == 0)
    for name in ["results.nc", "findings.csv", "notebook.ipynb", "requirements.txt"] {
      #expect(FileManager.default.fileExists(atPath: command.directory.appending(path: "out/\(name)").path), "\(name)")
    }
  }
}
