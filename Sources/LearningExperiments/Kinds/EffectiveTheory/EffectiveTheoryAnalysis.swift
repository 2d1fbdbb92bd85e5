// SPDX-License-Identifier: GPL-3.0-or-later
import Experiments
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// Findings, tables, figures and the answer of an `effective-theory` run.
struct EffectiveTheoryAnalysis {
  let outcomes: [TheoryOutcome]

  var analysis: Analysis {
    var result = Analysis()
    result.findings = outcomes.flatMap { TheoryFindings(outcome: $0).all }
    result.answer = EffectiveTheoryAnswer(outcomes: outcomes).sentence
    result.warnings = warnings
    result.failure = DivergedRuns(outcomes.flatMap(\.networks).map { $0.failure.isEmpty ? nil : $0.failure }).failure
    result.tables = tables
    result.figures = TheoryFigures(outcomes: outcomes).all + TrainedFigures(outcomes: outcomes).all
    result.results = dataset
    return result
  }

  private var warnings: [String] {
    outcomes.flatMap { outcome -> [String] in
      let prefix = outcome.place.isEmpty ? "" : outcome.place + ": "
      let failed = outcome.networks.filter { !$0.failure.isEmpty }.map {
        "\(prefix)\($0.run.size) rows, split \($0.run.dataSeed), weights \($0.run.modelSeed): the training diverged"
      }
      return (outcome.reasonUnknown.map { [prefix + $0] } ?? []) + failed
    }
  }

  // MARK: - Tables

  private var axes: [String] { outcomes.first?.coordinates.keys ?? [] }

  private func cells(_ outcome: TheoryOutcome) -> [String] {
    axes.map { axis in
      let value = outcome.coordinates[axis]
      return value?.asNumber.map { NumberFormat.rounded($0, digits: 4) } ?? value?.asText ?? ""
    }
  }

  private var tables: [Table] {
    let bySize = Table(
      title: "What training sets force",
      columns: axes + ["rows", "fraction", "P(unique)", "nullity", "λ median", "λ 10 %", "λ 90 %", "1/(λη) steps"],
      rows: outcomes.flatMap { outcome in shown(outcome).map { row(outcome, $0) } })
    let critical = Table(
      title: "Where half of the training sets force the structure",
      columns: axes + ["rows of the table", "critical size", "critical fraction", "λ of the whole table"],
      rows: outcomes.map { outcome in
        cells(outcome) + ["\(outcome.point.table.rows)"] + criticalCells(outcome)
          + [NumberFormat.formatted(outcome.wholeRate, accuracy: 1e-9)]
      })
    let trained = outcomes.contains { !$0.networks.isEmpty } ? [trainedTable] : []
    return outcomes.count > 1 ? [critical, bySize] + trained : [bySize, critical] + trained
  }

  /// A table for people has no hundred rows: about twenty sizes, evenly.
  private func shown(_ outcome: TheoryOutcome) -> [Int] {
    let count = outcome.point.sizes.count
    let most = outcomes.count > 1 ? 8 : 20
    guard count > most else { return Array(0..<count) }
    return (0..<most).map { Int((Double($0 + 1) / Double(most) * Double(count)).rounded()) - 1 }
  }

  private func row(_ outcome: TheoryOutcome, _ index: Int) -> [String] {
    let size = outcome.point.sizes[index]
    func rate(_ share: Double) -> String { outcome.rate(share, at: index)?.formatted ?? NumberFormat.nothing }
    let median = outcome.rate(0.5, at: index)
    let steps = median.flatMap { $0.value > 0 ? 1 / ($0.value * outcome.point.rate) : nil }
    return cells(outcome) + [
      "\(size)", NumberFormat.rounded(outcome.fraction(size), digits: 3),
      outcome.uniqueProbability(size)?.formatted ?? NumberFormat.nothing,
      mean(of: outcome.nullities[index])?.formatted ?? NumberFormat.nothing, rate(0.5), rate(0.1), rate(0.9),
      steps.map { NumberFormat.counted(Int($0.rounded())) } ?? "∞",
    ]
  }

  private func criticalCells(_ outcome: TheoryOutcome) -> [String] {
    guard case .success(let estimate) = outcome.criticalSize else {
      return [NumberFormat.nothing, NumberFormat.nothing]
    }
    return [estimate.formatted, estimate.scaled(by: 1 / Double(outcome.point.table.rows)).formatted]
  }

  private var trainedTable: Table {
    let rows = outcomes.flatMap { outcome in
      outcome.networks.map { network -> [String] in
        func number(_ value: Double?, _ digits: Int = 3) -> String {
          value.map { NumberFormat.rounded($0, digits: digits) } ?? NumberFormat.nothing
        }
        let steps = network.theory.predictedSteps(rate: outcome.point.rate, squaredNorm: outcome.point.squaredNorm)
        let time = network.qualityTime
        return cells(outcome) + [
          "\(network.run.size)", "\(network.run.dataSeed)", "\(network.run.modelSeed)", "\(network.theory.nullity)",
          steps.map { NumberFormat.counted(Int($0.rounded())) } ?? "∞",
          time.upper.map { NumberFormat.counted(Int($0)) } ?? "> \(NumberFormat.counted(Int(time.lower)))",
          number(network.nominal?.similarity), number(network.fitted?.similarity),
          number(network.fitted?.timeFactor, 2),
          number(network.finalPredictedAccuracy), number(network.finalAccuracy),
        ]
      }
    }
    return Table(
      title: "Trained networks beside the theory",
      columns: axes + [
        "rows", "split", "weights", "nullity", "1/(λη) steps", "steps to RQI > .95", "similarity", "with fitted clock",
        "time factor", "Âcc", "Acc",
      ], rows: rows)
  }

  // MARK: - Results

  /// All points stacked, dimensions named after the axes of the sweep.
  private var dataset: Dataset {
    let sweep = SweepGrid(outcomes.map(\.coordinates))
    var start = Dataset()
    sweep.addCoordinates(to: &start)
    let parts = sweep.order.map { $0.map { Self.dataset(outcomes[$0]) } }
    return DatasetStack(parts, along: sweep.shape, after: start).dataset
  }

  private static func dataset(_ outcome: TheoryOutcome) -> Dataset {
    var result = Dataset()
    let sizes = outcome.point.sizes
    let count = sizes.count
    result.add("rows", sizes, over: ["size": count], longName: "rows of the training set")
    result.add("fraction", sizes.map(outcome.fraction), over: ["size": count], longName: "part of the table")
    func add(_ name: String, _ meaning: String, _ value: (Int) -> Double?) {
      result.add(name, sizes.indices.map { value($0) ?? .nan }, over: ["size": count], longName: meaning)
    }
    add("unique_probability", "part of the training sets that force the structure") {
      outcome.uniqueProbability(sizes[$0])?.value
    }
    add("nullity", "mean nullity") { mean(of: outcome.nullities[$0])?.value }
    for (name, share) in [("tenth", 0.1), ("median", 0.5), ("ninetieth", 0.9)] {
      add("slowest_rate_\(name)", "quantile \(share) of the rate of the slowest decaying part") {
        outcome.rate(share, at: $0)?.value
      }
    }
    result.add(
      "critical_size", outcome.criticalSizes.map { $0.isFinite ? $0 : .nan }, over: ["draw": outcome.draws],
      longName: "first rows of a random order that force the structure")
    let networks = outcome.networks
    guard !networks.isEmpty else { return result }
    func perNetwork(_ name: String, _ meaning: String, _ value: (TrainedEmbedding) -> Double?) {
      result.add(
        name, networks.map { value($0) ?? .nan }, over: ["network": networks.count], longName: meaning)
    }
    perNetwork("network_rows", "rows of its training set") { Double($0.run.size) }
    perNetwork("data_seed", "seed of its split") { Double($0.run.dataSeed) }
    perNetwork("model_seed", "number of its initial weights") { Double($0.run.modelSeed) }
    perNetwork("network_slowest_rate", "rate of the slowest decaying part times the squared norm") {
      $0.theory.slowestRate
    }
    perNetwork("network_nullity", "nullity of its training set") { Double($0.theory.nullity) }
    perNetwork("quality_steps", "steps to a representation quality above 0.95") { $0.qualityTime.upper }
    perNetwork("similarity", "similarity of its trajectory by the theory's clock") { $0.nominal?.similarity }
    perNetwork("fitted_similarity", "similarity of its trajectory by the fitted clock") { $0.fitted?.similarity }
    perNetwork("time_factor", "from the theory's time to that of training") { $0.fitted?.timeFactor }
    perNetwork("accuracy", "accuracy over the whole table at the end") { $0.finalAccuracy }
    perNetwork("predicted_accuracy", "accuracy that the embeddings let expect") { $0.finalPredictedAccuracy }
    return result
  }
}
