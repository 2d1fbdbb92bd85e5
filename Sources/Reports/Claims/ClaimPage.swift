// SPDX-License-Identifier: GPL-3.0-or-later
import Runs

extension ClaimSummary {
  /// The summary as one self-contained page in the style of the reports.
  package var html: String {
    let body = [head, overview, entries.enumerated().map(detail).joined(separator: "\n"), repeating]
    return page(title: "Claims put to the test", body: body.filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  private var head: String {
    """
    <header>
    <p class="kind">Ravine · claims</p>
    <h1>Claims put to the test</h1>
    <p class="question">\(escaped(tally)). A claim is supported where the 95 % intervals of all its conditions lie inside what \
    it allows, contradicted where one lies wholly outside, undecided otherwise.</p>
    </header>
    """
  }

  private var overview: String {
    let rows = entries.enumerated().map { index, entry in
      let decisive = (entry.decisive.isEmpty ? [entry.explanation] : entry.decisive)
        .map { "<li>\(escaped($0))</li>" }.joined()
      return
        "<tr><td>\(ClaimMarkup.badge(entry.outcome, entry.sign))</td>"
        + "<td class=\"statement\"><a href=\"#claim-\(index + 1)\">\(escaped(entry.claim.statement))</a></td>"
        + "<td class=\"words\"><ul class=\"decisive\">\(decisive)</ul></td></tr>"
    }
    return """
      <section aria-label="Verdicts">
      <div class="scrolling" role="region" tabindex="0" aria-label="Verdicts">
      <table class="claims">
      <thead><tr><th scope="col">verdict</th><th scope="col">claim</th><th scope="col">what decided</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private func detail(_ index: Int, _ entry: Entry) -> String {
    let identifier = "claim-\(index + 1)"
    let report = "\(entry.directory)/report.html"
    let name = "<span class=\"note\">\(escaped(entry.title))</span>"
    switch entry.state {
    case .judged(let judgement, let effort):
      let link =
        "<p class=\"effort\"><a href=\"\(link(to: report))\">Report of \(escaped(entry.name))</a> \(name)</p>\n"
      return ClaimMarkup(judgement: judgement, effort: effort).block(identifier: identifier, footer: link)
    case .waiting, .interrupted, .failed:
      let source = entry.claim.source.isEmpty ? "" : "<p class=\"source\">\(escaped(entry.claim.source))</p>\n"
      return """
        <section class="claim open" aria-labelledby="\(identifier)">
        <p class="verdict">\(ClaimMarkup.badge(entry.outcome, entry.sign))</p>
        <h2 id="\(identifier)">\(escaped(entry.claim.statement))</h2>
        \(source)<p class="effort">\(escaped(entry.name)): \(escaped(entry.explanation))</p>
        </section>
        """
    }
  }

  private var repeating: String {
    guard !command.isEmpty else { return "" }
    return """
      <section aria-labelledby="repeat">
      <h2 id="repeat">Repeat</h2>
      <p>Finished runs are not run again:</p>
      <pre><code>\(escaped(command))</code></pre>
      <p>Beside this page: <a href="\(Self.dataName)">\(Self.dataName)</a>.</p>
      </section>
      """
  }
}

extension ClaimSummary.Entry {
  /// A sign that tells the outcome without its color.
  fileprivate var sign: String {
    switch state {
    case .waiting: "…"
    case .interrupted: "‖"
    case .failed: "!"
    case .judged(let judgement, _): ClaimMarkup.sign(judgement.verdict)
    }
  }
}
