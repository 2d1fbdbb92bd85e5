// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Testing

@Suite(.enabled(if: FigureRenderer.findGnuplot() != nil, "gnuplot is not installed")) struct FigureTests {
  private func figure(
    _ series: [Figure.Series], logarithmic: Bool = false, title: String = "Title", label: String = "y",
    map: Figure.Map? = nil
  ) -> Figure {
    Figure(
      name: "sample", title: title, caption: "What it shows.", x: .init("x"),
      y: .init(label, isLogarithmic: logarithmic),
      series: series, map: map)
  }

  /// Draws, keeps a copy where RAVINE_SAMPLE_FIGURES says, and insists on well-formed XML with ids of its own.
  private func draw(_ figure: Figure, _ name: String = #function) throws -> (rendered: RenderedFigure, xml: XMLDigest) {
    let rendered = FigureRenderer().render(figure)
    let xml = try XMLDigest(rendered.svg)
    #expect(xml.repeatedIdentifiers.isEmpty && xml.danglingReferences.isEmpty)
    if let folder = ProcessInfo.processInfo.environment["RAVINE_SAMPLE_FIGURES"] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try rendered.svg.write(toFile: "\(folder)/\(name.prefix { $0 != "(" }).svg", atomically: true, encoding: .utf8)
    }
    return (rendered, xml)
  }

  @Test func showsEveryLabelAndEveryPoint() throws {
    let sample = DoubleWellSample()
    let (rendered, xml) = try draw(sample.analysis.figures[0])
    #expect(rendered.failure == nil && rendered.notes.isEmpty)
    for label in DoubleWellSample.methods + [
      "fit, ΔE‡ = 0.954(21)", "inverse temperature 1/θ", "escape rate k / (1/time)",
    ] {
      #expect(xml.text.contains(label), "\(label)")
    }
    // Five points and one in the key: filled circle, open square, open triangle, open diamond.
    for type in [6, 3, 7, 11] {
      #expect(rendered.svg.matches(of: try Regex("<use [^>]*gpPt\(type)' transform")).count == 6)
    }
    #expect(rendered.svg.contains("stroke-dasharray"))
  }

  @Test func theSameDataGiveTheSameBytes() throws {
    let figure = DoubleWellSample().analysis.figures[1]
    #expect(FigureRenderer().render(figure) == FigureRenderer().render([figure, figure])[1])
  }

  @Test(arguments: [#"a_b^{2} 'q' "d" \n \\ `id` @x $y %g"#, #"<b> & id="z" href='#z' url(#z) ‡é漢 {/Symbol}"#])
  func userTextIsPrintedAsItStands(hostile: String) throws {
    let (rendered, xml) = try draw(
      figure([.init(hostile, .points, x: [1, 2], y: [1, 2])], title: hostile, label: hostile))
    #expect(rendered.failure == nil)
    // The title for screen readers, the title, the axis, the key.
    #expect(xml.text.components(separatedBy: hostile).count - 1 == 4)
  }

  @Test func controlCharactersAndLineBreaksBecomeSpaces() throws {
    let (rendered, xml) = try draw(
      figure([.init("a\u{1}b\nend_of_data\r\nplot", .line, x: [1, 2], y: [1, 2])], title: "t\t\u{0}'\n"))
    #expect(rendered.failure == nil)
    #expect(xml.text.contains("a b end_of_data plot"))
  }

  @Test func nothingToDrawIsSaidInWords() throws {
    for series in [
      [], [Figure.Series("rate", .points, x: [1, .nan], y: [.nan, 2])], [.init("rate", .line, x: [], y: [])],
    ] {
      let (rendered, xml) = try draw(figure(series))
      #expect(rendered.failure?.hasPrefix("There is nothing to draw.") == true)
      #expect(xml.text.contains("There is nothing to draw."))
      if !series.isEmpty { #expect(rendered.notes == ["“rate” has no finite values and is left out."]) }
    }
  }

  @Test func aLogarithmicAxisDropsWhatIsNotPositiveAndSaysSo() throws {
    let (rendered, _) = try draw(
      figure(
        [
          .init("good", .points, x: [1, 2, 3], y: [1, 10, 100], lower: [-3, 8, 90], upper: [4, 12, 110]),
          .init("some", .points, x: [1, 2, 3], y: [-1, 20, 0]), .init("none", .line, x: [1, 2], y: [0, -1]),
        ], logarithmic: true))
    #expect(rendered.failure == nil)
    #expect(
      rendered.notes == [
        "2 of 3 points of “some” are not positive and are left out of the logarithmic axis.",
        "“none” has no positive values and is left out of the logarithmic axis.",
      ])
  }

  @Test(arguments: [false, true]) func singlePointsAndHugeRangesAreDrawn(logarithmic: Bool) throws {
    let data: [(x: [Double], y: [Double])] = [
      ([3], [5]), ([0.5], [1e-300]), ([1, 2], [1e-290, 1e290]), ([1, 2, 3], [7, 7, 7]), ([1e9, 1e9 + 1], [1, 2]),
      ([-1e250, 1e250], [1, 2]), ([1, 2], [1, 1 + 1e-15]),
    ]
    for (x, y) in data {
      for style in [Figure.Style.points, .line, .steps, .dashedLine] {
        let (rendered, _) = try draw(
          figure([.init("s", style, x: x, y: y)], logarithmic: logarithmic), "huge-\(x)-\(logarithmic)")
        #expect(rendered.failure == nil, "\(x) \(y) \(style): \(rendered.failure ?? "")")
      }
    }
  }

  @Test func gapsBreakLinesAndBands() throws {
    let x = (0..<9).map(Double.init)
    let y = x.map { $0 == 4 ? .nan : $0 * $0 }
    let (rendered, _) = try draw(
      figure([
        .init("band", .band, x: x, y: y, lower: y.map { $0 - 5 }, upper: y.map { $0 + 5 }),
        .init("line", .line, x: x, y: y),
      ]))
    #expect(rendered.svg.matches(of: /<polygon/).count == 3)  // two parts and the key
    #expect(rendered.notes.count == 2)
  }

  @Test func mapsHaveColorsEvenOnUnevenAndLogarithmicAxes() throws {
    let x = [1.0, 2, 5, 10, 100]
    let y = [0.0, 1, 2]
    var z = (0..<15).map(Double.init)
    z[7] = .nan
    var sample = figure([.init("path", .line, x: [1, 100], y: [0, 2])], map: .init(x: x, y: y, z: z, label: "z_{1}"))
    sample.x.isLogarithmic = true
    let (rendered, xml) = try draw(sample)
    #expect(rendered.failure == nil && xml.text.contains("z_{1}"))
    #expect(rendered.svg.contains("data:image/png;base64,"))
    let empty = try draw(figure([], map: .init(x: x, y: y, z: z.map { _ in .nan }, label: "z")), "emptyMap").rendered
    #expect(empty.notes == ["The map has no finite values and is left out."] && empty.failure != nil)
  }

  @Test func manySamplesMakeASmallFile() throws {
    let count = 1_000_000
    var stream = Stream()
    let x = (0..<count).map { Double($0) }
    let y = x.map { sin($0 * 1e-5) + stream.uniform() }
    let (rendered, _) = try draw(figure([.init("noise", .line, x: x, y: y)]))
    #expect(rendered.failure == nil && rendered.svg.utf8.count < 300_000)
  }

  @Test func coincidingLinesAreBothSeen() throws {
    let x = [0.0, 1, 2]
    let (rendered, _) = try draw(
      figure([
        .init("exact", .line, x: x, y: [1, 2, 4]), .init("grid", .line, x: x, y: [1, 2.001, 4]),
        .init("law", .line, x: x, y: [2, 3, 4]),
      ]))
    // The line and its sample in the key are one path.
    #expect(rendered.svg.matches(of: /stroke-dasharray/).count == 1)
  }

  @Test func theKeyKeepsClearOfTheData() throws {
    // Data in all corners leave no place inside.
    let corners = figure([
      .init("first", .points, x: [0, 0, 1, 1], y: [0, 1, 0, 1]), .init("second", .line, x: [0.4, 0.6], y: [0.5, 0.5]),
    ])
    #expect(FigureRenderer.script(for: corners, output: "x.svg")?.contains("set key outside right top") == true)
    let falling = figure([.init("falling", .line, x: [0, 1], y: [1, 0])])
    #expect(FigureRenderer.script(for: falling, output: "x.svg")?.contains("set key inside top right") == true)
    let rising = figure([.init("rising", .line, x: [0, 1], y: [0, 1])])
    #expect(FigureRenderer.script(for: rising, output: "x.svg")?.contains("set key inside top left") == true)
    _ = try draw(corners)
  }
}

@Suite struct WithoutGnuplotTests {
  @Test func theReportSaysSoAndNothingFails() throws {
    let folder = try SampleFolder()
    defer { folder.remove() }
    let expected = "gnuplot was not found, so figures are not drawn. Install it (Debian: apt-get install gnuplot-nox)."
    let warnings = try DoubleWellSample().report.write(to: folder.url, renderer: FigureRenderer(gnuplot: nil))
    #expect(warnings == [expected])
    let page = try String(contentsOf: folder.url.appending(path: "report.html"), encoding: .utf8)
    #expect(try XMLDigest(page).text.contains(expected))
    #expect(FigureRenderer.findGnuplot(path: folder.url.path) == nil)
  }

  /// A program that stands in for gnuplot. It is not written by the test: a process forked meanwhile would hold it open, and a
  /// file that is open for writing cannot be executed.
  private func program(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../fixtures/programs/\(name)").standardized
  }

  @Test func aProgramThatFailsIsReportedWithItsWords() {
    let rendered = FigureRenderer(gnuplot: program("fails")).render(DoubleWellSample().analysis.figures[0])
    #expect(rendered.failure == "gnuplot failed (status 3): out of paper")
  }

  @Test func aProgramThatHangsIsStopped() {
    var renderer = FigureRenderer(gnuplot: program("hangs"))
    renderer.timeLimit = 0.3
    let rendered = renderer.render(DoubleWellSample().analysis.figures[0])
    #expect(rendered.failure == "gnuplot did not finish within 0 seconds and was stopped.")
  }
}

@Suite struct CategoryTests {
  /// An axis of words shows the words at the places 0, 1, 2, …, whatever characters they hold.
  @Test func anAxisOfWordsShowsThem() throws {
    let words = ["philox4x32-10", "mt19937", "it's_{x}"]
    let figure = Figure(
      name: "words", title: "Words", caption: "", x: Figure.Axis("generator", categories: words), y: Figure.Axis("k"),
      series: [Figure.Series("k", .points, x: [0, 1, 2], y: [1, 2, 1.5])])
    let script = try #require(FigureRenderer.script(for: figure, output: "words.svg"))
    #expect(script.contains("set xtics ('philox4x32-10' 0, 'mt19937' 1, 'it''s_{x}' 2) noenhanced"))
    let drawing = FigureRenderer().render(figure)
    #expect(drawing.failure == nil)
    for word in ["philox4x32-10", "mt19937"] { #expect(drawing.svg.contains(word)) }
  }
}
