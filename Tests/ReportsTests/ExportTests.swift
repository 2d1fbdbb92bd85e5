// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Settings
import Testing

@Suite struct ExportTests {
  /// With RAVINE_SAMPLE_EXPORT set to a folder this also makes the committed sample.
  @Test func writesWhatXarrayPandasAndJupyterRead() throws {
    let folder = try SampleFolder("RAVINE_SAMPLE_EXPORT")
    defer { folder.remove() }
    let sample = DoubleWellSample()
    var export = Export(
      title: sample.report.title, findings: sample.analysis.findings, results: sample.analysis.results,
      figures: [sample.analysis.figures[0]])
    export.question = sample.report.question
    export.answer = sample.analysis.answer
    let files = try export.write(to: folder.url).files
    #expect(
      files == [
        "results.nc", "findings.csv", "results-temperature-method.csv", "results-temperature-walker.csv",
        "figures.json", "ravine_run.py", "notebook.ipynb", "requirements.txt", "figures/eyring.svg",
        "figures/eyring.gp",
      ])
    func read(_ name: String) throws -> String {
      try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }
    let back = try Dataset(contentsOf: folder.url.appending(path: "results.nc").path)
    #expect(back.numbers("passage_time") == sample.analysis.results.numbers("passage_time"))

    let findings = try read("findings.csv").split(separator: "\n")
    #expect(findings.count == 1 + sample.analysis.findings.count)
    #expect(
      findings[0] == "quantity,method,temperature,value,standard_error,accuracy,discretization_error,interval_lower,"
        + "interval_upper,level,upper_bound,lower_bound,effective_samples,r_hat,samples,censored,text,unit,doubtful,notes"
    )
    #expect(findings[1].hasPrefix("escape-rate,first-passage,0.5,"))
    let rates = try read("results-temperature-method.csv").split(separator: "\n")
    #expect(rates[0] == "temperature,method,escape_rate,escape_rate_standard_error")
    #expect(rates.count == 1 + 5 * 4)
    let (third, _) = (rates[7].split(separator: ",", omittingEmptySubsequences: false), 0)
    #expect(third[0] == "0.4" && third[1] == "eyring-kramers")
    #expect(Double(third[2]) == sample.analysis.results.numbers("escape_rate")?[6])
  }

  @Test func quotesWhatWouldBreakARow() throws {
    var finding = Finding(
      "phase", nil, at: Record([("value", .text("line\nbreak")), ("well", .text("\"deep\""))]), method: "a,b")
    finding.notes = ["One, two.", "Said \"three\"."]
    finding.upperBound = 1.5e-7
    let folder = try SampleFolder()
    defer { folder.remove() }
    try Export(title: "x", findings: [finding], results: Dataset()).write(to: folder.url)
    let text = try String(contentsOf: folder.url.appending(path: "findings.csv"), encoding: .utf8)
    #expect(text.hasPrefix("quantity,method,at.value,well,value,"))
    #expect(
      text.hasSuffix(
        "\nphase,\"a,b\",\"line\nbreak\",\"\"\"deep\"\"\",,,,,,,,1.5e-07,,,,,,,,false,\"One, two. Said \"\"three\"\".\"\n"
      ))
  }

  @Test func theNotebookIsValid() throws {
    let folder = try SampleFolder()
    defer { folder.remove() }
    var export = Export(title: "A *title* with \"quotes\" and \\ and €", findings: [], results: Dataset())
    export.question = "Does θ < 1\nmatter?"
    try export.write(to: folder.url)
    let data = try Data(contentsOf: folder.url.appending(path: "notebook.ipynb"))
    let notebook = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(notebook["nbformat"] as? Int == 4 && notebook["nbformat_minor"] as? Int == 5)
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    var identifiers: Set<String> = []
    for cell in cells {
      let isCode = cell["cell_type"] as? String == "code"
      #expect(isCode || cell["cell_type"] as? String == "markdown")
      // The schema of nbformat 4.5 wants exactly these keys.
      let wanted: Set =
        isCode
        ? ["cell_type", "execution_count", "id", "metadata", "outputs", "source"]
        : ["cell_type", "id", "metadata", "source"]
      #expect(Set(cell.keys) == wanted)
      identifiers.insert(try #require(cell["id"] as? String))
      #expect(cell["source"] is [String])
    }
    #expect(identifiers.count == cells.count)
    let head = try #require(cells[0]["source"] as? [String])
    #expect(head[0] == "# A \\*title\\* with \"quotes\" and \\\\ and €\n")
    #expect(head[2] == "*Does θ \\< 1 matter?*\n")
  }
}
