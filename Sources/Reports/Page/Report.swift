// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Runs

/// What a run tells its reader: the question, the answer with its numbers and figures, and how to get them again.
package struct Report: Sendable {
  /// One line of the provenance.
  package struct Fact: Sendable, Equatable {
    /// What it is: `version`, `seed`, `processor`.
    package var name: String
    /// What it was.
    package var value: String

    /// A line of the provenance.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The scenario's title.
  package var title: String
  /// The scenario's question.
  package var question = ""
  /// The experiment's kind.
  package var experiment = ""
  /// The answer, findings, warnings, tables and figures.
  package var analysis: Analysis
  /// The scenario's expectations and how they turned out.
  package var judgements: [Judgement] = []
  /// The scenario's claim and how it turned out.
  package var claim: ClaimJudgement?
  /// What the run took, said beside the claim.
  package var effort: Effort?
  /// The scenario with every default written out, as YAML.
  package var scenario = ""
  /// Version, commit, seed, generator, processor, threads, wall and CPU time.
  package var provenance: [Fact] = []
  /// The commands that repeat the run, one a line.
  package var command = ""
  /// How to cite the program.
  package var citation = ""
  /// Other files beside the report, relative to it, such as `findings.json`.
  package var files: [String] = []

  /// A report; what is not given is left out of the page.
  package init(title: String, analysis: Analysis) {
    self.title = title
    self.analysis = analysis
  }

  /// Draws the figures and writes `report.html` and `figures/*.svg` with the scripts that drew them.
  ///
  /// - Parameters:
  ///   - directory: the run's directory, which exists.
  ///   - renderer: what draws the figures.
  /// - Returns: what the reader is to be warned of beyond the analysis' own warnings: figures that were not drawn.
  /// - Throws: what the file system throws.
  @discardableResult
  package func write(to directory: URL, renderer: FigureRenderer = FigureRenderer()) throws -> [String] {
    let rendered = renderer.render(analysis.figures)
    let folder = directory.appending(path: "figures")
    if !rendered.isEmpty { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    for (figure, name) in zip(rendered, Self.fileNames(analysis.figures)) {
      try AtomicFile.write(Data(figure.svg.utf8), to: folder.appending(path: name + ".svg").path)
    }
    try AtomicFile.write(Data(html(figures: rendered).utf8), to: directory.appending(path: "report.html").path)
    return FigureRenderer.warnings(of: rendered)
  }

  /// The figures' names as file names, each of them once.
  package static func fileNames(_ figures: [Figure]) -> [String] {
    var names: [String] = []
    for figure in figures {
      let plain = String(figure.name.map { $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : "-" })
      let name = plain.isEmpty ? "figure" : plain
      var free = name
      var number = 2
      while names.contains(free) {
        free = "\(name)-\(number)"
        number += 1
      }
      names.append(free)
    }
    return names
  }
}
