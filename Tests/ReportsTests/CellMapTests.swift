// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Testing

@Suite(.enabled(if: FigureRenderer.findGnuplot() != nil, "gnuplot is not installed")) struct CellMapTests {
  private func figure(_ map: Figure.Map, logarithmic: Bool = false) -> Figure {
    Figure(
      name: "cells", title: "Cells", caption: "", x: .init("rate", isLogarithmic: logarithmic), y: .init("decay"),
      series: [], map: map)
  }

  private func cells(of script: String) -> [[Double]] {
    let lines = script.split(separator: "\n")
    guard let start = lines.firstIndex(of: "$cells << end_of_data") else { return [] }
    return lines[(start + 1)...].prefix { $0 != "end_of_data" }.map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
  }

  /// Cells reach half-way to their neighbors, on a logarithmic axis in the logarithm, and cover the picture without a gap.
  @Test func cellsCoverTheirPartOfTheAxes() throws {
    var map = Figure.Map(x: [1, 10, 1000], y: [0, 1, 3], z: [0, 1, 0, 1, 2, 0, 2, 2, .nan], label: "phase")
    map.categories = ["one", "two", "it's three", "never"]
    let script = try #require(FigureRenderer.script(for: figure(map, logarithmic: true), output: "c.svg"))
    let boxes = cells(of: script)
    #expect(boxes.count == 8, "a cell without a category is blank")
    // x, y, left, right, low, high, color
    let expected: [[Double]] = [
      [-0.5, 0.5, -0.5, 0.5], [0.5, 2, -0.5, 0.5], [2, 4, -0.5, 0.5], [-0.5, 0.5, 0.5, 2],
    ]
    for (box, ends) in zip(boxes, expected) {
      for (value, end) in zip(box[2..<6], ends) { #expect(abs(value - end) < 1e-9, "\(box) \(ends)") }
    }
    #expect(Set(boxes.map { $0[6] }) == [0x0072B2, 0xD55E00, 0x009E73])
    #expect(script.contains("title 'it''s three'") && !script.contains("never"))
    for axis in ["x", "y"] {
      let range = try #require(script.firstMatch(of: try Regex("set \(axis)range \\[(\\S+):(\\S+)\\]")))
      let ends = range.output.dropFirst().compactMap { $0.substring.flatMap { Double($0) } }
      #expect(ends.count == 2 && abs(ends[0] + 0.5) < 1e-9 && abs(ends[1] - 4) < 1e-9, "\(ends)")
    }
  }

  @Test func uncertainCellsArePaleAndOthersAreStruck() throws {
    var map = Figure.Map(x: [0, 1], y: [0], z: [0, 0], label: "phase")
    map.categories = ["one"]
    map.strengths = [1, 0]
    map.isStruck = [false, true]
    let figure = figure(map)
    let script = try #require(FigureRenderer.script(for: figure, output: "c.svg"))
    // A quarter of the color is left: 255 − (255 − 0x72)/4 = 219.75, and so on.
    #expect(cells(of: script).map { $0[6] } == [0x0072B2, Double(0xBF << 16 + 0xDC << 8 + 0xEC)])
    #expect(script.contains("$strokes << end_of_data\n0.5 -1.0\n1.5 1.0\n"))
    let rendered = FigureRenderer().render(figure)
    #expect(rendered.failure == nil && rendered.notes.isEmpty)
    #expect(try XMLDigest(rendered.svg).text.contains("one"))
  }

  @Test func nothingToShowIsSaid() {
    var map = Figure.Map(x: [0, 1], y: [0], z: [.nan, 7], label: "phase")
    map.categories = ["one"]
    let rendered = FigureRenderer().render(figure(map))
    #expect(rendered.notes == ["The map has no finite values and is left out."] && rendered.failure != nil)
  }
}
