// SPDX-License-Identifier: GPL-3.0-or-later
import ExperimentSupport
import Foundation
import Grokking
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import LearningExperiments

/// What a run leaves that reached its thresholds at these steps, or never.
private func record(train: Double?, test: Double?, budget: Double = 10_000) -> SweepRecord {
  typealias Name = SweepRecord.Name
  var data = Dataset()
  func add(_ name: String, _ step: Double?) {
    data.add(name + Name.lower, [step.map { max(0, $0 - 1) } ?? budget])
    data.add(name + Name.upper, [step ?? .nan])
  }
  for name in [Name.memorization, Name.sustainedMemorization] { add(name, train) }
  for name in [Name.grokking, Name.sustainedGrokking] { add(name, test) }
  data.add(Name.lastStep, [budget])
  data.add(Name.budget, [budget])
  return SweepRecord(data: data)
}

private func record(_ phase: LearningPhase) -> SweepRecord {
  switch phase {
  case .comprehension: record(train: 100, test: 300)
  case .grokking: record(train: 100, test: 5100)
  case .memorization: record(train: 100, test: nil)
  case .confusion: record(train: nil, test: nil)
  case .testWithoutTrain: record(train: nil, test: 500)
  }
}

/// A diagram over x = 0, 1, … and y = 0, 1, … with the phases of each cell's runs, one a data seed.
private func diagram(
  x: [Value], y: [Value], sources: [Int?]? = nil, _ phases: (_ row: Int, _ column: Int) -> [LearningPhase]
) -> PhaseMap {
  var most = 0
  let cells = x.indices.flatMap { row in
    y.indices.map { column -> PhaseCell in
      let here = phases(row, column)
      most = max(most, here.count)
      return PhaseCell(
        coordinates: Record([("x", x[row]), ("y", y[column])]), criteria: .phaseDiagram,
        runs: here.enumerated().map { PhaseCell.Run(record($1), dataSeed: $0, modelSeed: 0, delay: 1000) })
    }
  }
  return PhaseMap(
    cells: cells, rows: x.count, columns: y.count, sources: sources ?? cells.indices.map { $0 }, firstRuns: most,
    allRuns: most, isRefined: sources != nil)
}

private func numbers(_ count: Int) -> [Value] { (0..<count).map { .integer($0) } }

@Suite struct PhaseMapTests {
  @Test(arguments: LearningPhase.allCases) func recordsHaveTheirPhase(phase: LearningPhase) {
    #expect(PhaseCell.Run(record(phase), dataSeed: 0, modelSeed: 0, delay: 1000).phase == phase)
  }

  @Test func areasAreMeansOverSeedsWithTheirErrors() throws {
    // Of four seeds, one has three columns of memorization, the others two; of five in all.
    let map = diagram(x: numbers(5), y: numbers(4)) { row, _ in
      (0..<4).map { row < ($0 == 0 ? 3 : 2) ? .memorization : .confusion }
    }
    let area = try #require(map.area(of: .memorization))
    #expect(abs(area.estimate.value - (0.6 + 3 * 0.4) / 4) < 1e-12)
    #expect(abs(area.estimate.standardError - 0.1 / 2) < 1e-12 && area.note == nil)
    #expect(try #require(map.area(of: .grokking)).estimate.value == 0)
  }

  /// Cells count by the part of the axis that they stand for, as they are drawn.
  @Test func areasAreThoseOfTheDrawing() throws {
    let map = diagram(x: [.integer(0), .integer(1), .integer(4)], y: numbers(2)) { row, _ in
      [row == 2 ? .confusion : .grokking]
    }
    // Widths 1, 2 and 3.
    let area = try #require(map.area(of: .confusion))
    #expect(abs(area.estimate.value - 0.5) < 1e-12)
    #expect(area.estimate.standardError.isNaN && area.note?.contains("one run a cell") == true)
  }

  @Test func bordersAreCountedOnce() throws {
    // A column of grokking between two of memorization and one of comprehension.
    let map = diagram(x: numbers(4), y: numbers(3)) { row, _ in
      [[LearningPhase.memorization, .memorization, .grokking, .comprehension][row]]
    }
    func share(_ one: LearningPhase, _ other: LearningPhase) -> Double? {
      map.overSeeds { map.borderShare(of: one, against: other, in: $0) }?.estimate.value
    }
    #expect(share(.grokking, .memorization) == 0.5 && share(.grokking, .comprehension) == 0.5)
    #expect(share(.memorization, .grokking) == 1 && share(.memorization, .comprehension) == 0)
    #expect(share(.confusion, .grokking) == nil)
    let analysis = PhaseAnalysis(map: map, results: Dataset()).analysis
    #expect(
      analysis.answer
        == "Of the diagram's area 50 % memorization, 25 % comprehension and 25 % grokking. Grokking lies next to "
        + "comprehension (50 % of its border) and memorization (50 % of its border). Comprehension lies next to grokking (100 % "
        + "of its border).")
    let borders = try #require(analysis.tables.first { $0.title.hasPrefix("Borders") })
    #expect(borders.rows[0] == ["0", "memorization to 1.5, grokking to 2.5, comprehension"])
  }

  @Test func cellsThatWereNotVisitedStandForTheirNeighbors() throws {
    let map = diagram(x: numbers(3), y: numbers(2), sources: [0, 1, 0, 1, 4, 5]) { row, _ in
      row == 1 ? [] : [row == 0 ? .confusion : .grokking]
    }
    #expect(map.phase(of: 2) == .confusion && !map.isVisited(2) && map.isVisited(4))
    #expect(abs((map.area(of: .confusion)?.estimate.value ?? 0) - 2.0 / 3) < 1e-12)
    let analysis = PhaseAnalysis(map: map, results: Dataset()).analysis
    let filled = try analysis.found("phase", by: "most-frequent", ["x": .integer(1), "y": .integer(0)])
    #expect(filled.text == "confusion" && filled.value == nil)
    #expect(filled.notes == ["not visited; the phase is that of x = 0, y = 0"])
    let cost = try analysis.found("cost-fraction", by: "count")
    #expect(cost.value == 4.0 / 6 && cost.notes == ["4 of the full grid's 6 runs were made"])
    #expect(analysis.tables[1].rows[1] == ["0", "x", "(X)", "g"])
  }

  @Test func mediansAreCensoredWhereTheRunsAre() throws {
    let map = diagram(x: numbers(2), y: numbers(2)) { row, column in
      switch (row, column) {
      case (0, 0): [.comprehension, .grokking, .comprehension]
      case (0, 1): [.memorization, .memorization, .grokking]
      case (1, 0): [.confusion, .confusion, .confusion]
      default: [.testWithoutTrain, .confusion, .comprehension]
      }
    }
    let analysis = PhaseAnalysis(map: map, results: Dataset()).analysis
    let known = try analysis.found("test-train-gap", by: "kaplan-meier", ["x": .integer(0), "y": .integer(0)])
    let value = try #require(known.value)
    #expect((199...201).contains(value) && known.samples == 3 && known.censored == 0)
    let bound = try analysis.found("test-train-gap", by: "kaplan-meier", ["x": .integer(0), "y": .integer(1)])
    #expect(bound.value == nil && bound.lowerBound == 9900 && bound.censored == 2)
    #expect(
      !analysis.findings.contains {
        $0.quantity == "test-train-gap" && $0.at["x"] == .integer(1) && $0.at["y"] == .integer(0)
      })
    let figure = try #require(analysis.figures.first { $0.name == "gap" })
    #expect(figure.series.first?.x == [0] && figure.series.first?.y == [1])
    let z = try #require(figure.map?.z)
    #expect(z.contains { $0.isNaN } && abs((z.filter(\.isFinite).min() ?? 0) - log10(200)) < 0.003)
  }

  @Test func axesAreDrawnSoThatAllValuesAreSeen() {
    func axis(_ values: [Double]) -> PhaseAxis { PhaseAxis(name: "a", values: values.map { .number($0) }) }
    #expect(axis([1e-4, 1e-3, 1e-2]).isLogarithmic && axis([1e-4, 1e-3, 1e-2]).categories == nil)
    #expect(axis([1e-4, 1e-3, 1e-2]).middle(after: 0) == "3.2·10⁻⁴")
    #expect(!axis([0, 1, 2, 3]).isLogarithmic && axis([0, 1, 2, 3]).middle(after: 1) == "1.5")
    #expect(axis([0, 0.001, 0.01, 0.1, 1]).categories == ["0", "0.001", "0.01", "0.1", "1"])
    #expect(PhaseAxis(name: "a", values: [.text("adamw"), .text("sgd")]).places == [0, 1])
    for axis in [axis([1e-4, 1e-3, 1e-2]), axis([3, 1, 2]), axis([0, 1, 4])] {
      #expect(abs(axis.widths.reduce(0, +) - 1) < 1e-12)
    }
  }

  /// Each seed moves the border between two phases; the interval of the area covers the mean border.
  @Test(.long) func theAreaCoversTheMeanOverAllSeeds() {
    var random = SplitMix(5)
    var coverage = Coverage()
    let seeds = 12
    for _ in 0..<1000 {
      let shifts = (0..<seeds).map { _ in min(19, max(1, Int((10 + 3 * random.normal()).rounded()))) }
      let map = diagram(x: numbers(20), y: numbers(2)) { row, _ in
        shifts.map { row < $0 ? .memorization : .confusion }
      }
      if let area = map.area(of: .memorization)?.estimate { coverage.add(area, 0.5) }
    }
    coverage.check("the area of a phase", degreesOfFreedom: Double(seeds - 1), isUnbiased: true)
  }
}
