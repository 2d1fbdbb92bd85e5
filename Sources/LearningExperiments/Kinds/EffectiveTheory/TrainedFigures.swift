// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Grokking
import Runs
import Settings
import Statistics

/// Figures of trained networks beside the theory, of the first point of the sweep that has any.
struct TrainedFigures {
  let outcomes: [TheoryOutcome]

  var all: [Figure] {
    guard let outcome = outcomes.first(where: { !$0.networks.isEmpty }) else { return [] }
    return trajectories(outcome) + [accuracies(outcome), agreement(outcome), steps(outcome)].compactMap { $0 }
  }

  // MARK: - Trajectories

  /// The network that is shown: the first of the largest training set that forces the line and has embeddings of one
  /// dimension.
  private func shown(_ outcome: TheoryOutcome) -> TrainedEmbedding? {
    let candidates = outcome.networks.filter {
      $0.fitted != nil && $0.embeddings.first?.count == outcome.point.table.symbols
    }
    return candidates.filter { $0.theory.slowestRate > 0 && !$0.qualityTime.isCensored }.max {
      $0.run.size < $1.run.size
    }
      ?? candidates.first
  }

  private func trajectories(_ outcome: TheoryOutcome) -> [Figure] {
    guard let network = shown(outcome), let fitted = network.fitted, let nominal = network.nominal else { return [] }
    let place = "\(network.run.size) rows, split \(network.run.dataSeed), weights \(network.run.modelSeed)"
    let last = network.steps.last ?? 1
    let x = Figure.Axis("steps", range: 0...(1.06 * max(last, 1)))
    let y = Figure.Axis("standardized embedding")
    let factor = NumberFormat.rounded(fitted.timeFactor, digits: 2)
    return [
      Figure(
        name: "trajectory-predicted", title: "Embeddings as predicted",
        caption:
          "The flow of the effective loss from the initial embeddings of the network (\(place)), a step of it \(factor) times the rate \(outcome.point.rate.shortest): the clock that fits best.",
        x: x, y: y, series: lines(network.steps, fitted.predicted)),
      Figure(
        name: "trajectory-trained", title: "Embeddings as trained",
        caption:
          "The embeddings of the network (\(place)), standardized at each step. Their mean correlation with the prediction is \(NumberFormat.rounded(fitted.similarity, digits: 3)); by the theory's own clock it is \(NumberFormat.rounded(nominal.similarity, digits: 3)).",
        x: x, y: y, series: lines(network.steps, network.embeddings)),
    ]
  }

  /// A line a symbol, its number at the end.
  private func lines(_ steps: [Double], _ embeddings: [[Double]]) -> [Figure.Series] {
    let stride = max(1, steps.count / 250)
    let kept = steps.indices.filter { $0 % stride == 0 || $0 == steps.count - 1 }
    let symbols = embeddings.first?.count ?? 0
    let curves = (0..<symbols).map { symbol in
      Figure.Series("", .line, x: kept.map { steps[$0] }, y: kept.map { embeddings[$0][symbol] })
    }
    guard let end = embeddings.last, let last = steps.last else { return curves }
    let names = Figure.Series(
      "", .points, x: end.map { _ in last }, y: end, words: end.indices.map { "\($0)" })
    return curves + [names]
  }

  // MARK: - Accuracies

  private func accuracies(_ outcome: TheoryOutcome) -> Figure? {
    let sizes = TrainedFindings(outcome: outcome).sizes
    guard sizes.count > 1 else { return nil }
    func series(_ name: String, _ value: (TrainedEmbedding) -> Double) -> Figure.Series {
      let means = sizes.map { size in
        TrainedFindings.clustered(outcome.networks.filter { $0.run.size == size }, value)
      }
      let isCertain = means.allSatisfy { $0?.standardError.isFinite ?? false }
      return Figure.Series(
        name, .points, x: sizes.map(outcome.fraction), y: means.map { $0?.value ?? .nan },
        lower: isCertain ? means.map { min(max($0?.bounds.lowerBound ?? .nan, 0), 1) } : nil,
        upper: isCertain ? means.map { min($0?.bounds.upperBound ?? .nan, 1) } : nil)
    }
    let diagonal = Figure.Series("trained pairs only", .dashedLine, x: [0, 1], y: [0, 1])
    return Figure(
      name: "accuracies", title: "Accuracy over the whole table, predicted and measured",
      caption:
        "Means over training sets with 95 % intervals: the accuracy at the end, Acc, and that which the parallelograms of the last embeddings let expect, Âcc.",
      x: TheoryFigures.fractionAxis, y: Figure.Axis("accuracy", range: 0...1.05),
      series: [
        diagonal, series("Acc, measured") { $0.finalAccuracy }, series("Âcc, predicted") { $0.finalPredictedAccuracy },
      ])
  }

  private func agreement(_ outcome: TheoryOutcome) -> Figure? {
    let networks = outcome.networks
    guard networks.count > 1 else { return nil }
    return Figure(
      name: "predicted-accuracy", title: "Predicted against measured accuracy",
      caption: "Each point is a trained network; on the line the embeddings alone explain its accuracy.",
      x: Figure.Axis("Âcc, predicted from the embeddings", range: 0...1.05),
      y: Figure.Axis("Acc, measured", range: 0...1.05),
      series: [
        Figure.Series("Acc = Âcc", .dashedLine, x: [0, 1], y: [0, 1]),
        Figure.Series(
          "networks", .points, x: networks.map(\.finalPredictedAccuracy), y: networks.map(\.finalAccuracy)),
      ])
  }

  // MARK: - Steps

  private func steps(_ outcome: TheoryOutcome) -> Figure? {
    let timed = outcome.networks.compactMap { network in
      network.theory.predictedSteps(rate: outcome.point.rate, squaredNorm: outcome.point.squaredNorm).map {
        ($0, network)
      }
    }
    let seen = timed.filter { !$0.1.qualityTime.isCensored }
    let never = timed.filter { $0.1.qualityTime.isCensored }
    guard seen.count > 1 else { return nil }
    var series = [
      Figure.Series("networks", .points, x: seen.map(\.0), y: seen.map { max($0.1.qualityTime.upper ?? .nan, 1) })
    ]
    if !never.isEmpty {
      series.append(
        Figure.Series("not before the end", .points, x: never.map(\.0), y: never.map { max($0.1.qualityTime.lower, 1) })
      )
    }
    let ends = [timed.map(\.0).min() ?? 1, timed.map(\.0).max() ?? 1]
    // A line of slope 1 through the middle of the points: t ∝ 1/λ₃.
    let shift = seen.reduce(0) { $0 + log(max($1.1.qualityTime.upper ?? 1, 1)) - log($1.0) } / Double(seen.count)
    series.append(Figure.Series("∝ 1/λ₃", .dashedLine, x: ends, y: ends.map { $0 * exp(shift) }))
    return Figure(
      name: "steps", title: "Predicted and measured steps to the line",
      caption:
        "Steps to a representation quality above \(TrainedEmbedding.qualityThreshold) against 1/(λ₃η) of the training set; networks whose training set does not force the line are left out.",
      x: Figure.Axis("1/(λ₃η), predicted steps", isLogarithmic: true),
      y: Figure.Axis("measured steps", isLogarithmic: true), series: series)
  }
}
