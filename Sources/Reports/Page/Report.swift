// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation
public import Runs

/// What a run tells its reader: the question, the answer with its numbers and figures, and how to get them again.
public struct Report: Sendable {
  /// One line of the provenance.
  public struct Fact: Sendable, Equatable {
    /// What it is: `version`, `seed`, `processor`.
    public var name: String
    /// What it was.
    public var value: String

    /// A line of the provenance.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The scenario's title.
  public var title: String
  /// The scenario's question.
  public var question = ""
  /// The experiment's kind.
  public var experiment = ""
  /// The answer, findings, warnings, tables and figures.
  public var analysis: Analysis
  /// The scenario's expectations and how they turned out.
  public var judgements: [Judgement] = []
  /// The scenario's claim and how it turned out.
  public var claim: ClaimJudgement?
  /// What the run took, said beside the claim.
  public var effort: Effort?
  /// The scenario with every default written out, as YAML.
  public var scenario = ""
  /// Version, commit, seed, generator, processor, threads, wall and CPU time.
  public var provenance: [Fact] = []
  /// The commands that repeat the run, one a line.
  public var command = ""
  /// How to cite the program.
  public var citation = ""
  /// Other files beside the report, relative to it, such as `findings.json`.
  public var files: [String] = []

  /// A report; what is not given is left out of the page.
  public init(title: String, analysis: Analysis) {
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
  public func write(to directory: URL, renderer: FigureRenderer = FigureRenderer()) throws -> [String] {
    let rendered = renderer.render(analysis.figures)
    let folder = directory.appending(path: "figures")
    if !rendered.isEmpty { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    for (figure, name) in zip(rendered, Self.fileNames(analysis.figures)) {
      try Data(figure.svg.utf8).write(to: folder.appending(path: name + ".svg"), options: .atomic)
    }
    try Data(html(figures: rendered).utf8).write(to: directory.appending(path: "report.html"), options: .atomic)
    return FigureRenderer.warnings(of: rendered)
  }

  /// The figures' names as file names, each of them once.
  static func fileNames(_ figures: [Figure]) -> [String] {
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
