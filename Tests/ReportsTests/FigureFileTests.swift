// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Runs
import Testing

@testable import Reports

/// Figures as files for papers and slides have the size, the letters and the colors that were asked for.
@Suite struct FigureFileTests {
  private let figure = DoubleWellSample().analysis.figures[0]

  /// A color as gnuplot writes it into SVG.
  private static func rgb(_ color: String) -> String {
    let number = Int(color.dropFirst(), radix: 16) ?? 0
    return "rgb(\([16, 8, 0].map { "\(number >> $0 & 255)" }.joined(separator: ",")))"
  }

  private func canvas(_ format: FigureCanvas.Format, width: Double, height: Double? = nil) -> FigureCanvas {
    var canvas = FigureCanvas()
    canvas.format = format
    canvas.size = (width, height)
    canvas.fontSize = 9
    return canvas
  }

  private func draw(_ canvas: FigureCanvas) throws -> Data { try FigureRenderer().plot(figure, on: canvas).data }

  @Test(.enabled(if: FigureRenderer.findGnuplot() != nil)) func aPDFHasItsSizeAndItsFonts() throws {
    let data = try draw(canvas(.pdf, width: 8.6, height: 6))
    let text = String(decoding: data, as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF"))
    // Fonts are part of the file; sizes are in points of 1/72 inch.
    #expect(text.contains("/FontFile"))
    let box = try #require(text.firstMatch(of: /\/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)/))
    let points = try [#require(Double(box.output.1)), #require(Double(box.output.2))]
    #expect(abs(points[0] - 8.6 / 2.54 * 72) < 1 && abs(points[1] - 6 / 2.54 * 72) < 1)
  }

  @Test(.enabled(if: FigureRenderer.findGnuplot() != nil)) func aPNGHasItsDots() throws {
    var wanted = canvas(.png, width: 10, height: 5)
    wanted.resolution = 254
    let data = try draw(wanted)
    func number(at place: Int) -> Int { data[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(abs(number(at: 16) - 1000) <= 2 && abs(number(at: 20) - 500) <= 2)
  }

  @Test(.enabled(if: FigureRenderer.findGnuplot() != nil)) func anSVGHasItsSizeItsColorsAndAProportionThatFollows()
    throws
  {
    var wanted = canvas(.svg, width: 12)
    wanted.palette = .dark
    let svg = String(decoding: try draw(wanted), as: UTF8.self)
    let size = try #require(svg.firstMatch(of: /<svg[^>]* width="([\d.]+)cm" height="([\d.]+)cm"/))
    let (width, height) = try (#require(Double(size.output.1)), #require(Double(size.output.2)))
    #expect(abs(width - 12) < 0.02 && abs(height / width - 480.0 / 760) < 0.002)
    let lowered = svg.lowercased()
    let plain = svg.replacing(" ", with: "")
    #expect(lowered.contains(FigurePalette.dark.background) && plain.contains(Self.rgb(FigurePalette.dark.text)))
    #expect(!plain.contains(Self.rgb(FigurePalette.light.text)))
    wanted.hasTitle = false
    let untitled = String(decoding: try draw(wanted), as: UTF8.self)
    // The title of the file for screen readers stays.
    #expect(svg.components(separatedBy: figure.title).count == untitled.components(separatedBy: figure.title).count + 1)
  }

  /// Twice the letters on twice the area are the same picture.
  @Test func aScaledCanvasHasTheSameLayout() {
    var small = canvas(.svg, width: 10)
    small.fontSize = 6
    var large = canvas(.svg, width: 20)
    large.fontSize = 12
    #expect(small.pixels(hasMap: false) == large.pixels(hasMap: false))
    #expect(
      FigureScript(figure, output: "x", canvas: small).text == FigureScript(figure, output: "x", canvas: large).text)
    let report = FigureScript(figure, output: "x").text
    #expect(report?.contains("size 760,480") == true)
  }

  /// A long key takes no room from the plot, unless a height was asked for that has room for both.
  @Test func aLongKeyMakesTheFigureHigher() {
    let labels = (0..<11).map { "a rather long name of a series, number \($0)" }
    let figure = Figure(
      name: "f", title: "t", caption: "c", x: .init("x"), y: .init("y"),
      series: labels.map { .init($0, .line, x: [0, 1], y: [0, 1]) })
    let size = { (canvas: FigureCanvas) in FigureScript(figure, output: "f", canvas: canvas).size }
    let narrow = canvas(.svg, width: 8)
    #expect(size(narrow).height > narrow.pixels(hasMap: false).height + 150)
    let high = canvas(.svg, width: 8, height: 30)
    #expect(size(high).height == high.pixels(hasMap: false).height)
    let low = FigureScript(figure, output: "f", canvas: canvas(.svg, width: 8, height: 5))
    #expect(low.notes.contains { $0.contains("The key needs room") })
  }

  @Test func printIsGray() {
    for color in FigurePalette.print.colors + FigurePalette.print.map + [FigurePalette.print.text] {
      let digits = color.dropFirst()
      #expect(digits.prefix(2) == digits.dropFirst(2).prefix(2) && digits.prefix(2) == digits.suffix(2), "\(color)")
    }
  }

  @Test func withoutGnuplotOrDataItSaysWhatToDo() {
    #expect(throws: FigureFailure.self) { try FigureRenderer(gnuplot: nil).plot(figure, on: .report) }
    do {
      _ = try FigureRenderer(gnuplot: nil).plot(figure, on: .report)
    } catch { #expect(error.reason.contains("apt-get install gnuplot-nox")) }
    let empty = Figure(
      name: "e", title: "t", caption: "c", x: .init("x"), y: .init("y"), series: [.init("s", .line, x: [.nan], y: [1])])
    do {
      _ = try FigureRenderer().plot(empty, on: .report)
      Issue.record("an empty figure was drawn")
    } catch { #expect(error.reason.contains("nothing to draw")) }
  }
}
