// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import Reports
import Runs

/// `ravine plot`: a figure of a run as a file for a paper or a slide.
struct PlotCommand: LaboratoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw a figure of a run for a paper or a slide: PDF, PNG or SVG.",
    discussion: """
      ravine plot runs/double-well --list
      ravine plot runs/double-well eyring --to eyring.pdf --width 8.6 --font-size 8
      ravine plot runs/double-well eyring --to eyring.png --palette dark --label 'x=inverse Temperatur 1/θ'
      ravine plot runs/double-well --to figures/ --format pdf
      """)

  @Argument(help: ArgumentHelp("The run's directory.", valueName: "run"), completion: .directory) var path: String
  @Argument(help: "The figure's name, as --list shows it. Default: the first; all, where --to is a directory.")
  var figure: String?
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The file, whose ending tells its kind; or a directory.", valueName: "file"),
    completion: .file(extensions: ["pdf", "png", "svg"]))
  var target: String?
  @Flag(name: .customLong("list"), help: "List the figures with their labels, and draw nothing.") var isList = false
  @Option(help: "The kind of file, where --to is a directory.") var format = FigureCanvas.Format.pdf
  @Option(help: "The width in centimeters.") var width = 16.0
  @Option(help: "The height in centimeters. Default: in the proportion of the report.") var height: Double?
  @Option(help: "The size of the letters in points.") var fontSize = 9.0
  @Option(help: "The dots per inch of a PNG.") var resolution = 300.0
  @Option(help: "The colors: light, dark, or print, which is gray.", completion: .list(FigurePalette.named.map(\.0)))
  var palette = "light"
  @Flag(help: "Leave the title away.") var noTitle = false
  @Option(
    name: .customLong("label"),
    help: ArgumentHelp(
      "Replaces a text: 'title', 'x', 'y', 'map', or a label as it stands in the figure. May be repeated.",
      valueName: "old=new"))
  var labels: [String] = []

  func validate() throws {
    guard (1...200).contains(width), height.map((1...200).contains) ?? true else {
      throw ValidationError("A figure is between 1 and 200 cm wide and high.")
    }
    guard (3...60).contains(fontSize) else { throw ValidationError("--font-size is between 3 and 60 points.") }
    guard (30...2400).contains(resolution) else { throw ValidationError("--resolution is between 30 and 2400.") }
    guard FigurePalette.named.contains(where: { $0.0 == palette }) else {
      throw ValidationError("--palette is one of \(FigurePalette.named.map(\.0).joined(separator: ", ")).")
    }
    if !isList, target == nil { throw ValidationError("--to FILE.pdf says where the figure goes; --list lists them.") }
    for label in labels where !label.dropFirst().contains("=") {
      throw ValidationError("--label '\(label)' is not of the form old=new.")
    }
  }

  func run(in context: ToolContext) throws {
    let figures = try StoredRun(path).figures()
    guard !isList else { return list(figures) }
    guard !figures.isEmpty else { throw Ending.stop("\(path) has no figures.", Ending.failed) }
    let renderer = FigureRenderer()
    for (figure, file) in try chosen(among: figures) {
      do {
        let drawn = try renderer.plot(labeled(figure), on: canvas(for: file))
        try FileManager.default.createDirectory(
          at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        try AtomicFile.write(drawn.data, to: file)
        for note in drawn.notes { _ = Ending.stop("note: \(note)", Ending.failed) }
        print(file)
      } catch let failure as FigureFailure {
        throw Ending.stop("\(figure.name): \(failure.reason)", Ending.failed)
      } catch let error as ExitCode { throw error } catch {
        throw Ending.stop("\(file): \(error.localizedDescription)", Ending.failed)
      }
    }
  }

  /// The figures to draw, with the files that they go to.
  private func chosen(among figures: [Figure]) throws -> [(figure: Figure, file: String)] {
    let names = Report.fileNames(figures)
    let target = target ?? ""
    let wanted = try figure.map { name in
      guard let place = names.firstIndex(of: name) else {
        throw Ending.stop(
          "\(path) has no figure '\(name)'; there are: \(names.joined(separator: ", ")).", Ending.wrongInput)
      }
      return [place]
    }
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: target, isDirectory: &isDirectory)
    guard target.hasSuffix("/") || (exists ? isDirectory.boolValue : URL(filePath: target).pathExtension.isEmpty) else {
      return [(figures[wanted?[0] ?? 0], target)]
    }
    return (wanted ?? Array(figures.indices)).map {
      (figures[$0], "\(target.hasSuffix("/") ? target : target + "/")\(names[$0]).\(format.rawValue)")
    }
  }

  private func canvas(for file: String) throws -> FigureCanvas {
    let ending = URL(filePath: file).pathExtension
    guard let format = FigureCanvas.Format(rawValue: ending.lowercased()) else {
      throw Ending.stop("\(file): a figure is a file that ends in .pdf, .png or .svg.", Ending.wrongInput)
    }
    var canvas = FigureCanvas()
    canvas.format = format
    canvas.size = (width, height)
    canvas.fontSize = fontSize
    canvas.resolution = resolution
    canvas.palette = FigurePalette.named.first { $0.0 == palette }?.1 ?? .light
    canvas.hasTitle = !noTitle
    return canvas
  }

  private func labeled(_ figure: Figure) throws -> Figure {
    var figure = figure
    for label in labels {
      guard let sign = label.dropFirst().firstIndex(of: "=") else { continue }
      let old = String(label[..<sign])
      guard figure.relabel(old, as: String(label[label.index(after: sign)...])) else {
        throw Ending.stop(
          "\(figure.name) has no label '\(old)'; there are: title, x, y, \(figure.labels.joined(separator: ", ")).",
          Ending.wrongInput)
      }
    }
    return figure
  }

  private func list(_ figures: [Figure]) {
    if figures.isEmpty { print("\(path) has no figures.") }
    for (name, figure) in zip(Report.fileNames(figures), figures) {
      print("\(name): \(figure.title)\n  x: \(figure.x.label)\n  y: \(figure.y.label)")
      if let map = figure.map { print("  map: \(map.label)") }
      for label in figure.labels { print("  label: \(label)") }
    }
  }
}

extension FigureCanvas.Format: ExpressibleByArgument {}

extension Figure {
  /// The entries of the key, the marks and the categories, each once.
  fileprivate var labels: [String] {
    var labels: [String] = []
    let all =
      series.map(\.label) + marks.map(\.label) + (x.categories ?? []) + (y.categories ?? []) + (map?.categories ?? [])
    for label in all where !label.isEmpty && !labels.contains(label) { labels.append(label) }
    return labels
  }

  /// Replaces a text; `false` if there is no such text.
  fileprivate mutating func relabel(_ old: String, as new: String) -> Bool {
    switch old {
    case "title": title = new
    case "x": x.label = new
    case "y": y.label = new
    case "map":
      guard map != nil else { return false }
      map?.label = new
    default:
      guard labels.contains(old) else { return false }
      let replaced = { (text: String) in text == old ? new : text }
      for index in series.indices { series[index].label = replaced(series[index].label) }
      for index in marks.indices {
        marks[index].label = replaced(marks[index].label)
        marks[index].series = replaced(marks[index].series)
      }
      x.categories = x.categories?.map(replaced)
      y.categories = y.categories?.map(replaced)
      let categories = map?.categories?.map(replaced)
      map?.categories = categories
    }
    return true
  }
}
