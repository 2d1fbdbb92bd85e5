// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The small scenario, computed and not sampled, with a claim on its rate of 0.0975.
private func claiming(_ statement: String, _ condition: String) -> String {
  smallScenario.replacingOccurrences(of: "methods: [first-passage]", with: "methods: [exact]") + """

    claim:
      statement: \(statement)
      source: somebody
      holds-when:
        - \(condition)
    """
}

private let slow = "{quantity: escape-rate, method: exact, at-most: 0.2}"
private let fast = "{quantity: escape-rate, method: exact, at-least: 0.2}"

@Suite struct ClaimTests {
  private func claims(_ command: Command, _ place: String = "runs/claims") throws -> [[String: Any]] {
    let text = try command.read("\(place)/claims.json")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(object?["claims"] as? [[String: Any]])
  }

  /// Whatever the verdict, the command did what it was asked for.
  @Test func aVerdictIsAResultAndNotAFailure() throws {
    let command = try Command()
    try command.write(claiming("the rate is high", fast), to: "fast.yaml")
    let result = try command.run("run", "fast.yaml", "--quiet")
    #expect(result.status == 0)
    #expect(
      result.output.contains(
        """
        claim: the rate is high (somebody)
          CONTRADICTED
          escape-rate by exact is 0.09748; the claim needs at least 0.2. contradicted
        """), "\(result.output)")
    #expect(result.output.contains("  run: 1 task, "))
    let findings = try command.read("runs/fast/findings.json")
    #expect(findings.contains("\"verdict\": \"contradicted\""))
    #expect(try command.read("runs/fast/report.html").contains("the rate is high"))
    let resolved = try command.read("runs/fast/scenario.yaml")
    #expect(resolved.contains("claim:\n  statement: the rate is high\n  source: somebody\n  holds-when:"))
    // A single scenario has no page of claims.
    #expect(!FileManager.default.fileExists(atPath: command.directory.appending(path: "runs/claims").path))
    let checked = try command.run("check", "fast.yaml", "--quiet")
    #expect(checked.status == 0)
    #expect(checked.output.hasPrefix("fast: contradicted: the rate is high\n"))
  }

  /// An expectation that is not met still fails beside a claim that is supported.
  @Test func expectationsRuleTheStatus() throws {
    let command = try Command()
    try command.write(
      claiming("the rate is low", slow) + "\nexpect:\n  - {quantity: escape-rate, method: exact, at-least: 1}",
      to: "slow.yaml")
    let result = try command.run("run", "slow.yaml", "--quiet")
    #expect(result.status == 1)
    #expect(result.output.contains("SUPPORTED"))
  }

  /// A claim only judges: changing it does not make another run.
  @Test func aChangedClaimKeepsTheRun() throws {
    let command = try Command()
    try command.write(claiming("the rate is low", slow), to: "a.yaml")
    #expect(try command.run("run", "a.yaml", "--quiet").status == 0)
    try command.write(claiming("the rate is high", fast), to: "a.yaml")
    let again = try command.run("run", "a.yaml", "--quiet")
    #expect(again.status == 0 && again.output.contains("CONTRADICTED"))
  }

  @Test func mistakesHavePlaces() throws {
    let command = try Command()
    try command.write(
      claiming("the rate is low", "{quantity: escape-rate, method: exakt, at-mots: 0.2}"), to: "bad.yaml")
    let result = try command.run("run", "bad.yaml")
    #expect(result.status == 2)
    #expect(
      result.errors == """
        bad.yaml:16:7: a condition has one of 'equals', 'at-least' and 'at-most', or 'is'.
        bad.yaml:16:39: unknown method 'exakt'; did you mean 'exact'?
        bad.yaml:16:46: unknown key 'at-mots'; did you mean 'at-most'?

        """)
  }

  @Test func severalScenariosHaveAPage() throws {
    let command = try Command()
    try FileManager.default.createDirectory(
      at: command.directory.appending(path: "many"), withIntermediateDirectories: true)
    try command.write(claiming("the rate is high", fast), to: "many/b.yaml")
    try command.write(claiming("the rate is low", slow), to: "many/a.yaml")
    try command.write(smallScenario, to: "many/c.yaml")
    let result = try command.run("run", "many", "--quiet")
    #expect(result.status == 0)
    #expect(
      result.output.hasSuffix("1 supported, 1 contradicted\nclaims: runs/claims/index.html\n"), "\(result.output)")
    #expect(try claims(command).map { $0["scenario"] as? String } == ["a", "b"])
    #expect(try claims(command).map { $0["verdict"] as? String } == ["supported", "contradicted"])
    let page = try command.read("runs/claims/index.html")
    #expect(page.contains("href=\"../a/report.html\"") && page.contains("href=\"../b/report.html\""))
    // Again: nothing is run, the page stays; elsewhere: the runs lie beside the page.
    #expect(try command.run("run", "many", "--quiet").status == 0)
    #expect(try command.run("run", "many", "--quiet", "--output", "out").status == 0)
    #expect(try command.read("out/index.html").contains("href=\"a/report.html\""))
    #expect(FileManager.default.fileExists(atPath: command.directory.appending(path: "out/a/report.html").path))
  }

  /// A run that is refused does not keep the others from being judged, and the page says so.
  @Test func aRefusedRunIsListed() throws {
    let command = try Command()
    try command.write(claiming("the rate is low", slow), to: "a.yaml")
    try command.write(claiming("the rate is high", fast), to: "b.yaml")
    #expect(try command.run("run", "a.yaml", "--quiet", "--set", "temperature=0.6").status == 0)
    let result = try command.run("run", "a.yaml", "b.yaml", "--quiet")
    #expect(result.status == 2)
    #expect(result.errors.contains("temperature was 0.6 and is 0.5"))
    #expect(try claims(command).map { $0["state"] as? String } == ["failed", nil])
    #expect(try claims(command).map { $0["verdict"] as? String } == [nil, "contradicted"])
  }

  /// Interrupted in the second of three scenarios: the page has the first, and running again goes on.
  @Test func anInterruptedCampaignHasItsPageAndGoesOn() throws {
    let command = try Command()
    try command.write(claiming("the rate is low", slow), to: "a.yaml")
    try command.write(
      claiming("it takes long", "{quantity: escape-rate, method: first-passage, at-most: 0.2}")
        .replacingOccurrences(of: "methods: [exact]", with: "methods: [first-passage]")
        .replacingOccurrences(of: "temperature: 0.5", with: "temperature: 0.2")
        .replacingOccurrences(of: "walkers: 256", with: "walkers: 2048")
        .replacingOccurrences(of: "time-step: 0.01", with: "time-step: 0.0005")
        .replacingOccurrences(of: "time-limit: 100", with: "time-limit: 10000"), to: "b.yaml")
    try command.write(claiming("the rate is high", fast), to: "c.yaml")
    let files = ["a.yaml", "b.yaml", "c.yaml"]
    let (process, output, _) = try command.start(["run"] + files + ["--quiet", "--jobs", "1"])
    // Not before the first is judged.
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline, (try? claims(command))?.first?["verdict"] as? String == nil {
      Thread.sleep(forTimeInterval: 0.02)
    }
    Thread.sleep(forTimeInterval: 0.3)
    process.interrupt()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      #expect(process.terminationStatus == 130)
      #expect(try claims(command).map { $0["verdict"] as? String } == ["supported", nil, nil])
      #expect(try claims(command).map { $0["state"] as? String } == [nil, "interrupted", "not run"])
      #expect(text.contains("1 supported, 1 interrupted, 1 not run\nclaims: runs/claims/index.html\n"), "\(text)")
    }
    let again = try command.run("run", "a.yaml", "b.yaml", "c.yaml", "--quiet")
    #expect(again.status == 0)
    #expect(try claims(command).map { $0["verdict"] as? String } == ["supported", "supported", "contradicted"])
  }
}
