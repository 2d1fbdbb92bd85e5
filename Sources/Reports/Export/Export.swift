// SPDX-License-Identifier: GPL-3.0-or-later
package import Foundation
package import Runs

/// A run as other programs take it: NetCDF, tidy CSV, a Jupyter notebook that reads both, and the figures.
///
///     results.nc                      everything, with named dimensions; xarray.open_dataset reads it
///     findings.csv                    one row per finding
///     results-temperature-method.csv  the variables over these dimensions, one row per point
///     runs.csv                        one row per run of a sweep, as 'ravine fit' reads it
///     figures.json                    the figures of the report as data
///     ravine_run.py                   reads all of these into xarray and pandas, draws the figures with matplotlib
///     notebook.ipynb                  redraws the figures and looks closer at rates or at grokking
///     requirements.txt                what the notebook needs
///     figures/eyring.svg, .gp         the figures and the gnuplot scripts that draw them
package struct Export: Sendable {
  /// The scenario's title.
  package var title: String
  /// The scenario's question.
  package var question = ""
  /// The answer in words.
  package var answer = ""
  /// Every number that the report states.
  package var findings: [Finding]
  /// All tasks merged.
  package var results: Dataset
  /// The report's figures.
  package var figures: [Figure]
  /// Further tables that the experiment writes.
  package var tables: [Analysis.File] = []

  /// What is to be exported.
  package init(title: String, findings: [Finding], results: Dataset, figures: [Figure] = []) {
    self.title = title
    self.findings = findings
    self.results = results
    self.figures = figures
  }

  private var notebook: Notebook {
    Notebook(
      title: title, question: question, answer: answer, subject: Notebook.Subject(results),
      figures: Report.fileNames(figures))
  }

  /// Writes all files into a directory, which is made if need be; files of the same names are replaced.
  ///
  /// - Returns: the files' names relative to the directory, and what the reader is to be warned of.
  /// - Throws: `RunError` when NetCDF cannot be written, else what the file system throws.
  @discardableResult
  package func write(to directory: URL, renderer: FigureRenderer = FigureRenderer()) throws -> (
    files: [String], warnings: [String]
  ) {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    var files: [String] = []
    func write(_ text: String, to name: String) throws {
      try AtomicFile.write(Data(text.utf8), to: directory.appending(path: name).path)
      files.append(name)
    }
    try results.write(to: directory.appending(path: "results.nc").path)
    files.append("results.nc")
    try write(TidyTables.findings(findings), to: "findings.csv")
    for table in TidyTables.results(results) { try write(table.text, to: table.name) }
    for table in tables { try write(table.text, to: table.name) }
    try write(Figure.json(of: figures.named(Report.fileNames(figures))), to: "figures.json")
    try write(String(decoding: PackageResources.ravine_run_py, as: UTF8.self), to: "ravine_run.py")
    try write(notebook.json(), to: "notebook.ipynb")
    try write(Notebook.requirements, to: "requirements.txt")
    let rendered = renderer.render(figures)
    if !figures.isEmpty {
      try FileManager.default.createDirectory(
        at: directory.appending(path: "figures"), withIntermediateDirectories: true)
    }
    for (figure, name) in zip(rendered, Report.fileNames(figures)) {
      try write(figure.svg, to: "figures/\(name).svg")
      if let script = FigureRenderer.script(for: figure.figure, output: name + ".svg") {
        try write(script, to: "figures/\(name).gp")
      }
    }
    return (files, FigureRenderer.warnings(of: rendered))
  }
}

extension [Figure] {
  /// The same figures with names of their own.
  fileprivate func named(_ names: [String]) -> [Figure] {
    zip(self, names).map { figure, name in
      var figure = figure
      figure.name = name
      return figure
    }
  }
}
