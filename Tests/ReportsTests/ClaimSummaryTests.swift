// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Settings
import Statistics
import Testing

private func finding(_ value: Double, _ interval: ClosedRange<Double>) -> Finding {
  Finding(
    "grokking-time", Estimate(value, standardError: .nan, interval: interval), method: "kaplan-meier")
}

private let provenance = #"{"wallSeconds": 12.3, "processorSeconds": 205.4, "threads": 2}"#

private let effort = Effort(tasks: 8, work: 2.4e7, unit: "steps", provenanceJSON: provenance)

private func entry(_ name: String, _ statement: String, _ state: ClaimSummary.State = .waiting) -> ClaimSummary.Entry {
  let claim = Claim(
    statement, source: "somebody, page 3",
    holdsWhen: [ClaimCondition(Expectation("grokking-time", .range(atLeast: nil, atMost: 100)))])
  var entry = ClaimSummary.Entry(name: name, title: "Title of \(name)", claim: claim, directory: "../\(name)")
  entry.state = state
  return entry
}

/// An entry whose claim was judged by one finding.
private func judged(_ name: String, _ statement: String, _ finding: Finding) -> ClaimSummary.Entry {
  let waiting = entry(name, statement)
  return entry(name, statement, .judged(waiting.claim.judge([finding]), effort))
}

private var sample: ClaimSummary {
  ClaimSummary(
    [
      judged("fast", "grokking is <fast> & sudden", finding(50, 40...60)),
      judged("slow", "grokking is slow", finding(500, 400...600)),
      judged("vague", "grokking is vague", finding(100, 50...150)),
      entry("broken", "grokking is broken", .failed("task 3 failed: no space")),
      entry("stopped", "grokking is stopped", .interrupted), entry("later", "grokking is later"),
    ], command: "ravine run scenarios/claims")
}

@Suite struct ClaimSummaryTests {
  @Test func thePageHasEveryVerdictWithNumbersTimesAndLinks() throws {
    let page = sample.html
    let parsed = try XMLDigest(page)
    #expect(parsed.repeatedIdentifiers.isEmpty && parsed.danglingReferences.isEmpty)
    for text in [
      "grokking is <fast> & sudden", "somebody, page 3", "✓ supported", "✗ contradicted", "? undecided", "! failed",
      "‖ interrupted", "… not run", "grokking-time by kaplan-meier is 50 (40 to 60); the claim needs at most 100.",
      "grokking-time by kaplan-meier is 500 (400 to 600); the claim needs at most 100.", "task 3 failed: no space",
      "Run: 8 tasks, at most 2.4·10⁷ steps; 12.3 s, 3 min 25 s of processor time on 2 threads.", "Title of fast",
      "1 supported, 1 contradicted, 1 undecided, 1 failed, 1 interrupted, 1 not run", "ravine run scenarios/claims",
    ] { #expect(parsed.text.contains(text), "\(text)") }
    for name in ["fast", "slow", "vague"] { #expect(page.contains("href=\"../\(name)/report.html\"")) }
    // What has not ended has no report yet.
    #expect(!page.contains("href=\"../later/report.html\""))
    #expect(!page.contains("http"))
  }

  @Test func theFileIsForPrograms() throws {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(sample.json.utf8)) as? [String: Any])
    let claims = try #require(object["claims"] as? [[String: Any]])
    #expect(claims.map { $0["scenario"] as? String } == ["fast", "slow", "vague", "broken", "stopped", "later"])
    #expect(claims.map { $0["verdict"] as? String } == ["supported", "contradicted", "undecided", nil, nil, nil])
    #expect(
      claims.map { $0["state"] as? String } == [nil, nil, nil, "failed", "interrupted", "not run"])
    #expect(claims[0]["statement"] as? String == "grokking is <fast> & sudden")
    #expect(claims[0]["wallSeconds"] as? Double == 12.3)
    #expect((claims[0]["conditions"] as? [[String: Any]])?.first?["lower"] as? Double == 40)
    #expect(claims[3]["reason"] as? String == "task 3 failed: no space")
  }

  @Test func theTableSaysWhatDecided() {
    let rows = sample.table.rows
    #expect(rows.map(\.first) == ["supported", "contradicted", "undecided", "failed", "interrupted", "not run"])
    #expect(rows[1][3] == "grokking-time by kaplan-meier is 500 (400 to 600); the claim needs at most 100.")
    #expect(rows[5][3] == "This scenario has not been run yet.")
  }

  @Test func itIsWrittenAsAWhole() throws {
    let folder = try SampleFolder("RAVINE_SAMPLE_CLAIMS")
    defer { folder.remove() }
    let place = folder.url.appending(path: "runs/claims")
    try ClaimSummary([entry("later", "another")]).write(to: place)
    try sample.write(to: place)
    let page = try String(contentsOf: place.appending(path: "index.html"), encoding: .utf8)
    #expect(page.contains("grokking is slow") && !page.contains("another"))
    #expect(FileManager.default.fileExists(atPath: place.appending(path: "claims.json").path))
  }

  @Test func theReportBeginsWithTheClaim() throws {
    var report = DoubleWellSample().report
    let claim = Claim(
      "the rate is e^{−βΔF}", source: "Eyring 1935",
      holdsWhen: [ClaimCondition(Expectation("activation-energy", .range(atLeast: 0.5, atMost: nil)))],
      failsWhen: [ClaimCondition(Expectation("activation-entropy", .range(atLeast: 10, atMost: nil)))])
    report.claim = claim.judge(report.analysis.findings)
    report.effort = effort
    let page = report.html(figures: [])
    let parsed = try XMLDigest(page)
    #expect(parsed.repeatedIdentifiers.isEmpty)
    let statement = try #require(page.range(of: "the rate is e^{−βΔF}"))
    let answer = try #require(page.range(of: "class=\"answer\""))
    #expect(statement.lowerBound < answer.lowerBound)
    for text in [
      "✓ supported", "Eyring 1935", "activation-energy by first-passage is 0.954", "Fails when:", "does not hold",
      "Run: 8 tasks",
    ] { #expect(parsed.text.contains(text), "\(text)") }
  }
}
