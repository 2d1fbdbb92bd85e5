// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Statistics

extension Report {
  /// The report as one self-contained page: styles and figures inside, no script, nothing from the network.
  ///
  /// It is well-formed XML as well as HTML, so that any tool can read it.
  ///
  /// - Parameter figures: the analysis' figures as the renderer drew them.
  package func html(figures: [RenderedFigure]) -> String {
    let warnings = analysis.warnings + FigureRenderer.warnings(of: figures)
    let sections: [String] = [
      head,
      claim.map { ClaimMarkup(judgement: $0, effort: effort).block(identifier: "claim") } ?? "",
      answer,
      warningList(warnings),
      // What the answer looks like comes first, then its numbers, then everything else.
      figures.first.map { figure(0, $0) } ?? "",
      analysis.tables.map { table($0) }.joined(),
      section(
        figures.count > 1 ? "More figures" : "", "figures",
        figures.enumerated().dropFirst().map { figure($0.offset, $0.element) }.joined()),
      expectationTable,
      section("All findings", "findings", findings),
      section("How it was run", "run", howItWasRun),
      section("Repeat and cite", "repeat", repeating),
    ]
    return page(title: title, body: sections.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  private func section(_ heading: String, _ identifier: String, _ body: String) -> String {
    body.isEmpty
      ? ""
      : "<section aria-labelledby=\"\(identifier)\">\n<h2 id=\"\(identifier)\">\(escaped(heading))</h2>\n\(body)</section>"
  }

  private var head: String {
    let kind = experiment.isEmpty ? "Ravine" : "Ravine · \(experiment)"
    return """
      <header>
      <p class="kind">\(escaped(kind))</p>
      <h1>\(escaped(title))</h1>
      \(question.isEmpty ? "" : "<p class=\"question\">\(escaped(question))</p>")
      </header>
      """
  }

  private var answer: String {
    var badge = ""
    if !judgements.isEmpty {
      let met = judgements.count { $0.passed }
      let isGood = met == judgements.count
      badge =
        "<p class=\"badge \(isGood ? "good" : "bad")\"><a href=\"#expectations\">\(isGood ? "✓" : "✗") \(met) of \(judgements.count) expectations met</a></p>"
    }
    guard !analysis.answer.isEmpty || !badge.isEmpty else { return "" }
    let text = analysis.answer.split(separator: "\n").map { "<p>\(escaped(String($0)))</p>" }.joined(separator: "\n")
    return "<section class=\"answer\" aria-label=\"Answer\">\n\(text)\n\(badge)\n</section>"
  }

  private func warningList(_ warnings: [String]) -> String {
    guard !warnings.isEmpty else { return "" }
    let items = warnings.map { "<li>\(escaped($0))</li>" }.joined(separator: "\n")
    return """
      <section class="warnings" role="note" aria-label="Warnings">
      <h2>\(warnings.count == 1 ? "One warning" : "\(warnings.count) warnings")</h2>
      <ul>
      \(items)
      </ul>
      </section>
      """
  }

  private func figure(_ index: Int, _ rendered: RenderedFigure) -> String {
    let notes = rendered.notes.map { "<span class=\"note\">\(escaped($0))</span>" }.joined(separator: " ")
    // The XML declaration may stand at the head of a file only.
    let svg = rendered.svg.range(of: "<svg").map { String(rendered.svg[$0.lowerBound...]) } ?? ""
    return """
      <figure id="figure-\(index + 1)">
      <div class="card\(rendered.figure.map == nil ? "" : " map")">
      \(VectorGraphic.prefixed(svg, with: "f\(index + 1)-"))
      </div>
      <figcaption><b>Figure \(index + 1).</b> \(escaped(rendered.figure.caption)) \(notes)</figcaption>
      </figure>

      """
  }

  private var expectationTable: String {
    guard !judgements.isEmpty else { return "" }
    let hasSources = judgements.contains { !$0.expectation.source.isEmpty }
    let rows = judgements.map { judgement in
      let mark = judgement.passed ? "<td class=\"good\">✓ met</td>" : "<td class=\"bad\">✗ not met</td>"
      let z = judgement.z.map { NumberFormat.rounded($0, digits: 2) } ?? NumberFormat.nothing
      let source = hasSources ? "<td>\(escaped(judgement.expectation.source))</td>" : ""
      return
        "<tr>\(mark)<td class=\"words\">\(escaped(judgement.message))</td><td class=\"number\">\(z)</td>\(source)</tr>"
    }
    let heads = ["", "found and expected", "z"] + (hasSources ? ["source of the expected value"] : [])
    return section("Expectations", "expectations", scrolling("Expectations", heads, rows))
  }

  private var findings: String {
    guard !analysis.findings.isEmpty else { return "" }
    let body = table(Table(title: "", of: analysis.findings), label: "All findings")
    return """
      <p>A number such as 0.005452(43) is 0.005452 with a standard error of 0.000043; a number without parentheses was \
      computed, not sampled. <a href="findings.json">findings.json</a> holds every digit.</p>
      \(body)
      """
  }

  private func table(_ table: Table) -> String {
    let identifier = "table-\(analysis.tables.firstIndex(of: table).map { $0 + 1 } ?? 0)"
    return section(table.title.isEmpty ? "Results" : table.title, identifier, self.table(table, label: table.title))
      + "\n"
  }

  /// Tables with more rows are folded.
  private static let longestOpenTable = 40

  private func table(_ table: Table, label: String) -> String {
    let columns = table.columns.indices.map { index in
      let cells = table.rows.map { index < $0.count ? $0[index] : "" }
      let isNumeric = ColumnAlignment.isNumeric(cells)
      // A figure space is as wide as a digit: it brings the decimal points below one another.
      let kind = isNumeric ? "number" : cells.contains { $0.count > 40 } ? "words" : ""
      return (
        isNumeric: isNumeric, opening: kind.isEmpty ? "<td>" : "<td class=\"\(kind)\">",
        cells: isNumeric ? ColumnAlignment.aligned(cells, space: "\u{2007}") : cells
      )
    }
    let rows = table.rows.indices.map { row in
      "<tr>"
        + columns.map { "\($0.opening)\(escaped($0.cells[row]))</td>" }.joined() + "</tr>"
    }
    let body = scrolling(label, table.columns, rows, numeric: columns.map(\.isNumeric))
    guard rows.count > Self.longestOpenTable else { return body }
    return "<details>\n<summary>All \(rows.count) rows</summary>\n\(body)</details>\n"
  }

  /// A table that scrolls sideways by itself when the window is narrow, also by the keyboard.
  private func scrolling(_ label: String, _ heads: [String], _ rows: [String], numeric: [Bool] = []) -> String {
    let head = heads.enumerated().map { index, head in
      let kind = numeric.indices.contains(index) && numeric[index] ? " class=\"number\"" : ""
      return "<th scope=\"col\"\(kind)>\(escaped(head))</th>"
    }.joined()
    return """
      <div class="scrolling" role="region" tabindex="0" aria-label="\(escaped(label.isEmpty ? "Table" : label))">
      <table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>

      """
  }

  private var howItWasRun: String {
    var body = ""
    if !provenance.isEmpty {
      let lines = provenance.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }
      body += "<dl>\n\(lines.joined(separator: "\n"))\n</dl>\n"
    }
    if !scenario.isEmpty {
      body +=
        "<details>\n<summary>The scenario with every default written out</summary>\n<pre><code>\(escaped(scenario))</code></pre>\n</details>\n"
    }
    return body
  }

  private var repeating: String {
    var body = ""
    if !command.isEmpty {
      body +=
        "<p>The same scenario and seed give the same numbers on any number of threads:</p>\n<pre><code>\(escaped(command))</code></pre>\n"
    }
    if !files.isEmpty {
      let links = files.map { "<a href=\"\(link(to: $0))\">\(escaped($0))</a>" }.joined(separator: ", ")
      body += "<p>Beside this page: \(links).</p>\n"
    }
    if !citation.isEmpty { body += "<p class=\"citation\">\(escaped(citation))</p>\n" }
    return body
  }
}
