// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
package import Foundation
package import Runs
import Synchronization

/// A figure that was drawn, or the reason why it was not.
package struct RenderedFigure: Sendable, Equatable {
  /// What was to be drawn.
  package var figure: Figure
  /// The picture as SVG; without gnuplot or without data a placeholder that says so.
  package var svg: String
  /// What a reader must know: which points an axis could not show, which colors saturate.
  package var notes: [String]
  /// Why there is only a placeholder.
  package var failure: String?
}

/// Draws figures by gnuplot, which runs as a child process once for each.
///
/// Without gnuplot nothing fails: the pictures are placeholders that say what to install, and so does `warnings(of:)`.
package struct FigureRenderer: Sendable {
  /// The program; `nil` when none was found.
  package let gnuplot: URL?
  /// How long a figure may take, in seconds.
  package var timeLimit = 60.0
  /// The directory in which gnuplot works, each figure in a folder of its own that is removed afterwards.
  package let scratch: URL

  /// Draws with the given program.
  package init(
    gnuplot: URL? = FigureRenderer.findGnuplot(), scratch: URL = FileManager.default.temporaryDirectory
  ) {
    self.gnuplot = gnuplot
    self.scratch = scratch
  }

  /// gnuplot on the search path, or `nil`.
  package static func findGnuplot(path: String? = ProcessInfo.processInfo.environment["PATH"]) -> URL? {
    for folder in (path ?? "/usr/bin:/usr/local/bin:/opt/homebrew/bin").split(separator: ":") {
      let candidate = URL(filePath: String(folder), directoryHint: .isDirectory).appending(path: "gnuplot")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    return nil
  }

  /// Draws a figure; never throws, for a run must not fail for want of a picture.
  package func render(_ figure: Figure) -> RenderedFigure {
    let script = FigureScript(figure, output: "figure.svg")
    var rendered = RenderedFigure(figure: figure, svg: "", notes: script.notes)
    let name = Self.identifier(figure.name)
    func giveUp(_ reason: String) -> RenderedFigure {
      rendered.failure = reason
      rendered.svg = VectorGraphic.placeholder(name: name, title: figure.title, message: reason)
      return rendered
    }
    guard let text = script.text else {
      return giveUp((["There is nothing to draw."] + script.notes).joined(separator: " "))
    }
    guard let gnuplot else { return giveUp(Self.missingProgram) }
    do {
      let svg = String(decoding: try run(gnuplot, script: text, output: "figure.svg"), as: UTF8.self)
      rendered.svg = VectorGraphic.finished(svg, name: name, of: figure)
      return rendered
    } catch { return giveUp("\(error)") }
  }

  /// A figure as a file for a paper or a slide.
  ///
  /// - Returns: the file's bytes, and what a reader must know: which points an axis could not show.
  /// - Throws: a `FigureFailure` where there is nothing to draw or gnuplot is missing or fails.
  package func plot(_ figure: Figure, on canvas: FigureCanvas) throws(FigureFailure) -> (data: Data, notes: [String]) {
    let output = "figure.\(canvas.format.rawValue)"
    let script = FigureScript(figure, output: output, canvas: canvas)
    guard let text = script.text else {
      throw FigureFailure(reason: (["There is nothing to draw."] + script.notes).joined(separator: " "))
    }
    guard let gnuplot else { throw FigureFailure(reason: Self.missingProgram) }
    let data: Data
    do { data = try run(gnuplot, script: text, output: output) } catch let failure as FigureFailure {
      throw failure
    } catch { throw FigureFailure(reason: error.localizedDescription) }
    guard canvas.format == .svg else { return (data, script.notes) }
    let svg = VectorGraphic.finished(
      String(decoding: data, as: UTF8.self), name: Self.identifier(figure.name), of: figure,
      extent: canvas.extent(script.size))
    return (Data(svg.utf8), script.notes)
  }

  /// Draws several figures at once, in their order.
  package func render(_ figures: [Figure]) -> [RenderedFigure] {
    // One thread per figure waits for its child; figures are few.
    let places = Mutex<[RenderedFigure?]>(Array(repeating: nil, count: figures.count))
    DispatchQueue.concurrentPerform(iterations: figures.count) { index in
      let rendered = render(figures[index])
      places.withLock { $0[index] = rendered }
    }
    return places.withLock { $0.compactMap { $0 } }
  }

  /// What the figures' makers want said in the terminal and at the head of the report, each sentence once.
  package static func warnings(of figures: [RenderedFigure]) -> [String] {
    var warnings: [String] = []
    for figure in figures {
      guard let failure = figure.failure else { continue }
      let isGeneral = failure.hasPrefix("gnuplot was not found")
      let warning = isGeneral ? failure : "Figure “\(figure.figure.title)”: \(failure)"
      if !warnings.contains(warning) { warnings.append(warning) }
    }
    return warnings
  }

  /// The gnuplot script that draws a figure, data included, for those who want to change it; `nil` without data.
  package static func script(for figure: Figure, output: String) -> String? {
    FigureScript(figure, output: output.replacing("'", with: "")).text
  }

  private static let missingProgram =
    "gnuplot was not found, so figures are not drawn. Install it (Debian: apt-get install gnuplot-nox)."

  /// A name that is a valid id whatever the figure is called.
  private static func identifier(_ name: String) -> String {
    let word = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
    return word.first?.isLetter == true ? word : "figure-" + word
  }

  private static let folderPrefix = "ravine-figure-"

  /// Removes what processes that were killed have left; once in a process.
  private static func sweep(_ scratch: URL) {
    guard !isSwept.exchange(true, ordering: .relaxed) else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? []
    where name.hasPrefix(folderPrefix) {
      guard let process = pid_t(name.dropFirst(folderPrefix.count).prefix { $0.isNumber }), kill(process, 0) != 0,
        errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(at: scratch.appending(path: name))
    }
  }

  private static let isSwept = Atomic<Bool>(false)

  private func run(_ program: URL, script: String, output: String) throws -> Data {
    Self.sweep(scratch)
    let folder = scratch.appending(path: "\(Self.folderPrefix)\(getpid())-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(script.utf8).write(to: folder.appending(path: "figure.gp"))
    let complaints = folder.appending(path: "complaints.txt")
    try Data().write(to: complaints)
    let process = Process()
    process.executableURL = program
    // `-d`: a user's own startup file must not change the report.
    process.arguments = ["-d", "figure.gp"]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: complaints)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + timeLimit) == .timedOut {
      process.terminate()
      throw FigureFailure(reason: "gnuplot did not finish within \(Int(timeLimit)) seconds and was stopped.")
    }
    let drawn = try? Data(contentsOf: folder.appending(path: output))
    guard process.terminationStatus == 0, let drawn, !drawn.isEmpty else {
      let said = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
      let words = said.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " ")
      throw FigureFailure(reason: "gnuplot failed (status \(process.terminationStatus)): \(words.prefix(400))")
    }
    return drawn
  }
}

/// Why a figure was not drawn.
package struct FigureFailure: Error, CustomStringConvertible {
  /// The reason, as a sentence.
  package let reason: String
  package var description: String { reason }
}
