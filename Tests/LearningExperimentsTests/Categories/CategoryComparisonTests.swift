// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics
import TestSupport
import Testing

@testable import LearningExperiments

/// Runs of two words at some sizes: t₂ = ratio·t₁ up to a factor of each run, and one that a training set shares.
private struct CategorySample {
  var words = ["adamw", "sgd"]
  var ratio = 2.0
  var scatter = 0.0
  var sizes = [100, 200]
  var dataSeeds = 8
  var modelSeeds = 2
  var budget = 1e9

  func rows(seed: UInt64 = 1) -> [String] {
    var generator = SplitMix(seed)
    return sizes.flatMap { size in
      (0..<dataSeeds).flatMap { dataSeed -> [String] in
        let shared = exp(0.5 * generator.normal())
        return (0..<modelSeeds).flatMap { modelSeed in
          words.enumerated().map { index, word -> String in
            let memorized = 100.0
            let grokked = 1000 * shared * (index == 0 ? 1 : ratio) * exp(scatter * generator.normal())
            let time = grokked < budget ? "\(grokked)" : ""
            return "\(size),\(word),\(dataSeed),\(modelSeed),\(memorized),\(time),\(budget)"
          }
        }
      }
    }
  }

  static let head = "size,optimizer,data_seed,model_seed,memorized,grokked,budget"
}

private func table(
  _ rows: [String], head: String = CategorySample.head, options: GrokkingTableOptions = GrokkingTableOptions()
) throws -> GrokkingTable {
  try GrokkingTable(
    Data(([head] + rows).joined(separator: "\n").utf8), name: "table.csv", options: options)
}

private func findings(_ table: GrokkingTable) -> [Finding] {
  CategoryContrast.all(of: table.parts.flatMap(\.table.categoryRuns)).flatMap { CategoryFindings(contrast: $0).all }
}

/// The finding over all sizes.
private func finding(_ quantity: String, _ method: String, in findings: [Finding]) throws -> Finding {
  try #require(findings.first { $0.quantity == quantity && $0.method == method && $0.at.keys.count == 3 })
}

@Suite struct CategoryComparisonTests {
  private typealias Method = CategoryFindings.Method

  @Test("times that differ by a factor in every pair have that ratio, and no scatter")
  func exactRatio() throws {
    let found = findings(try table(CategorySample(ratio: 3).rows()))
    let mean = try finding("grokking-time-ratio", Method.mean, in: found)
    #expect(agree(try #require(mean.value), 3, relative: 1e-12) && mean.samples == 32)
    let median = try finding("grokking-time-ratio", Method.median, in: found)
    #expect(agree(try #require(median.value), 3, relative: 1e-12))
    let interval = try #require(median.interval)
    #expect(agree(interval.lowerBound, 3, relative: 1e-12) && agree(interval.upperBound, 3, relative: 1e-12))
    #expect(try finding("memorization-time-difference", Method.median, in: found).value == 0)
    #expect(try finding("grokking-probability-difference", Method.share, in: found).value == 0)
    // At each size besides.
    #expect(found.count { $0.quantity == "grokking-time-ratio" && $0.at["size"] != nil } == 4)
  }

  @Test("the order of rows does not matter, and that of the words turns a ratio over")
  func permutations() throws {
    let sample = CategorySample(scatter: 0.3)
    let rows = sample.rows(seed: 4)
    let plain = findings(try table(rows))
    var shuffle = SplitMix(9)
    #expect(findings(try table(rows.shuffled(using: &shuffle))) == plain)
    let renamed = findings(try table(rows.map { $0.replacing(",sgd,", with: ",a-sgd,") }))
    for method in [Method.mean, Method.median] {
      let one = try finding("grokking-time-ratio", method, in: plain)
      let other = try finding("grokking-time-ratio", method, in: renamed)
      #expect(agree(try #require(one.value), 1 / (try #require(other.value)), relative: 1e-12))
      #expect(
        agree(try #require(one.interval).lowerBound, 1 / (try #require(other.interval)).upperBound, relative: 1e-12))
    }
    let difference = try finding("grokking-time-difference", Method.median, in: plain)
    let turned = try finding("grokking-time-difference", Method.median, in: renamed)
    #expect(agree(try #require(difference.value), -(try #require(turned.value)), relative: 1e-12))
  }

  @Test("the unit of time does not matter to ratios")
  func units() throws {
    let sample = CategorySample(scatter: 0.3, budget: 3000)
    let one = findings(try table(sample.rows(seed: 2)))
    let rescaled = try table(
      sample.rows(seed: 2).map { row in
        var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for place in 4...6 where !fields[place].isEmpty { fields[place] = "\((Double(fields[place]) ?? 0) * 7)" }
        return fields.joined(separator: ",")
      })
    let other = findings(rescaled)
    for (first, second) in zip(one, other) where first.quantity.hasSuffix("-ratio") {
      #expect(first.quantity == second.quantity && (first.value == nil) == (second.value == nil))
      if let value = first.value, let found = second.value { #expect(agree(value, found, relative: 1e-9)) }
    }
  }

  @Test("where no run groks nothing tells which is later, and one run has no interval")
  func littleData() throws {
    let none = findings(try table(CategorySample(budget: 10).rows().map { $0.replacing(",100.0,", with: ",5,") }))
    let ratio = try finding("grokking-time-ratio", Method.median, in: none)
    #expect(ratio.value == nil && ratio.lowerBound == nil && ratio.upperBound == nil)
    #expect(ratio.notes.contains { $0.contains("neither run") })
    let probability = try finding("grokking-probability-difference", Method.share, in: none)
    let around = try #require(probability.interval)
    #expect(probability.value == 0 && around.contains(0))
    // A word with a single run.
    let rows = CategorySample(sizes: [100]).rows()
    let single = findings(
      try table(rows.filter { $0.contains("adamw") } + rows.filter { $0.contains("sgd") }.prefix(1)))
    let one = try finding("grokking-time-ratio", Method.median, in: single)
    #expect(agree(try #require(one.value), 2, relative: 1e-12) && one.interval == nil && one.samples == 1)
    #expect(one.notes.contains { $0.contains("no partner") })
    // Second runs that never grok are later by a factor that has no upper end.
    let late = findings(try table(CategorySample(ratio: 100, sizes: [100], dataSeeds: 12, budget: 9000).rows()))
    let bound = try finding("grokking-time-ratio", Method.median, in: late)
    #expect(bound.value == nil && (bound.lowerBound ?? 0) > 1 && bound.upperBound == nil)
    #expect(try finding("grokking-time-ratio", Method.mean, in: late).value == nil)
  }

  @Test("words that look like numbers, or hold commas and quotation marks, are words")
  func oddWords() throws {
    var options = GrokkingTableOptions()
    options.words = ["optimizer"]
    let numbers = try table(CategorySample(words: ["1e-3", "2"]).rows(), options: options)
    #expect(numbers.categories == ["optimizer"] && numbers.axes.isEmpty)
    #expect(numbers.parts.map { $0.place["optimizer"] } == [.text("1e-3"), .text("2")])
    #expect(
      agree(try #require(finding("grokking-time-ratio", Method.mean, in: findings(numbers)).value), 2, relative: 1e-9))
    let word = "Adam \"W\", decoupled"
    let quoted = try table(
      CategorySample(words: ["sgd", DelimitedText.line([word]).trimmingCharacters(in: .newlines)]).rows())
    #expect(quoted.parts.map { $0.place["optimizer"]?.asText } == [word, "sgd"])
    // And back from the file of a run.
    let read = try #require(GrokkingTable(GrokkingTableDataset(table: quoted).dataset))
    #expect(read == quoted)
  }

  @Test("each word has an analysis of its own, beside figures with a curve for each")
  func analysis() throws {
    let analysis = CategorizedTableAnalysis(
      table: try table(CategorySample(scatter: 0.2).rows()), settings: FitSettings(bootstrap: 0)
    ).analysis
    for word in ["adamw", "sgd"] {
      #expect(analysis.findings.contains { $0.quantity == "best-law" && $0.at["optimizer"] == .text(word) })
    }
    #expect(analysis.tables.contains { $0.title.hasPrefix("Differences between words") && $0.rows.count == 12 })
    let figure = try #require(analysis.figures.first { $0.name == "grokked-by-word" })
    #expect(figure.series.map(\.label) == ["adamw", "sgd"])
    #expect(analysis.answer.contains("With optimizer = sgd t_grok is"))
    // Runs without seeds have no partners.
    let unseeded = try table(
      CategorySample().rows().map { row in
        row.split(separator: ",", omittingEmptySubsequences: false).enumerated().filter { ![2, 3].contains($0.0) }
          .map { String($0.1) }.joined(separator: ",")
      }, head: "size,optimizer,memorized,grokked,budget")
    let plain = CategorizedTableAnalysis(table: unseeded, settings: FitSettings(bootstrap: 0)).analysis
    #expect(!plain.findings.contains { $0.at["from"] != nil })
    #expect(plain.warnings.contains { $0.contains("no seeds") })
  }

  // MARK: - Over many tables

  @Test("intervals of ratios hold the true one as often as they say", .long, arguments: [6, 12, 24])
  func coverage(dataSeeds: Int) throws {
    let tables = 1000
    for budget in [1e9, 1500.0] {
      var hits: [String: (inside: Int, all: Int)] = [:]
      for seed in 0..<tables {
        let rows = CategorySample(scatter: 0.4, sizes: [100], dataSeeds: dataSeeds, modelSeeds: 1, budget: budget)
          .rows(seed: UInt64(seed) * 97 + 5)
        for found in findings(try table(rows.map { $0.replacing(",100.0,", with: ",1,") }))
        where found.quantity == "grokking-time-ratio" {
          // An end that is missing holds everything.
          let interval = found.interval
          let lower = interval?.lowerBound ?? found.lowerBound
          let upper = interval?.upperBound ?? found.upperBound
          guard lower != nil || upper != nil || found.value != nil else { continue }
          var entry = hits[found.method] ?? (0, 0)
          entry.all += 1
          if (lower ?? 0) <= 2, (upper ?? .infinity) >= 2 { entry.inside += 1 }
          hits[found.method] = entry
        }
      }
      print("\(dataSeeds) training sets, budget \(budget): \(hits)")
      for (method, entry) in hits {
        let z = binomialZ(entry.inside, of: entry.all, probability: 0.95)
        // Student's is exact; the median's interval holds the truth at least as often.
        if method == Method.mean { #expect(abs(z) < 4) } else { #expect(z > -4) }
      }
    }
  }

  @Test("intervals of differences of probabilities hold the true one", .long)
  func shares() {
    var generator = SplitMix(8)
    for (both, first, second, count) in [(0.3, 0.2, 0.3, 8), (0.7, 0.05, 0.2, 16), (0.1, 0.4, 0.4, 30)] {
      var inside = 0
      for _ in 0..<4000 {
        let differences = (0..<count).map { _ -> Double in
          let u = generator.uniform()
          return u < both ? 0 : u < both + first ? -1 : u < both + first + second ? 1 : 0
        }
        if pairedShareDifference(differences)?.interval?.contains(second - first) == true { inside += 1 }
      }
      print("shares of \(count): \(inside) of 4000")
      // The interval is an approximation that errs on the safe side.
      #expect(Double(inside) / 4000 > 0.93)
    }
  }
}
