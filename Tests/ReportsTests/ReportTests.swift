// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Settings
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportTests {
  @Test func writesEverythingAndIsSelfContained() throws {
    let folder = try SampleFolder("RAVINE_SAMPLE_REPORT")
    defer { folder.remove() }
    let report = DoubleWellSample().report
    let warnings = try report.write(to: folder.url)
    #expect(warnings.isEmpty == (FigureRenderer.findGnuplot() != nil))
    let page = try String(contentsOf: folder.url.appending(path: "report.html"), encoding: .utf8)
    expectSelfContained(page)
    let parsed = try XMLDigest(page)
    #expect(parsed.repeatedIdentifiers.isEmpty)
    #expect(parsed.danglingReferences.isEmpty)
    for name in ["eyring", "survival", "convergence", "map"] {
      let svg = try String(contentsOf: folder.url.appending(path: "figures/\(name).svg"), encoding: .utf8)
      #expect(try XMLDigest(svg).repeatedIdentifiers.isEmpty)
    }
    #expect(parsed.elements["figure"] == 4 && parsed.elements["table"] == 3)
  }
}

@Suite struct ReportTextTests {
  @Test func userTextStaysTextEverywhere() throws {
    let hostile = #"<script>alert("x")</script> & 'q' ]]> {y} \u{1}"# + "\u{1}\u{FFFE}é漢"
    var analysis = Analysis()
    analysis.answer = hostile
    analysis.warnings = [hostile]
    analysis.tables = [Table(title: hostile, columns: [hostile], rows: [[hostile], ["1"]])]
    var finding = Finding(hostile, nil, unit: hostile, at: Record([(hostile, .text(hostile))]), method: hostile)
    finding.notes = [hostile]
    analysis.findings = [finding]
    analysis.figures = [
      Figure(name: hostile, title: hostile, caption: hostile, x: .init(hostile), y: .init(hostile), series: [])
    ]
    var report = Report(title: hostile, analysis: analysis)
    report.question = hostile
    report.experiment = hostile
    report.judgements = [Expectation(hostile, .word(hostile), source: hostile).judge([finding])]
    report.scenario = hostile
    report.provenance = [.init(hostile, hostile)]
    report.command = hostile
    report.citation = hostile
    report.files = [hostile]
    let page = report.html(figures: FigureRenderer(gnuplot: nil).render(analysis.figures))
    let parsed = try XMLDigest(page)
    #expect(parsed.elements["script"] == nil)
    #expect(parsed.repeatedIdentifiers.isEmpty && parsed.danglingReferences.isEmpty)
    #expect(parsed.text.contains(#"<script>alert("x")</script> & 'q' ]]> {y} \u{1}"#))
  }

  @Test func anEmptyReportIsAPage() throws {
    let page = Report(title: "", analysis: Analysis()).html(figures: [])
    #expect(try XMLDigest(page).elements["section"] == nil)
    expectSelfContained(page)
  }

  @Test func twoFiguresOfTheSameNameKeepTheirOwnIds() throws {
    let figure = DoubleWellSample().analysis.figures[2]
    var analysis = Analysis()
    analysis.figures = [figure, figure]
    let folder = try SampleFolder()
    defer { folder.remove() }
    try Report(title: "Twice", analysis: analysis).write(to: folder.url)
    let page = try String(contentsOf: folder.url.appending(path: "report.html"), encoding: .utf8)
    #expect(try XMLDigest(page).repeatedIdentifiers.isEmpty)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "figures").path).sorted()
    #expect(files == ["convergence-2.svg", "convergence.svg"])
  }

  @Test func provenanceIsPutIntoWords() {
    let json =
      #"{"seed": 2026, "version": "0.1.0", "wallSeconds": 3725.4, "processorSeconds": 11.26, "weather": "fair"}"#
    #expect(
      Report.facts(provenanceJSON: json) == [
        .init("version", "0.1.0"), .init("seed", "2026"), .init("wall-clock time", "1 h 2 min 5 s"),
        .init("processor time", "11.3 s"), .init("weather", "fair"),
      ])
    #expect(Report.facts(provenanceJSON: "").isEmpty)
    #expect(
      Report.facts(provenanceJSON: "not JSON") == [.init("provenance.json", "damaged: it is not a JSON mapping")])
  }
}
