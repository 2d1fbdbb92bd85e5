// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Settings
import Statistics
import Testing

@Suite struct FindingsFileTests {
  private var sampled: Finding {
    var finding = Finding(
      "escape-rate", Estimate(0.00545, standardError: 0.00004, interval: 0.00537...0.00553),
      at: Record([("temperature", .number(0.2))]), method: "first-passage")
    finding.samples = 4096
    finding.censored = 0
    return finding
  }

  private var censored: Finding {
    var finding = Finding("escape-rate", nil, at: Record([("temperature", .number(0.01))]), method: "first-passage")
    finding.upperBound = 1e-9
    finding.unit = "1/time"
    finding.notes = ["all \"walkers\" were censored"]
    return finding
  }

  @Test func theTextIsTheContracts() {
    let judgement = Expectation("escape-rate", .equals(0.005482), within: .fourSigmas, source: "theory").judge([sampled]
    )
    let file = FindingsFile(
      scenario: "double-well", experiment: "escape-rate",
      findings: [sampled, Finding("escape-rate", .exact(5.4819e-3, accuracy: 1e-10), method: "exact"), censored],
      judgements: [judgement])
    #expect(
      file.json == #"""
        {
          "scenario": "double-well",
          "experiment": "escape-rate",
          "findings": [
            { "quantity": "escape-rate", "method": "first-passage", "at": { "temperature": 0.2 }, "value": 0.00545, "standardError": 4e-05, "interval": [0.00537, 0.00553], "level": 0.95, "samples": 4096, "censored": 0, "notes": [] },
            { "quantity": "escape-rate", "method": "exact", "at": {}, "value": 0.0054819, "standardError": 0, "accuracy": 1e-10, "notes": [] },
            { "quantity": "escape-rate", "method": "first-passage", "at": { "temperature": 0.01 }, "value": null, "upperBound": 1e-09, "level": 0.95, "unit": "1/time", "notes": ["all \"walkers\" were censored"] }
          ],
          "expectations": [
            { "quantity": "escape-rate", "passed": true, "z": -0.7999999999999977, "message": "escape-rate by first-passage at temperature 0.2 is 0.00545 ± 4e-05; expected is 0.005482 within 4 standard errors.", "source": "theory" }
          ]
        }

        """#)
  }

  @Test func findingsReadBack() throws {
    var rich = sampled
    rich.discretizationError = 1e-5
    rich.discretizationStandardError = 2e-6
    rich.lowerBound = 0.1
    rich.estimate?.level = 0.9
    rich.boundLevel = 0.9
    rich.text = "comprehension"
    rich.at["well"] = .text("left")
    rich.doubt(because: "the largest sample decides")
    rich.estimate?.value = 0.1 + 0.2
    let findings = [rich, censored, sampled]
    let text = FindingsFile(scenario: "s", experiment: "e", findings: findings).json
    #expect(try FindingsFile.findings(inJSON: text, name: "findings.json") == findings)
  }

  @Test func doubtIsWrittenOnceWithItsReason() {
    var finding = sampled
    finding.doubt(because: "the largest sample decides")
    finding.doubt(because: "the largest sample decides")
    let text = FindingsFile(scenario: "s", experiment: "e", findings: [finding]).json
    #expect(text.contains(#""doubtful": true, "notes": ["the largest sample decides"] }"#), "\(text)")
    #expect(finding != sampled)
  }

  @Test func whatIsNotFiniteIsNeverANumber() throws {
    var finding = sampled
    finding.estimate = Estimate(.infinity, standardError: .nan, accuracy: .infinity, interval: 1...Double.infinity)
    finding.at["limit"] = .number(.infinity)
    let text = FindingsFile(scenario: "s", experiment: "e", findings: [finding]).json
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    #expect(
      text.contains(
        #"{ "quantity": "escape-rate", "method": "first-passage", "at": { "temperature": 0.2, "limit": "inf" }, "value": null, "samples": 4096, "censored": 0, "notes": [] }"#
      ), "\(text)")
  }

  @Test func damagedFilesAreNamed() {
    func read(_ text: String) -> String { message { try FindingsFile.findings(inJSON: text, name: "findings.json") } }
    #expect(read("{ \"findings\": [") == "findings.json is truncated or not JSON.")
    #expect(read("[]") == "findings.json holds no list of findings.")
    #expect(read("{\"findings\": [{}]}") == "findings.json holds a finding without a quantity.")
  }
}

@Suite struct ProvenanceTests {
  @Test func itSaysWhereTheResultsComeFrom() throws {
    let first = Provenance(
      version: "0.1.0", commit: "abc", seed: 2026, generator: "philox4x32-10", kernels: "AVX-512", threads: 2)
    let text = first.ending().json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "program", "version", "commit", "seed", "generator", "kernels", "threads", "processor", "processors",
        "operatingSystem", "swift", "began", "ended", "wallSeconds", "processorSeconds", "sessions", "history",
      ])
    #expect(object["seed"] as? Int == 2026 && object["sessions"] as? Int == 1)
    #expect(
      text.hasPrefix(
        "{\n  \"program\": \"Ravine\",\n  \"version\": \"0.1.0\",\n  \"commit\": \"abc\",\n  \"seed\": 2026,\n"))
  }

  @Test func theTimesOfSessionsAddUp() throws {
    let earlier =
      "{\"wallSeconds\": 100.5, \"processorSeconds\": 200, \"sessions\": 2, \"began\": \"2026-01-02T03:04:05Z\"}"
    let again = Provenance(
      version: "0.1.0", commit: nil, seed: 1, generator: "", kernels: "", threads: 1, continuing: earlier
    ).ending()
    #expect(
      again.sessions == 3 && again.wallSeconds >= 100.5 && again.wallSeconds < 110 && again.processorSeconds >= 200)
    #expect(again.json.contains("\"began\": \"2026-01-02T03:04:05Z\""))
    #expect(!again.json.contains("commit"))
  }

  @Test func damagedProvenanceDoesNotStopARun() {
    let again = Provenance(
      version: "0.1.0", commit: nil, seed: 1, generator: "", kernels: "", threads: 1, continuing: "{ \"wall")
    #expect(again.sessions == 1 && again.wallSeconds == 0)
    #expect(again.warning == "provenance.json is damaged; the times of earlier sessions are not counted.")
  }

  /// With clocks and a machine of one's own the text is known to the last character.
  @Test func aSessionIsTimedByItsClocks() {
    func clock(at seconds: Double) -> SessionClock {
      SessionClock(
        date: { Date(timeIntervalSince1970: 1_767_323_045 + seconds) }, seconds: { 40 + seconds },
        processorSeconds: { 2 * seconds })
    }
    let machine = Machine(
      processor: "Abacus", processorCount: 2, operatingSystem: "Plain", swiftVersion: "6.2")
    let begun = Provenance(
      version: "0.1.0", commit: nil, seed: 1, generator: "philox4x32-10", kernels: "AVX2", threads: 2,
      machine: machine, clock: clock(at: 0))
    #expect(
      begun.ending(by: clock(at: 61.5)).json == """
        {
          "program": "Ravine",
          "version": "0.1.0",
          "seed": 1,
          "generator": "philox4x32-10",
          "kernels": "AVX2",
          "threads": 2,
          "processor": "Abacus",
          "processors": 2,
          "operatingSystem": "Plain",
          "swift": "6.2",
          "began": "2026-01-02T03:04:05Z",
          "ended": "2026-01-02T03:05:06Z",
          "wallSeconds": 61.5,
          "processorSeconds": 123,
          "sessions": 1,
          "history": [{ "version": "0.1.0", "kernels": "AVX2", "processor": "Abacus", "began": "2026-01-02T03:04:05Z", "ended": "2026-01-02T03:05:06Z", "wallSeconds": 61.5, "processorSeconds": 123 }]
        }

        """)
  }
}
