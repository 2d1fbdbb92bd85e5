// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Testing

@Suite(.enabled(if: FigureRenderer.findGnuplot() != nil, "gnuplot is not installed")) struct AnnotationTests {
  private func draw(_ figure: Figure) throws -> XMLDigest {
    let rendered = FigureRenderer().render(figure)
    #expect(rendered.failure == nil, "\(rendered.failure ?? "")")
    return try XMLDigest(rendered.svg)
  }

  @Test func marksStandWhereTheyBelong() throws {
    let steps = [1.0, 10, 100, 1000]
    let figure = Figure(
      name: "marks", title: "Marks", caption: "", x: .init("step", isLogarithmic: true), y: .init("accuracy"),
      series: [.init("train", .line, x: steps, y: [0, 0.5, 1, 1])],
      marks: [
        .init(at: 20, "t_mem = 20", like: "train"), .init(at: 500, "t_grok = 500"), .init(at: -1, "nowhere"),
        .init(at: 1e9, "far"),
      ])
    let xml = try draw(figure)
    #expect(xml.text.contains("t_mem = 20") && xml.text.contains("t_grok = 500"))
    #expect(!xml.text.contains("nowhere") && !xml.text.contains("far"))
    let script = try #require(FigureRenderer.script(for: figure, output: "x.svg"))
    // The axis is logarithmic: positions are decimal logarithms.
    #expect(script.contains("set arrow 1 from 1.3010299956639813, graph 0"))
  }

  @Test func wordsStandBesideTheirPointsAndDoNotOverlap() throws {
    var figure = Figure(
      name: "words", title: "Words", caption: "", x: .init("x"), y: .init("y"),
      series: [.init("", .points, x: [0, 1, 1.001, 2], y: [0, 1, 1, 2], words: ["a_0", "b", "hidden", "c{d}"])])
    figure.hasEqualUnits = true
    let xml = try draw(figure)
    for word in ["a_0", "b", "c{d}"] { #expect(xml.text.contains(word), "\(word)") }
    #expect(!xml.text.contains("hidden"))
    #expect(FigureRenderer.script(for: figure, output: "x.svg")?.contains("set size ratio -1") == true)
  }

  @Test func thinLinesLieBelowAndHaveNoEntryOfTheirOwn() throws {
    let figure = Figure(
      name: "thin", title: "Thin", caption: "", x: .init("x"), y: .init("y"),
      series: [
        .init("median", .line, x: [0, 1], y: [0, 1]), .init("", .thinLine, x: [0, 1], y: [0, 2]),
        .init("other", .line, x: [0, 1], y: [1, 0]),
      ])
    let xml = try draw(figure)
    #expect(xml.text.contains("median") && xml.text.contains("other"))
    let script = try #require(FigureRenderer.script(for: figure, output: "x.svg"))
    let thin = try #require(script.range(of: "linewidth 1 linecolor rgb '#900072B2' notitle"))
    let thick = try #require(script.range(of: "title 'median'"))
    #expect(thin.lowerBound < thick.lowerBound)
  }
}
