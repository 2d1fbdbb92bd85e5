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

/// Runs whose times follow a law that is known.
struct SyntheticRuns {
  /// The scatter of ln t.
  var scatter = 0.2
  var budget = 1e9
  private var noise: SplitMix

  init(seed: UInt64, scatter: Double = 0.2, budget: Double = 1e9) {
    noise = SplitMix(seed)
    self.scatter = scatter
    self.budget = budget
  }

  /// A time about a median, censored at the budget.
  mutating func time(_ median: Double) -> BracketedTime {
    let time = median * exp(scatter * noise.normal())
    return time > budget ? BracketedTime(after: budget, seenAt: nil) : BracketedTime(after: time, seenAt: time)
  }

  /// Runs at every size and value of an axis.
  mutating func table(
    sizes: [Double], seeds: Int, axis: String? = nil, values: [Double] = [0],
    memorization: ((Double, Double) -> Double)? = nil, grokking: (Double, Double) -> Double
  ) -> GrokkingTable {
    var runs: [GrokkingRun] = []
    for value in values {
      for size in sizes {
        for seed in 0..<seeds {
          let memorized = memorization.map { time($0(size, value)) }
          runs.append(
            GrokkingRun(
              size: size, axes: axis.map { [$0: value] } ?? [:], dataSeed: seed, modelSeed: seed,
              memorization: memorized, grokking: time(grokking(size, value)), budget: budget))
        }
      }
    }
    return GrokkingTable(runs: runs, axes: axis.map { [$0] } ?? [])
  }
}

/// Laws that made a table are found in it.
@Suite struct GrokkingTableLawTests {
  private static func analysis(_ table: GrokkingTable, bootstrap: Int = 0) -> Analysis {
    GrokkingTableAnalysis(table, settings: FitSettings(bootstrap: bootstrap)).analysis
  }

  /// The coefficient by the likelihood of the noise that was put in lies within four errors of the truth.
  private static func expect(
    _ analysis: Analysis, _ quantity: String, _ truth: Double, law: String, time: String = "grokking-time",
    _ place: [String: Value] = [:]
  ) throws {
    var coordinates = place
    coordinates["law"] = .text(law)
    coordinates["time"] = .text(time)
    let finding = try analysis.found(quantity, by: "log-normal", coordinates)
    let value = try #require(finding.value)
    let error = try #require(finding.standardError)
    #expect(abs(value - truth) < 4 * error, "\(quantity) is \(value) ± \(error), the truth is \(truth)")
    #expect(error < 0.5 * abs(truth), "the error is large enough for any truth")
  }

  /// The simplest law that is not rejected; the best one, where the runs decide, is the same.
  private static func bestLaw(_ analysis: Analysis, _ place: [String: Value]) throws -> String? {
    let simplest = try analysis.found("simplest-law", by: "likelihood-ratio", place).text
    let best = try analysis.found("best-law", by: "likelihood-ratio", place).text
    #expect(best == simplest || best == "undecided")
    return simplest
  }

  private static let sizes = stride(from: 100.0, through: 800, by: 100).map { $0 }

  @Test func anExponentialLawWithCensoredRuns() throws {
    var runs = SyntheticRuns(seed: 1, budget: 20_000)
    let table = runs.table(
      sizes: Self.sizes, seeds: 8, memorization: { size, _ in exp(6 - 0.002 * size) },
      grokking: { size, _ in exp(12 - 0.01 * size) })
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "decay-per-example", 0.01, law: "exponential")
    try Self.expect(analysis, "decay-per-example", 0.002, law: "exponential", time: "memorization-time")
    #expect(
      try Self.bestLaw(analysis, ["time": .text("grokking-time"), "against": .text("size")]) == "exponential")
    #expect(
      analysis.answer.contains("The runs need no more than 'exponential'")
        || analysis.answer.contains("The runs support 'exponential'"), "\(analysis.answer)")
    // The law without a critical size that is as steep everywhere is ruled out.
    let power = try analysis.found(
      "aic-difference", by: "log-normal",
      ["law": .text("power"), "time": .text("grokking-time"), "against": .text("size")])
    #expect(try #require(power.value) > 10)
    // All runs at 100 examples are censored, and the logistic curve says where grokking begins.
    let critical = try analysis.found("critical-size", by: "logistic")
    #expect(try #require(critical.value) > 100)
    #expect(try #require(critical.value) < 400)
  }

  @Test func aCriticalSize() throws {
    var runs = SyntheticRuns(seed: 2)
    let table = runs.table(sizes: [95, 100, 110, 130, 160, 200, 300, 500], seeds: 8) { size, _ in
      1e6 * pow(size - 90, -1.5)
    }
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "critical-exponent", 1.5, law: "critical-size")
    try Self.expect(analysis, "critical-size", 90, law: "critical-size")
    #expect(
      try Self.bestLaw(analysis, ["time": .text("grokking-time"), "against": .text("size")]) == "critical-size")
  }

  @Test func theSquareOfTheMemorizationTime() throws {
    // Sizes change the memorization time by a factor of e⁴, so its scatter of a tenth hardly flattens the slope.
    var runs = SyntheticRuns(seed: 3, scatter: 0.15)
    var table = runs.table(
      sizes: Self.sizes, seeds: 8, memorization: { size, _ in exp(8 - 0.006 * size) }, grokking: { _, _ in 1 })
    for index in table.runs.indices {
      let memorized = table.runs[index].memorization?.upper ?? .nan
      table.runs[index].grokking = runs.time(0.1 * memorized * memorized)
    }
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "time-exponent", 2, law: "time-power")
    #expect(try Self.bestLaw(analysis, ["against": .text("memorization-time")]) == "time-square")
    #expect(analysis.figures.contains { $0.name == "grokking-against-memorization" })
  }

  @Test func weightDecay() throws {
    var runs = SyntheticRuns(seed: 4, budget: 5e4)
    let table = runs.table(sizes: [200], seeds: 8, axis: "optimizer.decay", values: [0.01, 0.03, 0.1, 0.3, 1]) {
      _, decay in 1000 / decay
    }
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "decay-exponent", 1, law: "decay-power", ["size": .integer(200)])
    #expect(try Self.bestLaw(analysis, ["against": .text("optimizer.decay")]) == "inverse-decay")
    // With one initial scale the law of shrinking weights says nothing of its own.
    let shrinkage = try analysis.found("aic", by: "akaike", ["law": .text("shrinkage")])
    #expect(shrinkage.value == nil)
    #expect(shrinkage.notes[0].hasPrefix("not applicable: "))
    #expect(analysis.figures.contains { $0.name == "grokking-time-over-decay" })
  }

  @Test func temperature() throws {
    var runs = SyntheticRuns(seed: 5)
    let table = runs.table(sizes: [200], seeds: 10, axis: "temperature", values: [0.1, 0.15, 0.2, 0.3, 0.5]) {
      _, temperature in 50 * exp(0.8 / temperature)
    }
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "activation-energy", 0.8, law: "arrhenius")
    #expect(try Self.bestLaw(analysis, ["against": .text("temperature")]) == "arrhenius")
    #expect(analysis.figures.contains { $0.name == "grokking-time-over-temperature" })
  }

  @Test func theCriticalSizeOfTheProbability() throws {
    var noise = SplitMix(6)
    let runs = stride(from: 100.0, through: 300, by: 25).flatMap { size in
      (0..<30).map { seed in
        let grokks = noise.uniform() < 1 / (1 + exp(-(size - 200) / 20))
        return GrokkingRun(
          size: size, dataSeed: seed, grokking: BracketedTime(after: 1000, seenAt: grokks ? 1000 : nil), budget: 1000)
      }
    }
    let analysis = Self.analysis(GrokkingTable(runs: runs, total: 400))
    let critical = try analysis.found("critical-size", by: "logistic")
    #expect(abs((try #require(critical.value) - 200) / (try #require(critical.standardError))) < 4)
    let fraction = try analysis.found("critical-fraction", by: "logistic")
    #expect(abs(try #require(fraction.value) * 400 - (try #require(critical.value))) < 1e-9)
    let width = try analysis.found("critical-width", by: "logistic")
    #expect(abs((try #require(width.value) - 20) / (try #require(width.standardError))) < 4)
  }

  @Test func nothingIsFittedWhereNothingIsKnown() throws {
    var runs = SyntheticRuns(seed: 7, budget: 10)
    let analysis = Self.analysis(runs.table(sizes: Self.sizes, seeds: 2) { _, _ in 1e6 })
    #expect(
      analysis.answer
        == "None of 16 runs grokked within 10 steps: every grokking time is only known to be longer, and no law can be fitted."
    )
    #expect(try Self.bestLaw(analysis, ["against": .text("size")]) == "none")
    let median = try analysis.found("grokking-time", by: "kaplan-meier", ["size": .integer(100)])
    #expect(median.value == nil)
    #expect(median.lowerBound == 10)
    let critical = try analysis.found("critical-size", by: "logistic")
    #expect(critical.value == nil)
    #expect(critical.lowerBound == 800)
    #expect(critical.notes == ["not applicable: none of 16 runs succeeded: the critical size is not below 800"])
    let unfitted = try #require(analysis.tables.last)
    #expect(unfitted.title == "Laws that could not be fitted")
    #expect(unfitted.rows.contains { $0[1] == "exponential" && $0[2].contains("only lower bounds") })
    #expect(
      unfitted.rows[0][3]
        == "grokked: 0 of 2 at N = 100, 0 of 2 at N = 200, 0 of 2 at N = 300, 0 of 2 at N = 400, 0 of 2 at N = 500, 0 of 2 at N = 600 and fewer than all at 2 more"
    )
  }

  @Test func tooFewRunsForSomeLaws() throws {
    var runs = SyntheticRuns(seed: 8)
    let analysis = Self.analysis(runs.table(sizes: [100, 200, 300], seeds: 1) { size, _ in 1e4 / size })
    let unfitted = try #require(analysis.tables.last)
    #expect(unfitted.title == "Laws that could not be fitted")
    let names = Set(unfitted.rows.map { $0[1] })
    #expect(names.isSuperset(of: ["critical-size", "critical-size-with-floor", "effective-theory"]))
    #expect(
      unfitted.rows.contains {
        $0[2]
          == "the law 'critical-size' has 3 coefficients and needs at least 5 runs that were seen to do it; there are 3 of 3"
      })
  }

  @Test func fractionsNameCriticalFractions() throws {
    var runs = SyntheticRuns(seed: 9)
    var table = runs.table(sizes: [0.3, 0.35, 0.4, 0.5, 0.6, 0.8], seeds: 6) { fraction, _ in
      100 * pow(fraction - 0.25, -1.5)
    }
    table.sizesAreFractions = true
    let analysis = Self.analysis(table)
    try Self.expect(analysis, "critical-fraction", 0.25, law: "critical-size")
    #expect(!analysis.findings.contains { $0.quantity == "critical-size" })
    #expect(analysis.figures[0].x.label == "training set (fraction of the table)")
  }

  @Test func bootstrapIntervalsStandBesideTheOthers() throws {
    var runs = SyntheticRuns(seed: 10)
    let table = runs.table(sizes: [100, 200, 300, 400], seeds: 5) { size, _ in exp(9 - 0.005 * size) }
    let analysis = Self.analysis(table, bootstrap: 100)
    let place: [String: Value] = ["law": .text("exponential")]
    let drawn = try analysis.found("decay-per-example", by: "log-normal-bootstrap", place)
    let fitted = try analysis.found("decay-per-example", by: "log-normal", place)
    #expect(drawn.value == fitted.value)
    #expect(drawn.interval != nil)
    #expect(drawn.interval != fitted.interval)
    // The same seed gives the same draws.
    expectSame(analysis, Self.analysis(table, bootstrap: 100))
  }

  @Test func earlyGrokkingIsToldAndNotRefused() throws {
    let read = try LearningExperimentsTests.table(
      "size,memorized,grokked,budget\n10,50,40,100\n10,50,,100\n20,30,60,100\n")
    let analysis = Self.analysis(read)
    #expect(
      analysis.warnings.contains(
        "1 of 3 runs grokked before they memorized (line 2): without a delay there is no grokking; see whether the columns are what they say."
      ))
  }
}
