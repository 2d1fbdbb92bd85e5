// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Runs

/// Figures go to `figures.json` and come back as they were.
@Suite struct FigureRecordTests {
  /// A figure in which every part says something.
  private var full: Figure {
    var map = Figure.Map(x: [1, 2], y: [0.5, 1.5], z: [0, 1, 1, .nan], label: "phase")
    map.categories = ["order", "\"chaos\""]
    map.strengths = [1, 0.5, 0.25, 0]
    map.isStruck = [false, true, false, true]
    var figure = Figure(
      name: "all", title: "A <title> with 'quotes'", caption: "One.\nTwo.",
      x: .init("1/θ", isLogarithmic: true, range: 0.1...1e-300.advanced(by: 7)),
      y: .init("kind", categories: ["a", "b"]),
      series: [
        .init("k", .points, x: [0.1, 1e-300, -0.0], y: [1, .nan, 3], lower: [0.5, .nan, 2], upper: [2, .nan, 4]),
        .init("", .band, x: [1], y: [], lower: [0], upper: [1], words: ["here"]),
      ], map: map, marks: [.init(at: 0.3, "barrier", like: "k")])
    figure.hasEqualUnits = true
    return figure
  }

  /// Equal but for numbers that are not finite, which are all written alike.
  private func text(_ figures: [Figure]) -> String { Figure.json(of: figures) }

  @Test func comesBackAsItWas() throws {
    let plain = Figure(name: "plain", title: "", caption: "", x: .init("x"), y: .init("y"), series: [])
    let back = try Figure.figures(inJSON: text([full, plain]), name: "figures.json")
    #expect(back.count == 2 && back[1] == plain)
    #expect(text(back) == text([full, plain]))
    #expect(back[0].series[0].x == full.series[0].x && back[0].series[0].y[1].isNaN)
    #expect(back[0].map?.categories == full.map?.categories && back[0].map?.isStruck == full.map?.isStruck)
    #expect(back[0].x == full.x && back[0].y == full.y && back[0].marks == full.marks && back[0].hasEqualUnits)
  }

  @Test func everyStyleHasAName() throws {
    let styles: [Figure.Style] = [.points, .dots, .bounds, .line, .dashedLine, .thinLine, .band, .steps]
    let figure = Figure(
      name: "f", title: "t", caption: "c", x: .init("x"), y: .init("y"),
      series: styles.map { .init("s", $0, x: [1], y: [2]) })
    #expect(try Figure.figures(inJSON: text([figure]), name: "f") == [figure])
  }

  @Test(arguments: ["", "{", "[]", "{\"figures\": 3}", "{\"figures\": [{\"name\": \"x\"}]}", "{\"figures\": [7]}"])
  func refusesWhatIsNoFigure(_ text: String) {
    #expect(throws: RunError.self) { try Figure.figures(inJSON: text, name: "figures.json") }
  }

  @Test func aThousandPointsComeBackToTheBit() throws {
    let x = (0..<1000).map { Double($0) * 0.1 }
    let figure = Figure(
      name: "f", title: "t", caption: "c", x: .init("x"), y: .init("y"),
      series: [.init("s", .line, x: x, y: x.map { 1 / ($0 + 0.3) })])
    #expect(try Figure.figures(inJSON: text([figure]), name: "f") == [figure])
  }
}
