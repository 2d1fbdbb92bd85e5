// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Reports
import Runs
import Settings
import Statistics
import Testing

/// Runs beside each other: which numbers belong together, and by how many errors they differ.
@Suite struct RunComparisonTests {
  private func side(
    _ name: String, _ findings: [Finding], seed: Int = 1, temperature: Double = 0.3, figures: [Figure] = []
  ) -> RunComparison.Side {
    let scenario = Record([
      ("title", .text(name)), ("experiment", .text("escape-rate")), ("seed", .integer(seed)),
      ("temperature", .number(temperature)),
    ])
    return .init(name: name, scenario: .record(scenario), findings: findings, figures: figures)
  }

  private func rate(_ value: Double, _ error: Double, at temperature: Double = 0.3, method: String = "m") -> Finding {
    Finding(
      "rate", Estimate(value, standardError: error), at: Record([("temperature", .number(temperature))]), method: method
    )
  }

  @Test func differencesAreInStandardErrors() throws {
    let one = side("one", [rate(1, 0.3), rate(7, 1, at: 0.5)])
    let two = side("two", [rate(7, 1, at: 0.5), rate(3, 0.4)], seed: 2, temperature: 0.4)
    let comparison = RunComparison([one, two])
    #expect(comparison.lines.map(\.deviations) == [[2 / 0.5], [0]])
    let back = RunComparison([two, one])
    // The other way round the sign is the other one, whatever the order of the numbers.
    #expect(back.lines.flatMap(\.deviations) == [0, -4])
    #expect(comparison.settings.rows == [["seed", "1", "2"], ["temperature", "0.3", "0.4"]])
    #expect(comparison.summary.contains("1 of 2 differ by more than two standard errors"))
    #expect(comparison.summary.contains("largest difference is 4 standard errors"))
  }

  /// In z-scores of independent runs of one scenario nothing but the standard normal law is seen.
  @Test func deviationsOfEqualRunsAreStandardNormal() {
    var state: UInt64 = 7
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) / 0x1p53
      }
    }
    let places = (0..<400).map { 0.01 * Double($0 + 1) }
    let sides = (0..<2).map { number in
      let error = [0.2, 0.7][number]
      return side("\(number)", places.map { rate(5 + error * normal(), error, at: $0) }, seed: number)
    }
    let z = RunComparison(sides).lines.flatMap(\.deviations).compactMap { $0 }
    let squares = z.reduce(0) { $0 + $1 * $1 }
    // χ² with 400 degrees of freedom: 400 ± 28.3.
    #expect(z.count == 400 && abs(squares - 400) < 4 * 28.3)
  }

  @Test func whatOnlyOneHasIsCountedAndComputedNumbersHaveTheirAccuracy() {
    let exact = Finding("barrier", .exact(1, accuracy: 0.01), method: "e")
    let other = Finding("barrier", .exact(1.02, accuracy: 0.01), method: "e")
    let comparison = RunComparison([
      side("a", [exact, rate(1, 1, method: "x")]), side("b", [other, rate(1, 1, method: "y")]),
    ])
    #expect(comparison.lines.count == 1 && comparison.lonely == 2)
    let z = comparison.lines[0].deviations[0] ?? 0
    #expect(abs(z - 0.02 / (0.01 * 0.01 + 0.0102 * 0.0102).squareRoot()) < 1e-9)
    #expect(comparison.summary.contains("share random numbers"))
    // Without any error only equality can be told.
    let bare = { (value: Double) in Finding("n", .exact(value, accuracy: 0), method: "e") }
    #expect(RunComparison([side("a", [bare(2)]), side("b", [bare(2)])]).lines[0].deviations == [0])
    #expect(RunComparison([side("a", [bare(2)]), side("b", [bare(3)])]).lines[0].deviations == [nil])
  }

  @Test func threeRunsAreComparedWithTheFirstThatHasTheNumber() {
    let comparison = RunComparison([side("a", []), side("b", [rate(1, 0.3)]), side("c", [rate(2, 0.4)])])
    #expect(comparison.lines.count == 1 && comparison.lines[0].deviations == [2])
    #expect(comparison.lines[0].values.map { $0?.value } == [nil, 1, 2])
    let table = comparison.numbers()
    #expect(table.rows[0].count == table.columns.count)
  }

  @Test func figuresOfOneNameAreJoined() throws {
    let figure = { (y: Double, label: String) in
      Figure(
        name: "curve", title: "t", caption: "c", x: .init("x", range: 0...y), y: .init(label),
        series: [.init("k", .line, x: [1], y: [y])])
    }
    let joined = RunComparison([
      side("a", [], figures: [figure(1, "y")]), side("b", [], figures: [figure(2, "y")]),
      side("c", [], figures: [figure(3, "other")]),
    ]).figures
    #expect(joined.count == 1)
    #expect(joined[0].series.map(\.label) == ["k (a)", "k (b)"] && joined[0].x.range == 0...2)
  }

  @Test func theJSONIsRead() throws {
    let text = RunComparison([side("a", [rate(1, 0.3)]), side("b", [rate(2, 0.4)], temperature: 0.4)]).json
    let value = try Value(jsonText: text).asRecord
    #expect(value?["findings"]?.asList?[0].asRecord?["z"] == .list([.integer(2)]) || text.contains("\"z\": [2]"))
    #expect(value?["settings"]?.asList?.count == 1)
  }
}
